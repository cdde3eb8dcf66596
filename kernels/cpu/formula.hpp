// SPDX-License-Identifier: Apache-2.0
#pragma once

// Compiles an operator's formula for one SIMD level. The buffers have room for a whole vector past their end.

#include "tessera/kernels/cpu/simd.hpp"
#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/formula.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

/// A level of the output from a fraction of white.
TESSERA_FN value level_of(value fraction, const scale& levels) {
  const value level = fraction * value(levels.out_white);
  return levels.quantise ? quantise(level, levels.out_white) : level;
}

/// A copy keeps parameters in registers; operators that own memory are read in place.
template <class Op>
using parameters_of = std::conditional_t<std::is_trivially_copyable_v<Op>, const Op, const Op&>;

template <class Op>
void sample_formula(const void* op, float* data, std::size_t n, const scale& levels) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  const value in(1.0f / levels.in_white);
  for (std::size_t i = 0; i < n; i += lanes()) store(level_of(self(load(data + i) * in), levels), data + i);
}

template <class Op>
concept reads_alpha = requires(const Op& op, rgba<value> v) {
  op(v);
};

/// Planes are r, g, b and alpha; the result goes to the first one, three or four of them.
template <class Op>
void pixel_formula(const void* op, float* const* planes, std::size_t n, const scale& levels) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  const value in(1.0f / levels.in_white);
  for (std::size_t i = 0; i < n; i += lanes()) {
    const rgb<value> pixel{load(planes[0] + i) * in, load(planes[1] + i) * in, load(planes[2] + i) * in};
    const auto result = [&] {
      if constexpr (reads_alpha<Op>) return self(rgba<value>{pixel.r, pixel.g, pixel.b, load(planes[3] + i) * in});
      else return self(pixel);
    }();
    if constexpr (requires { result.raw; }) {
      store(level_of(result, levels), planes[0] + i);
    } else {
      store(level_of(result.r, levels), planes[0] + i);
      store(level_of(result.g, levels), planes[1] + i);
      store(level_of(result.b, levels), planes[2] + i);
      if constexpr (requires { result.a; }) store(level_of(result.a, levels), planes[3] + i);
    }
  }
}

template <class Op>
void mixing_formula(const void* op, const float* centre, const float* filtered, float* out, std::size_t n,
                    const scale& levels) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  const value in(1.0f / levels.in_white);
  for (std::size_t i = 0; i < n; i += lanes())
    store(level_of(self(load(centre + i) * in, load(filtered + i) * in), levels), out + i);
}

/// What a stencil formula reads through: at(dx, dy) is the neighbour, a fraction of white.
struct window {
  const stencil_rows& rows;
  std::size_t i;
  TESSERA_FN value operator()(int dx, int dy) const {
    return load(rows.rows[rows.reach_y + dy] + static_cast<std::ptrdiff_t>(i) + dx * rows.step);
  }
};

template <class Op>
void stencil_formula(const void* op, const stencil_rows& rows, float* out, std::size_t n) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  for (std::size_t i = 0; i < n; i += lanes()) store(self(window{rows, i}), out + i);
}

/// The code of every formula that the operator has.
template <class Op>
formula_kernels kernels_of() {
  formula_kernels result;
  if constexpr (requires(const Op& op, value v) { op(v, v); }) result.mixed = &mixing_formula<Op>;
  else if constexpr (requires(const Op& op, window w) {
                       op(w);
                       Op::reach();
                     })
    result.stencil = &stencil_formula<Op>;
  else if constexpr (requires(const Op& op, value v) { op(v); }) result.sample = &sample_formula<Op>;
  else if constexpr (reads_alpha<Op> || requires(const Op& op, rgb<value> v) { op(v); })
    result.pixel = &pixel_formula<Op>;
  return result;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
