// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <type_traits>

/// The only macro of the project: marks what runs on the host and on the device.
#if defined(__CUDACC__)
#define TESSERA_FN __host__ __device__ __forceinline__
#else
#define TESSERA_FN inline __attribute__((always_inline))
#endif

namespace tessera::inline v0 {

using u8 = std::uint8_t;
using u16 = std::uint16_t;
using f32 = float;

/// The closed set of sample types.
enum class sample_type : std::uint8_t { u8, u16, f32 };

template <class T>
concept sample = std::is_same_v<T, u8> || std::is_same_v<T, u16> || std::is_same_v<T, f32>;

/// The level that means 1.0: 255, 65535 or 1.
template <sample T>
inline constexpr float white = std::is_same_v<T, u8>    ? 255.0f
                               : std::is_same_v<T, u16> ? 65535.0f
                                                        : 1.0f;

/// Levels of alpha up to this one count as none, and what has no alpha has no colour: they round to 0 or are, as f32, too small to divide by.
template <sample T>
inline constexpr float no_alpha = std::is_same_v<T, f32> ? 0x1p-20f : 0.5f;

template <sample T>
inline constexpr sample_type type_of = std::is_same_v<T, u8>    ? sample_type::u8
                                       : std::is_same_v<T, u16> ? sample_type::u16
                                                                : sample_type::f32;

constexpr int bytes_of(sample_type type) { return type == sample_type::u8 ? 1 : type == sample_type::u16 ? 2 : 4; }

constexpr float white_of(sample_type type) {
  return type == sample_type::u8 ? white<u8> : type == sample_type::u16 ? white<u16> : white<f32>;
}

constexpr const char* name_of(sample_type type) {
  return type == sample_type::u8 ? "u8" : type == sample_type::u16 ? "u16" : "f32";
}

/// Calls `f` with a value-initialised sample of the run-time type and returns its result.
template <class F>
constexpr decltype(auto) with_sample(sample_type type, F&& f) {
  if (type == sample_type::u8) return f(u8{});
  if (type == sample_type::u16) return f(u16{});
  return f(f32{});
}

/// One pixel of a colour formula, in fractions of white.
template <class V>
struct rgb {
  V r, g, b;
};

/// One pixel with its alpha, not premultiplied; a picture without alpha has 1 there.
template <class V>
struct rgba {
  V r, g, b, a;
};

}  // namespace tessera::inline v0
