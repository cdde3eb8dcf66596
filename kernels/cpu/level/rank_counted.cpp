// SPDX-License-Identifier: Apache-2.0
// Any percentile of u8 windows at a cost that does not depend on the radius: a histogram per column, moved down a row at a time, and one
// of the window, moved sideways by a column that comes and one that goes (Perreault and Hebert, Median Filtering in Constant Time, 2007).
// Here all counts are cumulative, so that a bin is found by one comparison of 16 counts and no search.
#include <algorithm>
#include <array>
#include <cstring>

#include "tessera/kernels/cpu/rank_inline.hpp"
#include "tessera/kernels/cpu/simd.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

/// Counts of samples up to and including each of 16 bins.
template <class Count>
using bins = std::array<Count, 16>;

/// A column or a window: by the upper four bits of a sample, and for each of their values by the lower four.
template <class Count>
struct histogram_of {
  bins<Count> coarse;
  bins<Count> fine[16];
};

/// What one sample of value j adds.
template <class Count>
constexpr auto one_sample = [] {
  std::array<bins<Count>, 16> steps{};
  for (std::size_t j = 0; j < 16; ++j)
    for (std::size_t b = j; b < 16; ++b) steps[j][b] = 1;
  return steps;
}();

template <class Count>
using bins_tag = hn::CappedTag<Count, 16>;

template <bool Add, class Count>
TESSERA_FN void count(bins<Count>& to, const bins<Count>& from) {
  const bins_tag<Count> d;
  for (std::size_t i = 0; i < 16; i += hn::Lanes(d)) {
    const auto a = hn::LoadU(d, to.data() + i), b = hn::LoadU(d, from.data() + i);
    hn::StoreU(Add ? hn::Add(a, b) : hn::Sub(a, b), d, to.data() + i);
  }
}

/// total += come - go, where either may be absent.
template <class Total, class Count>
TESSERA_FN void move_window(bins<Total>& total, const bins<Count>* come, const bins<Count>* go) {
  const bins_tag<Total> d;
  const hn::Rebind<Count, bins_tag<Total>> narrow;
  for (std::size_t i = 0; i < 16; i += hn::Lanes(d)) {
    auto v = hn::LoadU(d, total.data() + i);
    if (come) v = hn::Add(v, hn::PromoteTo(d, hn::LoadU(narrow, come->data() + i)));
    if (go) v = hn::Sub(v, hn::PromoteTo(d, hn::LoadU(narrow, go->data() + i)));
    hn::StoreU(v, d, total.data() + i);
  }
}

/// The first bin whose count exceeds k.
template <class Total>
TESSERA_FN std::size_t bin_of(const bins<Total>& total, Total k) {
  const bins_tag<Total> d;
  std::size_t below = 0;
  for (std::size_t i = 0; i < 16; i += hn::Lanes(d))
    below += hn::CountTrue(d, hn::Lt(hn::LoadU(d, total.data() + i), hn::Set(d, static_cast<Total>(k + 1))));
  return below;
}

/// The window of one channel. A fine histogram is brought up to date only when it is looked at.
template <class Count, class Total>
struct window_of {
  histogram_of<Total> total;
  std::int64_t valid_at[16];  ///< leftmost column of the window that total.fine[b] counts; far away if it counts none

  /// Counts the first `width - 1` columns.
  void start(const histogram_of<Count>* columns, std::int64_t width, std::int64_t step) {
    total.coarse = {};
    std::fill_n(valid_at, 16, -width - 1);
    for (std::int64_t i = 0; i + 1 < width; ++i)
      move_window<Total, Count>(total.coarse, &columns[i * step].coarse, nullptr);
  }

  TESSERA_FN void refresh(const histogram_of<Count>* columns, std::int64_t x, std::int64_t width, std::int64_t step,
                          std::size_t b) {
    bins<Total>& fine = total.fine[b];
    if (2 * (x - valid_at[b]) > width) {
      fine = {};
      for (std::int64_t i = x; i < x + width; ++i) move_window<Total, Count>(fine, &columns[i * step].fine[b], nullptr);
    } else {
      for (std::int64_t i = valid_at[b]; i < x; ++i)
        move_window(fine, &columns[(i + width) * step].fine[b], &columns[i * step].fine[b]);
    }
    valid_at[b] = x;
  }

