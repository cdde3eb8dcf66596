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

/// Counts pixels side by side that lie in one tile.
template <class T>
void count_in_tile(std::uint64_t* bins, const T* sample, std::int64_t pixels, int channels, int colours) {
  for (std::int64_t i = 0; i < pixels; ++i, sample += channels)
    for (int c = 0; c < colours; ++c) ++bins[bin_of(sample[c])];
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
      count_in_tile(bins + tile * counts.entries, row + (x - x0) * in.channels, end - x, in.channels, colours);
      x = end;
    }
    for (std::int64_t at = grid.picture.width; at < grid.width(); ++at) {
      const std::int64_t x = border_index(border_kind::reflect101, at, grid.picture.width);
      if (x < x0 || x >= x0 + pixels) continue;
      count_in_tile(bins + at / grid.tile.width * counts.entries, row + (x - x0) * in.channels, 1, in.channels,
                    colours);
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
    using T = decltype(zero);
    const T* sample = reinterpret_cast<const T*>(row);
    for (std::int64_t i = 0; i < pixels; ++i, sample += in.channels) {
      for (int c = 0; c < counts.channels; ++c) {
        ++counts.bins[static_cast<std::size_t>(c) * static_cast<std::size_t>(counts.entries) + bin_of(sample[c])];
      }
    }
  });
}

void merge(histogram& into, const histogram& from) {
  for (std::size_t i = 0; i < into.bins.size(); ++i) into.bins[i] += from.bins[i];
}

}  // namespace tessera::inline v0::cpu
