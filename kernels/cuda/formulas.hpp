// SPDX-License-Identifier: Apache-2.0
#pragma once

// Operators' formulas over floats, as the units of a module call them.

#include "tessera/kernels/cuda/device.hpp"
#include "tessera/kernels/cuda/modules.hpp"
#include "tessera/kernels/patterns/pixel_window.hpp"
#include "tessera/kernels/position.hpp"

namespace tessera::inline v0::cuda {

/// Reads nothing: what a stencil formula is asked with to know it.
struct no_window {
  TESSERA_FN float operator()(int, int) const { return 0; }
};

template <class Op>
concept mixes = requires(const formula_type<Op>& f, float v) {
  f(v, v);
};
template <class Op>
concept has_pixels = !mixes<Op> && requires(const formula_type<Op>& f, rgba<float> v) {
  f(v, v);
};
template <class Op>
concept has_placed_sample = requires(const formula_type<Op>& f, float v, position<float> at) {
  f(v, at);
};

template <class F>
concept reads_alpha = requires(const F& f, rgba<float> v) {
  f(v);
};
template <class F>
concept reads_alpha_and_place = requires(const F& f, rgba<float> v, position<float> at) {
  f(v, at);
};

/// What a formula works with: rgba where it takes that, else rgb.
template <class F>
using pixel_of = std::conditional_t<reads_alpha<F>, rgba<float>, rgb<float>>;
template <class F>
using placed_pixel_of = std::conditional_t<reads_alpha_and_place<F>, rgba<float>, rgb<float>>;

template <class Op>
concept has_placed_pixel = reads_alpha_and_place<formula_type<Op>> ||
    requires(const formula_type<Op>& f, rgb<float> v, position<float> at) {
  f(v, at);
};
template <class Op>
concept has_stencil = !mixes<Op> && requires(const formula_type<Op>& f, no_window w) {
  f(w);
  std::declval<const Op&>().reach();
};
template <class Op>
concept has_sample = !mixes<Op> && !has_stencil<Op> && requires(const formula_type<Op>& f, float v) {
  f(v);
};
template <class Op>
concept has_pixel = !mixes<Op> && !has_stencil<Op> && !has_sample<Op> &&
                    (reads_alpha<formula_type<Op>> || requires(const formula_type<Op>& f, rgb<float> v) { f(v); });
template <class Op>
concept has_formula = mixes<Op> || has_pixels<Op> || has_placed_sample<Op> || has_placed_pixel<Op> || has_stencil<Op> ||
    has_sample<Op> || has_pixel<Op>;

/// Whether a kernel with such a window ever runs the formula: one for far neighbours has no use for the others' code and registers.
template <class Op, class Window>
consteval bool is_stencil_for() {
  if constexpr (!has_stencil<Op>) return false;
  else if constexpr (requires {
                       Window::least_reach;
                       typename std::bool_constant<(Op::reach().width > 0)>;
                     })
    return Op::reach().width >= Window::least_reach || Op::reach().height >= Window::least_reach;
  else return true;
}

/// The bytes of an operator that travel to the device; 0 if it has no formula.
template <class Op>
consteval std::size_t operator_bytes() {
  if constexpr (has_formula<Op> || has_moments_formula<formula_type<Op>> || reads_pixels<formula_type<Op>>) {
    static_assert(std::is_trivially_copyable_v<formula_type<Op>>,
                  "an operator with a formula is copied to the device byte by byte: give it members without memory of "
                  "their own, such as floats, enumerations, std::array or tessera::numbers, or a formula() that gives "
                  "such a thing; or build it with CPU_ONLY");
    static_assert(sizeof(formula_type<Op>) <= most_operator_bytes,
                  "an operator with a formula may have 64 bytes at most; or build it with CPU_ONLY");
    return sizeof(formula_type<Op>);
  } else {
    return 0;
  }
}

/// Pixels that a thread works on at a time: pixel[channel][pixel], alpha always the fourth channel.
inline constexpr int pixels_at_once = 4;
struct pixel_group {
  float level[4][pixels_at_once];
};

__device__ __forceinline__ float level_of(float fraction, const scale& levels) {
  const float level = fraction * levels.out_white;
  return levels.quantise ? quantise(level, levels.out_white) : level;
}

/// Applies a function of a level and its place in the group to every colour.
template <class Function>
__device__ __forceinline__ void for_colours(int colours, pixel_group& g, const Function& function) {
#pragma unroll
  for (int c = 0; c < 4; ++c) {
    if (c >= colours) continue;
#pragma unroll
    for (int i = 0; i < pixels_at_once; ++i) g.level[c][i] = function(g.level[c][i], c, i);
  }
}

template <class Op>
__device__ __forceinline__ void sample_formula(const std::byte* op, int colours, const scale& levels, pixel_group& g) {
  const auto& self = *reinterpret_cast<const formula_type<Op>*>(op);
  const float in = 1.0f / levels.in_white;
  for_colours(colours, g, [&](float level, int, int) { return level_of(self(level * in), levels); });
}

template <class Pixel>
__device__ __forceinline__ Pixel pixel_at(const pixel_group& g, int i, float in) {
  if constexpr (requires(Pixel p) { p.a; })
    return {g.level[0][i] * in, g.level[1][i] * in, g.level[2][i] * in, g.level[3][i] * in};
  else return {g.level[0][i] * in, g.level[1][i] * in, g.level[2][i] * in};
}

template <class Result>
__device__ __forceinline__ void set_pixel(const Result& result, const scale& levels, pixel_group& g, int i) {
  if constexpr (std::is_same_v<Result, float>) {
    g.level[0][i] = level_of(result, levels);
  } else {
    g.level[0][i] = level_of(result.r, levels);
    g.level[1][i] = level_of(result.g, levels);
    g.level[2][i] = level_of(result.b, levels);
    if constexpr (requires { result.a; }) g.level[3][i] = level_of(result.a, levels);
  }
}

template <class Op>
__device__ __forceinline__ void pixel_formula(const std::byte* op, const scale& levels, pixel_group& g) {
  using F = formula_type<Op>;
  const F& self = *reinterpret_cast<const F*>(op);
  const float in = 1.0f / levels.in_white;
#pragma unroll
  for (int i = 0; i < pixels_at_once; ++i) set_pixel(self(pixel_at<pixel_of<F>>(g, i, in)), levels, g, i);
}

template <class Op>
__device__ __forceinline__ void pair_formula(const std::byte* op, int colours, const scale& levels,
                                             const pixel_group& second, pixel_group& g) {
  const auto& self = *reinterpret_cast<const formula_type<Op>*>(op);
  const float in = 1.0f / levels.in_white;
  for_colours(colours, g,
              [&](float level, int c, int i) { return level_of(self(level * in, second.level[c][i] * in), levels); });
}

template <class Op>
__device__ __forceinline__ void pixels_formula(const std::byte* op, const scale& levels, const pixel_group& second,
                                               pixel_group& g) {
  const auto& self = *reinterpret_cast<const formula_type<Op>*>(op);
  const float in = 1.0f / levels.in_white;
#pragma unroll
  for (int i = 0; i < pixels_at_once; ++i)
    set_pixel(self(pixel_at<rgba<float>>(g, i, in), pixel_at<rgba<float>>(second, i, in)), levels, g, i);
}

__device__ __forceinline__ position<float> position_of(const sample_place& at, int channel, int i) {
  const std::uint32_t column = at.x + static_cast<std::uint32_t>(i);
  return {static_cast<float>(column),         static_cast<float>(at.y), at.width, at.height, column, at.y,
          static_cast<std::uint32_t>(channel)};
}

template <class Op>
__device__ __forceinline__ void placed_sample_formula(const std::byte* op, int colours, const scale& levels,
                                                      const sample_place& at, pixel_group& g) {
  const auto& self = *reinterpret_cast<const formula_type<Op>*>(op);
  const float in = 1.0f / levels.in_white;
  for_colours(colours, g,
              [&](float level, int c, int i) { return level_of(self(level * in, position_of(at, c, i)), levels); });
}

template <class Op>
__device__ __forceinline__ void placed_pixel_formula(const std::byte* op, const scale& levels, const sample_place& at,
                                                     pixel_group& g) {
  using F = formula_type<Op>;
  const F& self = *reinterpret_cast<const F*>(op);
  const float in = 1.0f / levels.in_white;
#pragma unroll
  for (int i = 0; i < pixels_at_once; ++i)
    set_pixel(self(pixel_at<placed_pixel_of<F>>(g, i, in), position_of(at, 0, i)), levels, g, i);
}

template <class Op>
__device__ __forceinline__ float mixing_formula(const std::byte* op, float centre, float filtered,
                                                const scale& levels) {
  const auto& self = *reinterpret_cast<const formula_type<Op>*>(op);
  const float in = 1.0f / levels.in_white;
  return level_of(self(centre * in, filtered * in), levels);
}

template <class Op, class Window>
__device__ __forceinline__ float stencil_formula(const std::byte* op, const Window& window) {
  return (*reinterpret_cast<const formula_type<Op>*>(op))(window);
}

template <class Op, class Window>
__device__ __forceinline__ rgb<float> pixel_stencil_formula(const std::byte* op, const Window& window) {
  return (*reinterpret_cast<const formula_type<Op>*>(op))(window);
}

template <class Op>
__device__ __forceinline__ float moments_formula(const std::byte* op, float centre, float mean, float deviation) {
  return (*reinterpret_cast<const formula_type<Op>*>(op))(centre, mean, deviation);
}

}  // namespace tessera::inline v0::cuda
