// SPDX-License-Identifier: Apache-2.0
#pragma once
// CUDA's intrinsic functions on bits, bytes and floats, by the definitions of its programming guide and mathematics manual.

#include "../vector_types.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

inline int __popc(unsigned v) { return std::popcount(v); }
inline int __popcll(unsigned long long v) { return std::popcount(v); }
inline int __clz(int v) { return std::countl_zero(static_cast<unsigned>(v)); }
inline int __clzll(long long v) { return std::countl_zero(static_cast<unsigned long long>(v)); }
inline int __ffs(int v) { return __builtin_ffs(v); }
inline int __ffsll(long long v) { return __builtin_ffsll(v); }

inline unsigned __brev(unsigned v) {
  unsigned result = 0;
  for (int bit = 0; bit < 32; ++bit) result |= (v >> bit & 1u) << (31 - bit);
  return result;
}

inline unsigned __funnelshift_l(unsigned low, unsigned high, unsigned shift) {
  const std::uint64_t both = std::uint64_t{high} << 32 | low;
  return static_cast<unsigned>(both << (shift & 31) >> 32);
}

inline unsigned __funnelshift_r(unsigned low, unsigned high, unsigned shift) {
  const std::uint64_t both = std::uint64_t{high} << 32 | low;
  return static_cast<unsigned>(both >> (shift & 31));
}

inline int __mulhi(int a, int b) { return static_cast<int>((std::int64_t{a} * b) >> 32); }
inline unsigned __umulhi(unsigned a, unsigned b) { return static_cast<unsigned>((std::uint64_t{a} * b) >> 32); }

/// Picks four bytes of eight; bit 3 of a selector spreads the byte's sign instead.
inline unsigned __byte_perm(unsigned low, unsigned high, unsigned selectors) {
  const std::uint64_t both = std::uint64_t{high} << 32 | low;
  unsigned result = 0;
  for (int i = 0; i < 4; ++i) {
    const unsigned selector = selectors >> 4 * i & 15u;
    unsigned byte = static_cast<unsigned>(both >> 8 * (selector & 7u)) & 255u;
    if (selector & 8u) byte = byte & 128u ? 255u : 0u;
    result |= byte << 8 * i;
  }
  return result;
}

namespace cudasim {

template <class Lane>
constexpr Lane lane_of(unsigned v, int i) {
  return static_cast<Lane>(v >> 8 * static_cast<int>(sizeof(Lane)) * i);
}

template <class Wide, class A, class B>
Wide dot(unsigned a, unsigned b, int b_first, int count, Wide sum) {
  // Sums wrap, as they do in a register of the device.
  auto total = static_cast<unsigned>(sum);
  for (int i = 0; i < count; ++i)
    total += static_cast<unsigned>(Wide{lane_of<A>(a, i)} * Wide{lane_of<B>(b, b_first + i)});
  return static_cast<Wide>(total);
}

template <class Lane, class F>
unsigned by_lane(unsigned a, unsigned b, F f) {
  unsigned result = 0;
  for (int i = 0; i < 4 / static_cast<int>(sizeof(Lane)); ++i) {
    const Lane value = static_cast<Lane>(f(lane_of<Lane>(a, i), lane_of<Lane>(b, i)));
    result |= static_cast<unsigned>(static_cast<std::make_unsigned_t<Lane>>(value))
              << 8 * static_cast<int>(sizeof(Lane)) * i;
  }
  return result;
}

struct lesser {
  template <class T>
  T operator()(T a, T b) const {
    return a < b ? a : b;
  }
};

struct greater {
  template <class T>
  T operator()(T a, T b) const {
    return a < b ? b : a;
  }
};

/// What the conversions of CUDA give: limits beyond the range, 0 for what is not a number.
template <class Integer>
Integer converted(double rounded) {
  using limits = std::numeric_limits<Integer>;
  if (std::isnan(rounded)) return 0;
  if (rounded <= static_cast<double>(limits::min())) return limits::min();
  if (rounded >= static_cast<double>(limits::max())) return limits::max();
  return static_cast<Integer>(rounded);
}

}  // namespace cudasim

