// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <utility>

#include "tessera/kernels/view.hpp"

namespace tessera::inline v0 {

/// Levels that mean 1.0 before and after a formula; `out` of u8 and u16 is clamped and rounded half to even,
/// f32 (white 1, exact) is left as it is.
struct scale {
  float in_white = 1;
  float out_white = 1;
  bool quantise = false;
};

/// Rows of a stencil: row(dy)[i + dx * step] is the neighbour of sample i, in fractions of white.
struct stencil_rows {
  const float* const* rows;  ///< rows[ry + dy]
  int reach_y;
  std::ptrdiff_t step;  ///< samples from a pixel to the next one
};

/// Where the samples of a call lie: the first pixel's position in the picture, the picture's size and the channel.
struct sample_place {
  std::uint32_t x = 0, y = 0;
  float width = 1, height = 1;
  std::uint32_t channel = 0;
};

/// What an operator's formula reads: the operator itself, or what its `formula()` gives.
template <class Op>
auto formula_value(const Op& op) {
  if constexpr (requires { op.formula(); }) return op.formula();
  else return op;
}
template <class Op>
using formula_type = decltype(formula_value(std::declval<const Op&>()));

/// Rows of a stencil over whole pixels: rows[channel * height + reach_y + dy][i + dx] is a sample of the neighbour of pixel i, in fractions
/// of white. The channels are red, green, blue (all the same of a gray picture) and alpha (null without alpha).
struct pixel_rows {
  const float* const* rows;
  int reach_y;
  int colours;        ///< 1 or 3
  bool odd_x, odd_y;  ///< whether the position of pixel 0 is odd
  int height() const { return 2 * reach_y + 1; }
};

/// A formula of one operator compiled for one SIMD level; a null entry means the operator has no such formula.
struct formula_kernels {
  void (*sample)(const void* op, float* data, std::size_t n, const scale& levels) = nullptr;
  void (*pixel)(const void* op, float* const* planes, std::size_t n, const scale& levels) = nullptr;
  /// In place of `pixel`, for formulas that go by steps; with `begun` the planes hold what the first step made.
  void (*steps)(const void* op, float* const* planes, std::size_t n, const scale& levels, bool begun) = nullptr;
  /// Takes samples through the first of the steps. False, and nothing done, where that one is of whole pixels.
  bool (*begin)(const void* op, float* data, std::size_t n, const scale& levels) = nullptr;
  void (*mixed)(const void* op, const float* centre, const float* filtered, float* out, std::size_t n,
                const scale& levels) = nullptr;
  /// The same from u8 to u8, `unit` a power of two that filtered levels come in; `out` does not overlap what is read.
  void (*mixed_u8)(const void* op, const u8* centre, const float* filtered, float unit, u8* out, std::size_t n,
                   const scale& levels) = nullptr;
  void (*stencil)(const void* op, const stencil_rows& rows, float* out, std::size_t n) = nullptr;
  /// A stencil over derived numbers (see derived_numbers.hpp): `derive` makes three rows of them, which `conclude` reads as
  /// rows[number * height + reach_y + dy].
  void (*derive)(const void* op, const stencil_rows& rows, float* const* numbers, std::size_t n) = nullptr;
  void (*conclude)(const void* op, const stencil_rows& numbers, float* out, std::size_t n) = nullptr;
  /// Of the pixels of two pictures; the result goes to the first one's planes.
  void (*pixels)(const void* op, float* const* planes, const float* const* second, std::size_t n,
                 const scale& levels) = nullptr;
  void (*placed_sample)(const void* op, float* data, std::size_t n, const scale& levels,
                        const sample_place& at) = nullptr;
  void (*placed_pixel)(const void* op, float* const* planes, std::size_t n, const scale& levels,
                       const sample_place& at) = nullptr;
  /// Over windows of whole pixels, to three planes.
  void (*pixel_stencil)(const void* op, const pixel_rows& rows, float* const* planes, std::size_t n) = nullptr;
  /// Of a sample and of the mean and the standard deviation of the samples around it, all in fractions of white.
  void (*moments)(const void* op, const float* centre, const float* mean, const float* deviation, float* out,
                  std::size_t n) = nullptr;
  /// `pixel` from u8 RGB to u8 gray or RGB without planes between, for formulas that say `direct`; returns how many of the pixels it did.
  std::size_t (*direct)(const void* op, const u8* in, u8* out, std::size_t pixels, const scale& levels) = nullptr;
  bool reads_alpha = false;  ///< a formula of whole pixels looks at the fourth plane
};

namespace cpu {

/// What these functions, one of each SIMD level of the build, give for the levels that this machine runs. The others are not called: they are compiled for their
/// level, and to give anything may take instructions that the machine lacks. An entry for each level, which lives until the process ends.
const formula_kernels* of_usable_levels(std::initializer_list<formula_kernels (*)()> of_build);

}  // namespace cpu

/// An operator's formula with the parameters it reads; `kernels[level]` is the code.
struct formula {
  std::shared_ptr<const void> op;
  const formula_kernels* kernels = nullptr;
  explicit operator bool() const { return kernels != nullptr; }
};

}  // namespace tessera::inline v0
