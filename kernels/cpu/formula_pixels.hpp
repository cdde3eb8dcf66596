// SPDX-License-Identifier: Apache-2.0
#pragma once

// What formulas of samples and of pixels read and write, for units compiled for one SIMD level.

#include "tessera/kernels/cpu/rows_inline.hpp"
#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/formula.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

/// A level of the output from a fraction of white.
TESSERA_FN value level_of(value fraction, const scale& levels) {
  const value level = fraction * value(levels.out_white);
  return levels.quantise ? quantise(level, levels.out_white) : level;
}

/// The same for `narrow`, which rounds: of u8 and u16.
TESSERA_FN value unrounded_level_of(value fraction, const scale& levels) {
  return bounded(fraction * value(levels.out_white), value(0.0f), value(levels.out_white));
}

/// An operator may say that what it makes of fractions of 0 to 1 lies within a million, whatever its parameters: whole numbers hold its levels.
template <class Op>
constexpr bool stays_small = requires {
  Op::stays_small;
};

/// The same for a saturating pack, where what is below 0, or no number, becomes 0: no more is needed than to stay below 2^31.
template <class Op>
TESSERA_FN value packable_level_of(value fraction, value white) {
  const value level = fraction * white;
  if constexpr (stays_small<Op>) return level;
  else return min(white, level);
}

/// A copy keeps parameters in registers; operators that own memory are read in place.
template <class Op>
using parameters_of = std::conditional_t<std::is_trivially_copyable_v<Op>, const Op, const Op&>;

/// What a formula works with: rgba where it takes that, else rgb.
template <class Op, class... More>
using pixel_of = std::conditional_t < requires(const Op& op, rgba<value> v, More... more) {
  op(v, more...);
}
, rgba<value>, rgb < value >> ;

template <class Pixel>
constexpr bool takes_alpha = requires(Pixel p) {
  p.a;
};

template <class Pixel>
TESSERA_FN Pixel load_pixel(const float* const* planes, std::size_t i, value in) {
  if constexpr (takes_alpha<Pixel>)
    return {load(planes[0] + i) * in, load(planes[1] + i) * in, load(planes[2] + i) * in, load(planes[3] + i) * in};
  else return {load(planes[0] + i) * in, load(planes[1] + i) * in, load(planes[2] + i) * in};
}

/// The result goes to the first plane, three or four of them.
template <class Result>
TESSERA_FN void store_pixel(const Result& result, const scale& levels, float* const* planes, std::size_t i) {
  if constexpr (requires { result.raw; }) {
    store(level_of(result, levels), planes[0] + i);
  } else {
    store(level_of(result.r, levels), planes[0] + i);
    store(level_of(result.g, levels), planes[1] + i);
    store(level_of(result.b, levels), planes[2] + i);
    if constexpr (requires { result.a; }) store(level_of(result.a, levels), planes[3] + i);
  }
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
