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

/// Some rows of pixels that count in the same tables: one for each colour channel, `apart` bins from one to the next (0: one for all of them).
template <class T>
struct pixel_block {
  std::span<const std::byte* const> rows;
  std::int64_t first, pixels;  ///< of every row
  int channels, colours;
  std::uint64_t* bins;
  std::size_t apart;
  const T* row(std::size_t k) const { return reinterpret_cast<const T*>(rows[k]) + first * channels; }
};

template <class T>
void count_one_by_one(const pixel_block<T>& b) {
  for (std::size_t k = 0; k < b.rows.size(); ++k) {
    const T* sample = b.row(k);
    for (std::int64_t i = 0; i < b.pixels; ++i, sample += b.channels)
      for (int c = 0; c < b.colours; ++c) ++b.bins[static_cast<std::size_t>(c) * b.apart + bin_of(sample[c])];
  }
}

/// From here on, bytes are worth tables of their own.
constexpr std::int64_t many_bytes = 1024, most_bytes = 0xffffffff;  // more might not fit their counters

/// Equal samples side by side would wait for each other's counter, so four pixels count in four copies of the table.
template <int Channels>
void count_bytes(const pixel_block<u8>& b) {
  constexpr int copies = 4;
  std::uint32_t own[copies][Channels][256] = {};
  for (std::size_t row = 0; row < b.rows.size(); ++row) {
    const u8* sample = b.row(row);
    std::int64_t i = 0;
    for (; i + copies <= b.pixels; i += copies, sample += copies * Channels)
#pragma GCC unroll 16
      for (int k = 0; k < copies * Channels; ++k) ++own[k / Channels][k % Channels][sample[k]];
    for (; i < b.pixels; ++i, sample += Channels)
      for (int c = 0; c < Channels; ++c) ++own[0][c][sample[c]];
  }
  for (int c = 0; c < b.colours; ++c)
    for (std::size_t level = 0; level < 256; ++level)
      b.bins[static_cast<std::size_t>(c) * b.apart + level] +=
          std::uint64_t{own[0][c][level]} + own[1][c][level] + own[2][c][level] + own[3][c][level];
}

template <class T>
void count_block(const pixel_block<T>& b) {
  if constexpr (std::is_same_v<T, u8>)
    if (const std::int64_t all = b.pixels * static_cast<std::int64_t>(b.rows.size());
        all >= many_bytes && all <= most_bytes) {
      if (b.channels == 1) return count_bytes<1>(b);
      if (b.channels == 2) return count_bytes<2>(b);
      if (b.channels == 3) return count_bytes<3>(b);
      return count_bytes<4>(b);
    }
  count_one_by_one(b);
}

/// Rows of pixels from column x0 on that belong to one row of tiles.
template <class T>
void count_row_of_tiles(histogram& counts, const format& in, std::span<const std::byte* const> rows, std::int64_t x0,
                        std::int64_t tile_row, std::int64_t pixels) {
  const tile_grid& grid = *counts.grid;
  std::uint64_t* const bins = counts.bins.data() + tile_row * grid.columns * counts.entries;
  const auto add = [&](std::int64_t tile, std::int64_t x, std::int64_t n) {
    count_block<T>({rows, x - x0, n, in.channels, in.colour_channels(), bins + tile * counts.entries, 0});
  };
  for (std::int64_t x = x0; x < x0 + pixels;) {
    const std::int64_t tile = x / grid.tile.width, end = std::min(x0 + pixels, (tile + 1) * grid.tile.width);
    add(tile, x, end - x);
    x = end;
  }
  for (std::int64_t at = grid.picture.width; at < grid.width(); ++at) {
    const std::int64_t x = border_index(border_kind::reflect101, at, grid.picture.width);
    if (x >= x0 && x < x0 + pixels) add(at / grid.tile.width, x, 1);
  }
}

/// As many rows at a time as lie in the same tiles; those that show again below the picture once more.
template <class T>
void count_by_tiles(histogram& counts, const format& in, std::span<const std::byte* const> rows, std::int64_t x0,
                    std::int64_t y, std::int64_t pixels) {
  const tile_grid& grid = *counts.grid;
  const auto tile_of = [&](std::size_t k) { return (y + static_cast<std::int64_t>(k)) / grid.tile.height; };
  for (std::size_t k = 0; k < rows.size();) {
    std::size_t last = k + 1;
    while (last < rows.size() && tile_of(last) == tile_of(k)) ++last;
    count_row_of_tiles<T>(counts, in, rows.subspan(k, last - k), x0, tile_of(k), pixels);
    for (; k < last; ++k)
      for_places(y + static_cast<std::int64_t>(k), grid.picture.height, grid.height(), [&](std::int64_t at_y) {
        if (at_y >= grid.picture.height)
          count_row_of_tiles<T>(counts, in, rows.subspan(k, 1), x0, at_y / grid.tile.height, pixels);
      });
  }
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

void count(histogram& counts, const format& in, std::span<const std::byte* const> rows, std::int64_t x, std::int64_t y,
           std::int64_t pixels) {
  with_sample(in.type, [&](auto zero) {
    using T = decltype(zero);
    if (counts.grid) return count_by_tiles<T>(counts, in, rows, x, y, pixels);
    count_block<T>(
        {rows, 0, pixels, in.channels, counts.channels, counts.bins.data(), static_cast<std::size_t>(counts.entries)});
  });
}

void merge(histogram& into, const histogram& from) {
  for (std::size_t i = 0; i < into.bins.size(); ++i) into.bins[i] += from.bins[i];
}

}  // namespace tessera::inline v0::cpu
