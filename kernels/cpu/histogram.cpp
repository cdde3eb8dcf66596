// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/histogram.hpp"

#include <algorithm>

#include "tessera/kernels/math.hpp"

namespace tessera::inline v0::cpu {

namespace {

template <class T>
std::size_t bin_of(T sample) {
  if constexpr (std::is_same_v<T, f32>) return static_cast<std::size_t>(quantise(sample * 65535.0f, 65535.0f));
  else return sample;
}

/// Adds up pixels side by side: a table for each colour channel, `apart` bins from one to the next (0: one for all of them).
template <class T>
void count_pixels(std::uint64_t* bins, std::size_t apart, const T* sample, std::int64_t pixels, int channels,
                  int colours) {
  for (std::int64_t i = 0; i < pixels; ++i, sample += channels)
    for (int c = 0; c < colours; ++c) ++bins[static_cast<std::size_t>(c) * apart + bin_of(sample[c])];
}

/// From here on, bytes are worth tables of their own.
constexpr std::int64_t many_bytes = 1024;

/// Equal samples side by side would wait for each other's counter, so four pixels count in four copies of the table.
template <int Channels>
void count_bytes(std::uint64_t* bins, std::size_t apart, const u8* sample, std::int64_t pixels, int colours) {
  constexpr int copies = 4;
  std::uint32_t own[copies][Channels][256] = {};
  std::int64_t i = 0;
  for (; i + copies <= pixels; i += copies, sample += copies * Channels)
#pragma GCC unroll 16
    for (int k = 0; k < copies * Channels; ++k) ++own[k / Channels][k % Channels][sample[k]];
  for (; i < pixels; ++i, sample += Channels)
    for (int c = 0; c < Channels; ++c) ++own[0][c][sample[c]];
  for (int c = 0; c < colours; ++c)
    for (std::size_t level = 0; level < 256; ++level)
      bins[static_cast<std::size_t>(c) * apart + level] +=
          std::uint64_t{own[0][c][level]} + own[1][c][level] + own[2][c][level] + own[3][c][level];
}

template <class T>
void count_row(std::uint64_t* bins, std::size_t apart, const T* sample, std::int64_t pixels, int channels,
               int colours) {
  if constexpr (std::is_same_v<T, u8>)
    if (pixels >= many_bytes) {
      if (channels == 1) return count_bytes<1>(bins, apart, sample, pixels, colours);
      if (channels == 2) return count_bytes<2>(bins, apart, sample, pixels, colours);
      if (channels == 3) return count_bytes<3>(bins, apart, sample, pixels, colours);
      return count_bytes<4>(bins, apart, sample, pixels, colours);
    }
  count_pixels(bins, apart, sample, pixels, channels, colours);
}

template <class T>
void count_by_tiles(histogram& counts, const format& in, const T* row, std::int64_t x0, std::int64_t y,
                    std::int64_t pixels) {
  const tile_grid& grid = *counts.grid;
  const int colours = in.colour_channels();
  for_places(y, grid.picture.height, grid.height(), [&](std::int64_t at_y) {
    std::uint64_t* const bins = counts.bins.data() + at_y / grid.tile.height * grid.columns * counts.entries;
    for (std::int64_t x = x0; x < x0 + pixels;) {
      const std::int64_t tile = x / grid.tile.width, end = std::min(x0 + pixels, (tile + 1) * grid.tile.width);
      count_row(bins + tile * counts.entries, 0, row + (x - x0) * in.channels, end - x, in.channels, colours);
      x = end;
    }
    for (std::int64_t at = grid.picture.width; at < grid.width(); ++at) {
      const std::int64_t x = border_index(border_kind::reflect101, at, grid.picture.width);
      if (x < x0 || x >= x0 + pixels) continue;
      count_row(bins + at / grid.tile.width * counts.entries, 0, row + (x - x0) * in.channels, 1, in.channels, colours);
    }
  });
}

}  // namespace

histogram empty_histogram(const format& in, const std::optional<tile_grid>& grid) {
  histogram counts;
  counts.entries = in.type == sample_type::u8 ? 256 : 65536;
  counts.channels = grid ? 1 : in.colour_channels();
  counts.grid = grid;
  const int tables = grid ? grid->columns * grid->rows : counts.channels;
  counts.bins.assign(static_cast<std::size_t>(counts.entries) * static_cast<std::size_t>(tables), 0);
  return counts;
}

void count(histogram& counts, const format& in, const std::byte* row, std::int64_t x, std::int64_t y,
           std::int64_t pixels) {
  if (!counts.grid) return count(counts, in, row, pixels);
  with_sample(in.type, [&](auto zero) {
    count_by_tiles(counts, in, reinterpret_cast<const decltype(zero)*>(row), x, y, pixels);
  });
}

void count(histogram& counts, const format& in, const std::byte* row, std::int64_t pixels) {
  with_sample(in.type, [&](auto zero) {
    count_row(counts.bins.data(), static_cast<std::size_t>(counts.entries),
              reinterpret_cast<const decltype(zero)*>(row), pixels, in.channels, counts.channels);
  });
}

void merge(histogram& into, const histogram& from) {
  for (std::size_t i = 0; i < into.bins.size(); ++i) into.bins[i] += from.bins[i];
}

}  // namespace tessera::inline v0::cpu
