// SPDX-License-Identifier: Apache-2.0
// Any percentile of u16 and f32 windows: one histogram that slides along the rows, there and back, a row or a column of samples coming
// and going at each step (Huang, Yang and Tang, A Fast Two-Dimensional Median Filtering Algorithm, 1979). The cost grows with the radius,
// not its square. f32 samples are replaced by their places among all samples of a strip, so they count like u16.
#include <algorithm>
#include <bit>
#include <utility>

#include "tessera/kernels/cpu/rank_inline.hpp"
#include "tessera/kernels/pixel.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

/// Counters for values below n, n a multiple of 256: of each value, of each 16 and of each 256 of them.
constexpr std::size_t counters_for(std::size_t n) { return n + n / 16 + n / 256; }

/// How many samples have each value, and how many lie below `value`.
struct sliding_counts {
  std::uint32_t* fine;
  std::uint32_t* sixteens;
  std::uint32_t* groups;
  std::int64_t value = 0, below = 0;

  sliding_counts(std::uint32_t* counters, std::size_t n)
      : fine(counters), sixteens(fine + n), groups(sixteens + n / 16) {}

  TESSERA_FN void add(std::uint32_t v) {
    ++fine[v];
    ++sixteens[v >> 4];
    ++groups[v >> 8];
    below += v < value;
  }
  TESSERA_FN void remove(std::uint32_t v) {
    --fine[v];
    --sixteens[v >> 4];
    --groups[v >> 8];
    below -= v < value;
  }
  /// Moves `value` to the sample at place k, which the window has; neighbouring windows have it nearby.
  TESSERA_FN std::uint32_t find(std::int64_t k) {
    while (below > k) {
      if ((value & 255) == 0 && below - groups[(value >> 8) - 1] > k) below -= groups[(value >> 8) - 1], value -= 256;
      else if ((value & 15) == 0 && below - sixteens[(value >> 4) - 1] > k)
        below -= sixteens[(value >> 4) - 1], value -= 16;
      else below -= fine[--value];
    }
    for (;;) {
      if ((value & 255) == 0 && below + groups[value >> 8] <= k) below += groups[value >> 8], value += 256;
      else if ((value & 15) == 0 && below + sixteens[value >> 4] <= k) below += sixteens[value >> 4], value += 16;
      else if (below + fine[value] <= k) below += fine[value++];
      else return static_cast<std::uint32_t>(value);
    }
  }
};

/// A window of values on a grid: rows[r][i * step].
template <class Value>
struct sliding_window {
  const Value* const* rows;
  std::int64_t step, width, height;
  sliding_counts counts;

  template <bool Add>
  TESSERA_FN void take(Value v) {
    Add ? counts.add(v) : counts.remove(v);
  }
  template <bool Add>
  void row(std::int64_t y, std::int64_t x) {
    for (std::int64_t i = x; i < x + width; ++i) take<Add>(rows[y][i * step]);
  }
  template <bool Add>
  void column(std::int64_t x, std::int64_t y) {
    for (std::int64_t r = y; r < y + height; ++r) take<Add>(rows[r][x * step]);
  }

  /// Calls found(row, x, value) for each place of the window; leaves all counts at 0.
  template <class Found>
  void slide(std::int64_t positions_x, std::int64_t positions_y, std::int64_t k, Found&& found) {
    for (std::int64_t r = 0; r < height; ++r) row<true>(r, 0);
    std::int64_t x = 0;
    for (std::int64_t y = 0; y < positions_y; ++y) {
      const bool right = y % 2 == 0;
      found(y, x, counts.find(k));
      for (std::int64_t i = 1; i < positions_x; ++i) {
        column<true>(right ? x + width : x - 1, y);
        column<false>(right ? x : x + width - 1, y);
        x += right ? 1 : -1;
        found(y, x, counts.find(k));
      }
      if (y + 1 == positions_y) break;
      row<true>(y + height, x);
      row<false>(y, x);
    }
    for (std::int64_t r = 0; r < height; ++r) row<false>(positions_y - 1 + r, x);
  }
};

/// Pixels of output that are made before the next ones.
std::int64_t outputs_of_strip(const rank_data& data) { return std::max<std::int64_t>(512, 4 * data.radius_x); }
std::int64_t rows_of(const rank_data& data) { return data.height() + max_rows - 1; }

// u16: samples are values.

constexpr std::size_t u16_counters = counters_for(65536);

std::size_t u16_scratch(const void* any, std::int64_t) {
  return u16_counters * sizeof(std::uint32_t) +
         static_cast<std::size_t>(rows_of(*static_cast<const rank_data*>(any))) * sizeof(void*);
}

void run_u16(const void* any, const row_job& job) {
  const auto& data = *static_cast<const rank_data*>(any);
  auto* fine = reinterpret_cast<std::uint32_t*>(job.scratch);
  auto** rows = reinterpret_cast<const u16**>(fine + u16_counters);
  if (job.first) std::fill_n(fine, u16_counters, 0u);
  for (std::int64_t c = 0; c < data.channels; ++c) {
    for (std::int64_t r = 0; r < data.height() + job.rows - 1; ++r)
      rows[r] = data.input<u16>(job, job.y - data.radius_y + r) + c;
    sliding_window<u16> window{rows, data.channels, data.width(), data.height(), {fine, 65536}};
    window.slide(job.x1 - job.x0, job.rows, data.position, [&](std::int64_t y, std::int64_t x, std::uint32_t v) {
      reinterpret_cast<u16*>(job.out[y])[x * data.channels + c] = static_cast<u16>(v);
    });
  }
}

