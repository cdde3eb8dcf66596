// SPDX-License-Identifier: Apache-2.0
// Minimum and maximum of a window that is no rectangle: extremes of ever higher columns, each taken where the window's columns are as high,
// so that a sample costs as many comparisons as the window is wide and high, whatever its area.
#include <algorithm>

#include "tessera/kernels/cpu/keys.hpp"
#include "tessera/kernels/cpu/rank_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

/// Samples of the result that are made at a time: what is kept of them stays in L1.
constexpr std::size_t strip = 2048;
constexpr std::size_t slack = 64;

/// The columns of the window that are equally high, those at distances first to last on both sides, and the rows that lead to them from
/// the lower ones before.
struct columns_of_window {
  std::int64_t first, last, reached, height;
};

template <class T>
struct shape_state {
  key_of<T>*columns, *found;
};

/// Takes rows further up and down into the extremes of the columns; the first time (`reached` below 0) they start with the middle row.
template <class T, class Pick>
void grow_columns(const T* const* rows, const columns_of_window& part, const shape_state<T>& state, std::size_t n) {
  const Pick pick;
  const key_tag<T> d;
  for_keys<T>(
      n, [&](std::size_t i, auto load) __attribute__((always_inline)) {
        keys<T> v = part.reached < 0 ? load(rows[0]) : hn::LoadU(d, state.columns + i);
        for (std::int64_t r = std::max<std::int64_t>(part.reached, 0) + 1; r <= part.height; ++r)
          v = pick(v, pick(load(rows[-r]), load(rows[r])));
        hn::StoreU(v, d, state.columns + i);
      });
}

template <class T, class Pick>
void take_columns(const columns_of_window& part, std::int64_t radius, std::ptrdiff_t step, const shape_state<T>& state,
                  std::size_t n) {
  const Pick pick;
  const key_tag<T> d;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const key_of<T>* centre = state.columns + i + radius * step;
    keys<T> v = hn::LoadU(d, part.reached < 0 ? centre + part.last * step : state.found + i);
    for (std::int64_t x = part.first; x <= part.last; ++x)
      v = pick(v, pick(hn::LoadU(d, centre - x * step), hn::LoadU(d, centre + x * step)));
    hn::StoreU(v, d, state.found + i);
  }
}

/// `rows` points to the middle one of the window's rows, at the left of what the samples reach.
template <class T, class Pick>
void make_strip(const rank_data& data, const T* const* rows, const shape_state<T>& state, T* out, std::size_t n) {
  const auto step = static_cast<std::ptrdiff_t>(data.channels);
  const std::size_t wide = n + static_cast<std::size_t>(2 * data.radius_x * step);
  columns_of_window part{0, data.radius_x, -1, 0};
  while (part.last >= 0) {
    const auto height_at = [&](std::int64_t x) { return data.heights[static_cast<std::size_t>(x)]; };
    part.height = height_at(part.last);
    for (part.first = part.last; part.first > 0 && height_at(part.first - 1) == part.height;) --part.first;
    grow_columns<T, Pick>(rows, part, state, wide);
    take_columns<T, Pick>(part, data.radius_x, step, state, n);
    part.reached = part.height;
    part.last = part.first - 1;
  }
  const key_tag<T> d;
  write_keys<T>(
      out, n, [&](std::size_t i) __attribute__((always_inline)) { return hn::LoadU(d, state.found + i); });
}

std::size_t columns_size(const rank_data& data) {
  return padded(strip + static_cast<std::size_t>(2 * data.radius_x * data.channels)) + slack;
}

template <class T>
std::size_t shape_scratch(const void* any, std::int64_t) {
  const auto& data = *static_cast<const rank_data*>(any);
  return (columns_size(data) + strip + slack) * sizeof(T) + static_cast<std::size_t>(data.height()) * sizeof(T*);
}

template <class T, class Pick>
void run_shape(const void* any, const row_job& job) {
  const auto& data = *static_cast<const rank_data*>(any);
  auto* scratch = reinterpret_cast<key_of<T>*>(job.scratch);
  const shape_state<T> state{scratch, scratch + columns_size(data)};
  auto** rows = reinterpret_cast<const T**>(state.found + strip + slack);
  const auto samples = static_cast<std::size_t>((job.x1 - job.x0) * data.channels);
  for (int k = 0; k < job.rows; ++k)
    for (std::size_t i = 0; i < samples; i += strip) {
      for (std::int64_t r = 0; r < data.height(); ++r) rows[r] = data.input<T>(job, job.y + k - data.radius_y + r) + i;
      make_strip<T, Pick>(data, rows + data.radius_y, state, reinterpret_cast<T*>(job.out[k]) + i,
                          std::min(strip, samples - i));
    }
}

template <class Pick>
constexpr std::array<rank_code, 3> shapes() {
  return {{{run_shape<u8, Pick>, shape_scratch<u8>},
           {run_shape<u16, Pick>, shape_scratch<u16>},
           {run_shape<f32, Pick>, shape_scratch<f32>}}};
}

}  // namespace

std::array<rank_code, 3> shaped_minimum_code() { return shapes<smaller>(); }
std::array<rank_code, 3> shaped_maximum_code() { return shapes<larger>(); }

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