inline int __dp4a(int a, int b, int c) {
  return cudasim::dot<int, std::int8_t, std::int8_t>(static_cast<unsigned>(a), static_cast<unsigned>(b), 0, 4, c);
}
inline unsigned __dp4a(unsigned a, unsigned b, unsigned c) {
  return cudasim::dot<unsigned, std::uint8_t, std::uint8_t>(a, b, 0, 4, c);
}
inline int __dp2a_lo(int a, int b, int c) {
  return cudasim::dot<int, std::int16_t, std::int8_t>(static_cast<unsigned>(a), static_cast<unsigned>(b), 0, 2, c);
}
inline unsigned __dp2a_lo(unsigned a, unsigned b, unsigned c) {
  return cudasim::dot<unsigned, std::uint16_t, std::uint8_t>(a, b, 0, 2, c);
}
inline int __dp2a_hi(int a, int b, int c) {
  return cudasim::dot<int, std::int16_t, std::int8_t>(static_cast<unsigned>(a), static_cast<unsigned>(b), 2, 2, c);
}
inline unsigned __dp2a_hi(unsigned a, unsigned b, unsigned c) {
  return cudasim::dot<unsigned, std::uint16_t, std::uint8_t>(a, b, 2, 2, c);
}

inline unsigned __vminu4(unsigned a, unsigned b) { return cudasim::by_lane<std::uint8_t>(a, b, cudasim::lesser{}); }
inline unsigned __vmaxu4(unsigned a, unsigned b) { return cudasim::by_lane<std::uint8_t>(a, b, cudasim::greater{}); }
inline unsigned __vmins4(unsigned a, unsigned b) { return cudasim::by_lane<std::int8_t>(a, b, cudasim::lesser{}); }
inline unsigned __vmaxs4(unsigned a, unsigned b) { return cudasim::by_lane<std::int8_t>(a, b, cudasim::greater{}); }
inline unsigned __vminu2(unsigned a, unsigned b) { return cudasim::by_lane<std::uint16_t>(a, b, cudasim::lesser{}); }
inline unsigned __vmaxu2(unsigned a, unsigned b) { return cudasim::by_lane<std::uint16_t>(a, b, cudasim::greater{}); }
inline unsigned __vmins2(unsigned a, unsigned b) { return cudasim::by_lane<std::int16_t>(a, b, cudasim::lesser{}); }
inline unsigned __vmaxs2(unsigned a, unsigned b) { return cudasim::by_lane<std::int16_t>(a, b, cudasim::greater{}); }

inline float __fadd_rn(float a, float b) { return a + b; }
inline float __fsub_rn(float a, float b) { return a - b; }
inline float __fmul_rn(float a, float b) { return a * b; }
inline float __fdiv_rn(float a, float b) { return a / b; }
inline float __fsqrt_rn(float v) { return std::sqrt(v); }
inline float __fmaf_rn(float a, float b, float c) { return std::fma(a, b, c); }
inline double __dadd_rn(double a, double b) { return a + b; }
inline double __dmul_rn(double a, double b) { return a * b; }
inline double __ddiv_rn(double a, double b) { return a / b; }
inline float __saturatef(float v) { return v > 0.0f ? (v < 1.0f ? v : 1.0f) : 0.0f; }

inline int __float2int_rn(float v) { return cudasim::converted<int>(std::nearbyint(v)); }
inline int __float2int_rz(float v) { return cudasim::converted<int>(std::trunc(v)); }
inline int __float2int_rd(float v) { return cudasim::converted<int>(std::floor(v)); }
inline int __float2int_ru(float v) { return cudasim::converted<int>(std::ceil(v)); }
inline unsigned __float2uint_rn(float v) { return cudasim::converted<unsigned>(std::nearbyint(v)); }
inline unsigned __float2uint_rz(float v) { return cudasim::converted<unsigned>(std::trunc(v)); }
inline int __double2int_rn(double v) { return cudasim::converted<int>(std::nearbyint(v)); }
inline int __double2int_rz(double v) { return cudasim::converted<int>(std::trunc(v)); }
inline float __int2float_rn(int v) { return static_cast<float>(v); }
inline float __uint2float_rn(unsigned v) { return static_cast<float>(v); }
inline float __double2float_rn(double v) { return static_cast<float>(v); }

inline unsigned __float_as_uint(float v) { return std::bit_cast<unsigned>(v); }
inline int __float_as_int(float v) { return std::bit_cast<int>(v); }
inline float __uint_as_float(unsigned v) { return std::bit_cast<float>(v); }
inline float __int_as_float(int v) { return std::bit_cast<float>(v); }
inline long long __double_as_longlong(double v) { return std::bit_cast<long long>(v); }
inline double __longlong_as_double(long long v) { return std::bit_cast<double>(v); }

template <class T>
T __ldg(const T* pointer) {
  return *pointer;
}
template <class T>
T __ldcs(const T* pointer) {
  return *pointer;
}
template <class T>
T __ldcg(const T* pointer) {
  return *pointer;
}
template <class T>
void __stcs(T* pointer, T value) {
  *pointer = value;
}
template <class T>
void __stcg(T* pointer, T value) {
  *pointer = value;
}