// f32: values are places in the sorted strip.

/// A sample's key, order as that of the floats with -0 below 0, above the index of its place in the strip.
std::uint64_t keyed(f32 sample, std::size_t index) {
  const auto bits = std::bit_cast<std::uint32_t>(sample);
  const std::uint32_t key = bits ^ (bits >> 31 ? 0xffffffffu : 0x80000000u);
  return std::uint64_t{key} << 32 | index;
}

f32 sample_of(std::uint64_t item) {
  const auto key = static_cast<std::uint32_t>(item >> 32);
  return std::bit_cast<f32>(key ^ (key >> 31 ? 0x80000000u : 0xffffffffu));
}

/// Sorts by the upper 32 bits, 8 at a time; the result is in `items`.
void sort_keys(std::uint64_t* items, std::uint64_t* other, std::size_t n) {
  for (int shift = 32; shift < 64; shift += 8) {
    std::size_t starts[256] = {};
    for (std::size_t i = 0; i < n; ++i) ++starts[items[i] >> shift & 255];
    std::size_t sum = 0;
    for (std::size_t& start : starts) sum += std::exchange(start, sum);
    for (std::size_t i = 0; i < n; ++i) other[starts[items[i] >> shift & 255]++] = items[i];
    std::swap(items, other);
  }
}

struct f32_state {
  std::uint64_t* items;
  std::uint64_t* other;
  std::uint32_t* places;
  std::uint32_t* fine;
  const std::uint32_t** rows;
  std::size_t samples;  ///< of a strip at most
};

std::size_t strip_samples(const rank_data& data, std::int64_t columns) {
  const std::int64_t width = std::min(columns, outputs_of_strip(data)) + 2 * data.radius_x;
  return (static_cast<std::size_t>(width * rows_of(data)) / 256 + 1) * 256;
}

f32_state f32_layout(const rank_data& data, std::int64_t columns, std::byte* scratch) {
  f32_state s{};
  s.samples = strip_samples(data, columns);
  s.items = reinterpret_cast<std::uint64_t*>(scratch);
  s.other = s.items + s.samples;
  s.places = reinterpret_cast<std::uint32_t*>(s.other + s.samples);
  s.fine = s.places + s.samples;
  s.rows = reinterpret_cast<const std::uint32_t**>(s.fine + padded(counters_for(s.samples)));
  return s;
}

std::size_t f32_scratch(const void* any, std::int64_t columns) {
  const auto& data = *static_cast<const rank_data*>(any);
  const std::size_t samples = strip_samples(data, columns);
  return 2 * samples * sizeof(std::uint64_t) + (samples + padded(counters_for(samples))) * sizeof(std::uint32_t) +
         static_cast<std::size_t>(rows_of(data)) * sizeof(void*);
}

/// Replaces the samples of one channel of a strip by their places.
void rank_strip(const rank_data& data, const row_job& job, std::int64_t x, std::int64_t c, std::int64_t width,
                const f32_state& s) {
  const std::int64_t rows = data.height() + job.rows - 1;
  std::size_t n = 0;
  for (std::int64_t r = 0; r < rows; ++r) {
    const f32* in = data.input<f32>(job, job.y - data.radius_y + r) + x * data.channels + c;
    for (std::int64_t i = 0; i < width; ++i, ++n) s.items[n] = keyed(in[i * data.channels], n);
    s.rows[r] = s.places + r * width;
  }
  sort_keys(s.items, s.other, n);
  for (std::size_t i = 0; i < n; ++i) s.places[s.items[i] & 0xffffffffu] = static_cast<std::uint32_t>(i);
}

void run_f32(const void* any, const row_job& job) {
  const auto& data = *static_cast<const rank_data*>(any);
  const std::int64_t end = job.x1 - job.x0, strip = outputs_of_strip(data);
  const f32_state s = f32_layout(data, end, job.scratch);
  if (job.first) std::fill_n(s.fine, padded(counters_for(s.samples)), 0u);
  for (std::int64_t x = 0; x < end; x += strip)
    for (std::int64_t c = 0; c < data.channels; ++c) {
      const std::int64_t pixels = std::min(strip, end - x);
      rank_strip(data, job, x, c, pixels + 2 * data.radius_x, s);
      sliding_window<std::uint32_t> window{s.rows, 1, data.width(), data.height(), {s.fine, s.samples}};
      window.slide(pixels, job.rows, data.position, [&](std::int64_t y, std::int64_t i, std::uint32_t place) {
        reinterpret_cast<f32*>(job.out[y])[(x + i) * data.channels + c] = sample_of(s.items[place]);
      });
    }
}

}  // namespace

rank_code sliding_u16_code() { return {run_u16, u16_scratch}; }
rank_code sliding_f32_code() { return {run_f32, f32_scratch}; }

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
