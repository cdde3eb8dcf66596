// SPDX-License-Identifier: Apache-2.0
#pragma once

// The sums of separable filters, in the order that the CPU takes them.

#include "tessera/kernels/cuda/formulas.hpp"
#include "tessera/kernels/cuda/separable_program.hpp"

namespace tessera::inline v0::cuda {

/// Fixed order: outermost pair of taps first, the centre last; or from the first tap to the last.
template <class At>
__device__ __forceinline__ float weigh_floats(const separable_pass& pass, const At& at) {
  const int last = pass.taps() - 1, half = pass.reach;
  if (!pass.symmetric || half == 0) {
    float sum = at(0) * pass.real[0];
    for (int t = 1; t <= last; ++t) sum = sum + at(t) * pass.real[t];
    return sum;
  }
  float sum = (at(0) + at(last)) * pass.real[0];
  for (int t = 1; t < half; ++t) sum = sum + (at(t) + at(last - t)) * pass.real[t];
  return sum + at(half) * pass.real[half];
}

template <class At>
__device__ __forceinline__ std::int32_t weigh_whole(const separable_pass& pass, const At& at) {
  std::int32_t sum = 1 << (pass.shift - 1);
  for (int t = 0; t < pass.taps(); ++t) sum += pass.whole[t] * static_cast<std::int32_t>(at(t));
  return sum;
}

/// The vertical pass for one sample; `at(t)` is the sample under tap t, colour times alpha if weighted.
template <separable_way Way, class At>
__device__ __forceinline__ middle_of<Way> vertical_sum(const separable_pass& pass, const At& at) {
  if constexpr (Way == separable_way::fixed) {
    return static_cast<std::int16_t>(weigh_whole(pass, at) >> pass.shift);
  } else if constexpr (Way == separable_way::running) {
    std::uint32_t sum = 0;
    for (int t = 0; t < pass.taps(); ++t) sum += at(t);
    return sum;
  } else {
    return weigh_floats(pass, [&](int t) { return static_cast<float>(at(t)); });
  }
}

/// The horizontal pass for one sample, as a level with its fraction.
template <separable_way Way, class T, class At>
__device__ __forceinline__ float horizontal_level(const separable_program& p, const At& at) {
  if constexpr (Way == separable_way::fixed) {
    const std::int32_t half = 1 << (p.x.shift - 1);
    return static_cast<float>(weigh_whole(p.x, at) - half) * (0.5f / static_cast<float>(half));
  } else if constexpr (Way == separable_way::running) {
    std::conditional_t<std::is_same_v<T, u8>, std::uint32_t, std::uint64_t> sum = 0;
    for (int t = 0; t < p.x.taps(); ++t) sum += at(t);
    return static_cast<float>(static_cast<double>(sum) * p.factor);
  } else {
    return weigh_floats(p.x, at);
  }
}

/// One sample of the result. `at(t, c)` is what lies between the passes, c = 0 the sample's own channel and `alpha_at` the distance to
/// that of alpha; `centre()` is the sample of the input.
template <separable_way Way, class T, class Module, class At, class Centre>
__device__ __forceinline__ T separable_sample(const separable_program& p, bool is_alpha, int alpha_at, const At& at,
                                              const Centre& centre) {
  const bool mixed = p.epilogue.number >= 0;
  if (mixed && is_alpha) return centre();
  const auto own = [&](int t) { return at(t, 0); };
  if constexpr (Way == separable_way::fixed) {
    if (!mixed) {
      const std::int32_t level = weigh_whole(p.x, own) >> p.x.shift;
      return static_cast<T>(level < 0 ? 0 : level > 255 ? 255 : level);
    }
  }
  float level = horizontal_level<Way, T>(p, own);
  if constexpr (Way == separable_way::weighted) {
    if (!is_alpha) {
      const float alpha = horizontal_level<Way, T>(p, [&](int t) { return at(t, alpha_at); });
      level = alpha > 0.0f ? level * white<T> / alpha : 0.0f;
    }
  }
  if (!mixed) return fit<T>(level);
  const scale levels{white<T>, white<T>, !std::is_same_v<T, f32>};
  return narrow<T>(Module::mixed(p.epilogue.number, p.epilogue.op, static_cast<float>(centre()), level, levels));
}

/// A sample as the vertical pass takes it.
template <separable_way Way, class T>
__device__ __forceinline__ auto vertical_sample(const source<T>& from, const T* line, std::int64_t place, int c) {
  const T sample = from.at(line, place, c);
  if constexpr (Way == separable_way::weighted) {
    constexpr float scale_of_white = 1.0f / white<T>;
    const float level = static_cast<float>(sample);
    if (c + 1 == from.channels) return level;
    return level * (static_cast<float>(from.at(line, place, from.channels - 1)) * scale_of_white);
  } else {
    return sample;
  }
}

}  // namespace tessera::inline v0::cuda
