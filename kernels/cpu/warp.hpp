// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "tessera/kernels/cpu/level_table.hpp"

namespace tessera::inline v0::cpu {

/// Output pixels of a row that are worked on at a time.
inline constexpr int warp_chunk = 256;

/// Where the pixels of a chunk come from: whole positions, bounded to a little more than the picture, and what is left to the right and below.
struct warp_positions {
  alignas(64) std::int32_t x[warp_chunk + 16], y[warp_chunk + 16];
  alignas(64) double right[warp_chunk + 16], below[warp_chunk + 16];
};

/// Weights of up to four taps along each axis, 14 bits, two to a word: taps 0 and 1, taps 2 and 3.
struct warp_weights {
  alignas(64) std::int32_t x01[warp_chunk + 16], x23[warp_chunk + 16], y01[warp_chunk + 16], y23[warp_chunk + 16];
};

/// The input of a warp: rows[k] is row y + k, at column x; rows and columns of the region may be read.
struct warp_input {
  const std::byte* const* rows;
  std::int64_t x, y;
  rect region;
  extent size;
  bool goes_round = false;  ///< the last row is followed by the first
  std::ptrdiff_t pitch =
      0;  ///< for integer weights: bytes from each row of the region to the next, if they are alike and those of the region can be told by 32 bits
};

/// The least and the greatest places of pixels whose taps may be read without a look at the edges.
struct warp_bounds {
  std::int32_t left, right, top, bottom;
};

/// What a warp is apart from its map.
struct warp_colours {
  int channels;
  bool alpha;
  int taps;                                            ///< 1, 2 or 4 along each axis
  std::array<float, 4> fill;                           ///< levels; f32: fractions of white
  alignas(16) std::array<std::byte, 16> fill_pixel{};  ///< the same as samples; what has no alpha has no colour
};

/// The code of one SIMD level for the warp engine.
struct warp_table {
  /// Positions of the output pixels (x .. x + n, y), floored (nearest: rounded).
  void (*locate)(const warp& stage, std::int64_t x, std::int64_t y, int n, extent size, warp_positions& positions);
  /// 14-bit weights for 2 or 4 taps.
  void (*weigh)(const warp_positions& positions, int n, int taps, warp_weights& weights);
  /// The first pixel of [begin, end) that is not within the bounds.
  int (*within)(const warp_positions& positions, const warp_bounds& bounds, int begin, int end);
  /// Pixels [begin, end) of a chunk, u8 without alpha; all taps and 16 bytes from the first one on lie within the region.
  void (*interior)(const warp_input& in, const warp_positions& positions, const warp_weights& weights, int begin,
                   int end, int channels, int taps, std::uint8_t* out);
  /// Pixels [begin, end) of a chunk wherever they lie: u8 without alpha with the weights of `interior`, and any format with real ones.
  void (*anywhere)(const warp_input& in, const warp_positions& positions, const warp_weights& weights, int begin,
                   int end, const warp_colours& colours, std::uint8_t* out);
  using real_function = void (*)(const warp_input& in, const warp_positions& positions, int begin, int end,
                                 const warp_colours& colours, std::byte* out);
  std::array<real_function, 3> real;  ///< by sample type
  std::array<real_function, 3> real_alpha;
  /// As `real` for more than one tap, several pixels at a time; all taps lie within the picture and four pixels from the first one on
  /// within the region. Null for formats that have none.
  real_function (*beside)(const format& in);
};

}  // namespace tessera::inline v0::cpu
