// SPDX-License-Identifier: Apache-2.0
#pragma once

// Positions, weights and sums of warps, in the order that the CPU takes them.

#include "tessera/kernels/cuda/device.hpp"
#include "tessera/kernels/patterns/warp_map.hpp"

namespace tessera::inline v0::cuda {

/// A warp as a kernel's parameter.
struct warp_program {
  double matrix[9] = {};
  extent size;
  warp::map how = warp::map::affine;
  sample_type type = sample_type::u8;
  bool alpha = false;
  std::int32_t channels = 1, taps = 1;
  float fill[4] = {};  ///< levels
  alignas(16) std::byte fill_pixel[16] = {};
};

/// Whole input position, bounded to a little more than the picture, and what is left to the right and below.
struct warp_position {
  std::int32_t x, y;
  double right, below;
};

__device__ __forceinline__ std::int32_t split_position(double at, std::int64_t size, double& rest) {
  at = near_picture(at, size);
  const double whole = exact_floor(at);
  rest = at - whole;
  return static_cast<std::int32_t>(whole);
}

__device__ __forceinline__ warp_position locate(const warp_program& p, std::int64_t x, std::int64_t y, bool round_it) {
  const double column = static_cast<double>(x), row = static_cast<double>(y);
  spot where{-2, -2};
  if (p.how == warp::map::affine) {
    where = {map_position(p.matrix, column, row), map_position(p.matrix + 3, column, row)};
    if (round_it) where = {where.x + 0.5, where.y + 0.5};
  } else if (map_spot(p.how, p.matrix, column + 0.5, row + 0.5, where)) {
    const double half = round_it ? 0.0 : 0.5;
    where = {where.x - half, where.y - half};
  }
  warp_position at{};
  at.x = split_position(where.x, p.size.width, at.right);
  at.y = split_position(where.y, p.size.height, at.below);
  return at;
}

/// How much of an output pixel the picture covers.
template <class Real>
__device__ __forceinline__ Real covered_by(const warp_program& p, const warp_position& at) {
  const Real across = covered(at.x, static_cast<Real>(at.right), p.size.width);
  return rows_go_round(p.how) ? across : across * covered(at.y, static_cast<Real>(at.below), p.size.height);
}

/// The row and the column of a tap, those beyond the picture moved to its edge.
template <class T, int Taps>
__device__ __forceinline__ const T* tap_row(const warp_program& p, const task& t, std::int32_t y, int k) {
  const std::int64_t row = tap_within(y - (Taps / 2 - 1) + std::int64_t{k}, p.size.height, rows_go_round(p.how));
  return reinterpret_cast<const T*>(t.in + (row - t.in_y) * t.in_pitch);
}
template <int Taps>
__device__ __forceinline__ std::int64_t tap_column(const warp_program& p, const task& t, std::int32_t x, int k) {
  return (tap_within(x - (Taps / 2 - 1) + std::int64_t{k}, p.size.width, false) - t.in_x) * p.channels;
}

inline constexpr int warp_weight_bits = 14, warp_fraction_bits = 6;

/// 14-bit weights of 2 or 4 taps that add up to one.
template <int Taps>
__device__ __forceinline__ void whole_weights(double rest, std::int32_t* w) {
  const float t = static_cast<float>(rest), unit = static_cast<float>(1 << warp_weight_bits);
  const auto fixed = [&](float v) { return static_cast<std::int32_t>(round(v * unit)); };
  constexpr std::int32_t one = 1 << warp_weight_bits;
  if constexpr (Taps == 2) {
    w[1] = fixed(t);
    w[0] = one - w[1];
  } else {
    w[0] = fixed(((-0.5f * t + 1.0f) * t - 0.5f) * t);
    w[2] = fixed(((-1.5f * t + 2.0f) * t + 0.5f) * t);
    w[3] = fixed((0.5f * t - 0.5f) * t * t);
    w[1] = one - w[0] - w[2] - w[3];
  }
}

template <int Taps>
__device__ __forceinline__ void fixed_pixel(const warp_program& p, const task& t, const warp_position& at, u8* out) {
  constexpr int final_bits = warp_weight_bits + warp_fraction_bits;
  const float cover = covered_by<float>(p, at);
  if (!(cover > 0.0f)) {
    for (int c = 0; c < p.channels; ++c) out[c] = static_cast<u8>(p.fill_pixel[c]);
    return;
  }
  std::int32_t wx[Taps], wy[Taps];
  whole_weights<Taps>(at.right, wx);
  whole_weights<Taps>(at.below, wy);
  std::int64_t column[Taps];
#pragma unroll
  for (int k = 0; k < Taps; ++k) column[k] = tap_column<Taps>(p, t, at.x, k);
  for (int c = 0; c < p.channels; ++c) {
    std::int32_t sum = 1 << (final_bits - 1);
#pragma unroll
    for (int j = 0; j < Taps; ++j) {
      const u8* row = tap_row<u8, Taps>(p, t, at.y, j) + c;
      std::int32_t line = 1 << (warp_weight_bits - warp_fraction_bits - 1);
#pragma unroll
      for (int k = 0; k < Taps; ++k) line += wx[k] * std::int32_t{row[column[k]]};
      sum += wy[j] * (line >> (warp_weight_bits - warp_fraction_bits));
    }
    if (cover == 1.0f) {
      const std::int32_t level = sum >> final_bits;
      out[c] = static_cast<u8>(level < 0 ? 0 : level > 255 ? 255 : level);
    } else {
      const float level =
          static_cast<float>(sum - (1 << (final_bits - 1))) * (1.0f / static_cast<float>(1 << final_bits));
      out[c] = fit<u8>(cover * level + (1.0f - cover) * p.fill[c]);
    }
  }
}

/// Adds up taps; colour is weighted by alpha. Channels that a pixel lacks stay 0.
template <class T, int Taps, bool Alpha, class Real>
__device__ __forceinline__ void add_taps(const warp_program& p, const task& t, const warp_position& at, const Real* wx,
                                         const Real* wy, Real* sums) {
#pragma unroll
  for (int j = 0; j < Taps; ++j) {
    const T* row = tap_row<T, Taps>(p, t, at.y, j);
    Real line[4] = {};
#pragma unroll
    for (int i = 0; i < Taps; ++i) {
      const T* pixel = row + tap_column<Taps>(p, t, at.x, i);
      const Real alpha = Alpha ? static_cast<Real>(pixel[p.channels - 1]) : Real(1);
#pragma unroll
      for (int c = 0; c < 4; ++c) {
        if (c >= p.channels) continue;
        const Real sample = static_cast<Real>(pixel[c]);
        line[c] += wx[i] * (Alpha && c + 1 < p.channels ? sample * alpha : sample);
      }
    }
#pragma unroll
    for (int c = 0; c < 4; ++c) sums[c] += wy[j] * line[c];
  }
}

/// Mixes with the fill colour, divides by alpha, rounds once.
template <class T, bool Alpha, class Real>
__device__ __forceinline__ void put_pixel(const warp_program& p, const Real* sums, Real cover, T* out) {
  const int colours = p.channels - (Alpha ? 1 : 0);
  const Real alpha_sum = colours == 1 ? sums[1] : colours == 2 ? sums[2] : sums[3];
  const Real fill_alpha = Alpha ? static_cast<Real>(p.fill[p.channels - 1]) : Real(1);
  const Real alpha = Alpha ? cover * alpha_sum + (1 - cover) * fill_alpha : Real(1);
#pragma unroll
  for (int c = 0; c < 4; ++c) {
    if (c >= colours) continue;
    const Real mixed = cover * sums[c] + (1 - cover) * (fill_alpha * static_cast<Real>(p.fill[c]));
    out[c] = fit<T>(static_cast<float>(!Alpha                                   ? mixed
                                       : alpha > static_cast<Real>(no_alpha<T>) ? mixed / alpha
                                                                                : Real(0)));
  }
  if (Alpha) out[p.channels - 1] = fit<T>(static_cast<float>(alpha));
}

template <class T, int Taps, bool Alpha>
__device__ __forceinline__ void real_pixel(const warp_program& p, const task& t, const warp_position& at, T* out) {
  // Cubic weights may cancel alpha to almost nothing: only double holds what is left of 16 bits and more.
  using Real = std::conditional_t<Alpha && !std::is_same_v<T, u8>, double, float>;
  const Real right = static_cast<Real>(at.right), below = static_cast<Real>(at.below);
  const Real cover = covered_by<Real>(p, at);
  if (!(cover > 0)) {
    for (int c = 0; c < p.channels; ++c) out[c] = reinterpret_cast<const T*>(p.fill_pixel)[c];
    return;
  }
  Real wx[Taps], wy[Taps], sums[4] = {};
  tap_weights(right, Taps, wx);
  tap_weights(below, Taps, wy);
  add_taps<T, Taps, Alpha>(p, t, at, wx, wy, sums);
  put_pixel<T, Alpha>(p, sums, cover, out);
}

}  // namespace tessera::inline v0::cuda