  /// The sample at place k of the window whose leftmost column is x.
  TESSERA_FN u8 find(const histogram_of<Count>* columns, std::int64_t x, std::int64_t width, std::int64_t step,
                     Total k) {
    move_window<Total, Count>(total.coarse, &columns[(x + width - 1) * step].coarse, nullptr);
    const std::size_t b = bin_of(total.coarse, k);
    const Total rest = b == 0 ? k : static_cast<Total>(k - total.coarse[b - 1]);
    refresh(columns, x, width, step, b);
    move_window<Total, Count>(total.coarse, nullptr, &columns[x * step].coarse);
    return static_cast<u8>(16 * b + bin_of(total.fine[b], rest));
  }
};

/// Pixels of output that are made before the next ones, so that their columns' histograms stay in L2; each strip has columns of its own.
std::int64_t strip_of(const rank_data& data) { return std::max<std::int64_t>(768 / data.channels, 4 * data.radius_x); }

template <class Count>
std::int64_t columns_of_strip(const rank_data& data) {
  return (strip_of(data) + 2 * data.radius_x) * data.channels;
}

template <class Count, class Total>
std::size_t counted_scratch(const void* any, std::int64_t columns) {
  const auto& data = *static_cast<const rank_data*>(any);
  const std::int64_t strips = (columns + strip_of(data) - 1) / strip_of(data);
  return padded(sizeof(window_of<Count, Total>) * 4) +
         sizeof(histogram_of<Count>) * static_cast<std::size_t>(strips * columns_of_strip<Count>(data));
}

template <class Count>
void enter(histogram_of<Count>* columns, const u8* row, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    count<true>(columns[i].coarse, one_sample<Count>[row[i] >> 4]);
    count<true>(columns[i].fine[row[i] >> 4], one_sample<Count>[row[i] & 15]);
  }
}

template <class Count>
void leave(histogram_of<Count>* columns, const u8* row, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    count<false>(columns[i].coarse, one_sample<Count>[row[i] >> 4]);
    count<false>(columns[i].fine[row[i] >> 4], one_sample<Count>[row[i] & 15]);
  }
}

/// Between calls the columns hold the rows of the next window but its last one.
template <class Count, class Total>
void run_strip(const rank_data& data, const row_job& job, std::int64_t x, std::int64_t pixels,
               window_of<Count, Total>* windows, histogram_of<Count>* columns) {
  const std::int64_t step = data.channels, n = (pixels + 2 * data.radius_x) * step;
  const auto row = [&](std::int64_t y) { return data.input<u8>(job, y) + x * step; };
  if (job.first) {
    std::memset(static_cast<void*>(columns), 0, sizeof(*columns) * static_cast<std::size_t>(n));
    for (std::int64_t r = 0; r + 1 < data.height(); ++r) enter(columns, row(job.y - data.radius_y + r), n);
  }
  for (int k = 0; k < job.rows; ++k) {
    enter(columns, row(job.y + k + data.radius_y), n);
    u8* out = reinterpret_cast<u8*>(job.out[k]) + x * step;
    for (std::int64_t c = 0; c < step; ++c) windows[c].start(columns + c, data.width(), step);
    for (std::int64_t i = 0; i < pixels; ++i)
      for (std::int64_t c = 0; c < step; ++c)
        out[i * step + c] = windows[c].find(columns + c, i, data.width(), step, static_cast<Total>(data.position));
    leave(columns, row(job.y + k - data.radius_y), n);
  }
}

template <class Count, class Total>
void run_counted(const void* any, const row_job& job) {
  const auto& data = *static_cast<const rank_data*>(any);
  auto* windows = reinterpret_cast<window_of<Count, Total>*>(job.scratch);
  auto* columns = reinterpret_cast<histogram_of<Count>*>(job.scratch + padded(sizeof(*windows) * 4));
  const std::int64_t strip = strip_of(data), end = job.x1 - job.x0;
  for (std::int64_t x = 0; x < end; x += strip, columns += columns_of_strip<Count>(data))
    run_strip<Count, Total>(data, job, x, std::min(strip, end - x), windows, columns);
}

}  // namespace

rank_code counted_code() {
  return {run_counted<std::uint8_t, std::int16_t>, counted_scratch<std::uint8_t, std::int16_t>};
}
rank_code counted_large_code() {
  return {run_counted<std::uint16_t, std::int32_t>, counted_scratch<std::uint16_t, std::int32_t>};
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
