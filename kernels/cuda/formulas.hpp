// SPDX-License-Identifier: Apache-2.0
#pragma once

// Operators' formulas over floats, as the units of a module call them.

#include "tessera/kernels/cuda/device.hpp"
#include "tessera/kernels/cuda/modules.hpp"
#include "tessera/kernels/patterns/formula.hpp"

namespace tessera::inline v0::cuda {

/// Reads nothing: what a stencil formula is asked with to know it.
struct no_window {
  TESSERA_FN float operator()(int, int) const { return 0; }
};

template <class Op>
concept mixes = requires(const Op& op, float v) {
  op(v, v);
};
template <class Op>
concept has_stencil = !mixes<Op> && requires(const Op& op, no_window w) {
  op(w);
  Op::reach();
};
template <class Op>
concept has_sample = !mixes<Op> && !has_stencil<Op> && requires(const Op& op, float v) {
  op(v);
};
template <class Op>
concept reads_alpha = requires(const Op& op, rgba<float> v) {
  op(v);
};
template <class Op>
concept has_pixel = !mixes<Op> && !has_stencil<Op> && !has_sample<Op> &&
                    (reads_alpha<Op> || requires(const Op& op, rgb<float> v) { op(v); });

/// Whether a kernel with such a window ever runs the formula: one for far neighbours has no use for the others' code and registers.
template <class Op, class Window>
consteval bool is_stencil_for() {
  if constexpr (!has_stencil<Op>) return false;
  else if constexpr (requires { Window::least_reach; })
    return Op::reach().width >= Window::least_reach || Op::reach().height >= Window::least_reach;
  else return true;
}

/// The bytes of an operator that travel to the device; 0 if it has no formula.
template <class Op>
consteval std::size_t operator_bytes() {
  if constexpr (mixes<Op> || has_stencil<Op> || has_sample<Op> || has_pixel<Op>) {
    static_assert(std::is_trivially_copyable_v<Op>,
                  "an operator with a formula is copied to the device byte by byte: give it members without memory of "
                  "their own, such as floats, enumerations, std::array or tessera::numbers; or build it with CPU_ONLY");
    static_assert(sizeof(Op) <= most_operator_bytes,
                  "an operator with a formula may have 64 bytes at most; or build it with CPU_ONLY");
    return sizeof(Op);
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

template <class Op>
__device__ __forceinline__ void sample_formula(const std::byte* op, int colours, const scale& levels, pixel_group& g) {
  const Op& self = *reinterpret_cast<const Op*>(op);
  const float in = 1.0f / levels.in_white;
#pragma unroll
  for (int c = 0; c < 4; ++c) {
    if (c >= colours) continue;
#pragma unroll
    for (int i = 0; i < pixels_at_once; ++i) g.level[c][i] = level_of(self(g.level[c][i] * in), levels);
  }
}

template <class Op>
__device__ __forceinline__ void pixel_formula(const std::byte* op, const scale& levels, pixel_group& g) {
  const Op& self = *reinterpret_cast<const Op*>(op);
  const float in = 1.0f / levels.in_white;
#pragma unroll
  for (int i = 0; i < pixels_at_once; ++i) {
    const rgb<float> pixel{g.level[0][i] * in, g.level[1][i] * in, g.level[2][i] * in};
    const auto result = [&] {
      if constexpr (reads_alpha<Op>) return self(rgba<float>{pixel.r, pixel.g, pixel.b, g.level[3][i] * in});
      else return self(pixel);
    }();
    if constexpr (std::is_same_v<std::remove_cvref_t<decltype(result)>, float>) {
      g.level[0][i] = level_of(result, levels);
    } else {
      g.level[0][i] = level_of(result.r, levels);
      g.level[1][i] = level_of(result.g, levels);
      g.level[2][i] = level_of(result.b, levels);
      if constexpr (requires { result.a; }) g.level[3][i] = level_of(result.a, levels);
    }
  }
}

template <class Op>
__device__ __forceinline__ float mixing_formula(const std::byte* op, float centre, float filtered,
                                                const scale& levels) {
  const Op& self = *reinterpret_cast<const Op*>(op);
  const float in = 1.0f / levels.in_white;
  return level_of(self(centre * in, filtered * in), levels);
}

template <class Op, class Window>
__device__ __forceinline__ float stencil_formula(const std::byte* op, const Window& window) {
  return (*reinterpret_cast<const Op*>(op))(window);
}

}  // namespace tessera::inline v0::cuda
