// SPDX-License-Identifier: Apache-2.0
// Minimum and maximum of a rectangle: three comparisons per sample vertically whatever the height (van Herk 1992, Gil and Werman 1993),
// the logarithm of the width horizontally.
#include <algorithm>

#include "tessera/kernels/cpu/keys.hpp"
#include "tessera/kernels/cpu/rank_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

/// Up to this height the rows of the window are simply compared: 7 loads against the 4 loads and 3 stores of the running scheme.
constexpr std::int64_t direct_height = 7;

/// Rows of keys in the scratch: column[0], the extreme of each column; then of the running scheme `ahead` and one row per window row.
template <class T>
struct extreme_state {
  key_of<T>* column;
  key_of<T>* ahead;
  key_of<T>* behind;
  std::size_t pitch;
};

template <class T>
std::size_t pitch_of(const rank_data& data, std::int64_t columns) {
  return padded(static_cast<std::size_t>(data.row_samples(columns))) + 64;
}

template <class T>
std::size_t extreme_scratch(const void* any, std::int64_t columns) {
  const auto& data = *static_cast<const rank_data*>(any);
  const std::int64_t rows = data.height() <= direct_height ? 1 : data.height() + 2;
  return static_cast<std::size_t>(rows) * pitch_of<T>(data, columns) * sizeof(T);
}

template <class T, class Pick>
void compare_rows(const rank_data& data, const row_job& job, std::int64_t top, key_of<T>* out, std::size_t n) {
  const Pick pick;
  const key_tag<T> d;
  for_keys<T>(
      n, [&](std::size_t i, auto load) __attribute__((always_inline)) {
        keys<T> v = load(data.input<T>(job, top));
        for (std::int64_t r = 1; r < data.height(); ++r) v = pick(v, load(data.input<T>(job, top + r)));
        hn::StoreU(v, d, out + i);
      });
}

/// behind[j] = extreme of the window rows j to the last.
template <class T, class Pick>
void look_back(const rank_data& data, const row_job& job, std::int64_t top, std::int64_t from, std::int64_t to,
               const extreme_state<T>& state, std::size_t n) {
  const Pick pick;
  const key_tag<T> d;
  for_keys<T>(
      n, [&](std::size_t i, auto load) __attribute__((always_inline)) {
        keys<T> v = load(data.input<T>(job, top + to - 1));
        hn::StoreU(v, d, state.behind + static_cast<std::size_t>(to - 1) * state.pitch + i);
        for (std::int64_t r = to - 2; r >= from; --r) {
          v = pick(v, load(data.input<T>(job, top + r)));
          hn::StoreU(v, d, state.behind + static_cast<std::size_t>(r) * state.pitch + i);
        }
      });
}

/// Takes one more row into `ahead`.
template <class T, class Pick>
void look_ahead(const T* row, bool start, const extreme_state<T>& state, std::size_t n) {
  const Pick pick;
  const key_tag<T> d;
  for_keys<T>(
      n, [&](std::size_t i, auto load) __attribute__((always_inline)) {
        const keys<T> v = load(row);
        hn::StoreU(start ? v : pick(hn::LoadU(d, state.ahead + i), v), d, state.ahead + i);
      });
}

/// Blocks of height() rows start at absolute multiples of it. A window that starts at row j of a block is the block's end from j on,
/// `behind[j]`, and the first j rows of the next block, `ahead`.
template <class T, class Pick>
void run_columns(const rank_data& data, const row_job& job, std::int64_t top, bool first, const extreme_state<T>& state,
                 std::size_t n) {
  const key_tag<T> d;
  const Pick pick;
  const std::int64_t height = data.height();
  const std::int64_t j = ((top % height) + height) % height;
  if (first || j == 0) {
    look_back<T, Pick>(data, job, top - j, j, height, state, n);
    for (std::int64_t r = 0; r < j; ++r)
      look_ahead<T, Pick>(data.input<T>(job, top - j + height + r), r == 0, state, n);
  } else {
    look_ahead<T, Pick>(data.input<T>(job, top + height - 1), j == 1, state, n);
  }
  const key_of<T>* behind = state.behind + static_cast<std::size_t>(j) * state.pitch;
  for (std::size_t i = 0; i < n; i += hn::Lanes(d)) {
    const keys<T> v = hn::LoadU(d, behind + i);
    hn::StoreU(j == 0 ? v : pick(v, hn::LoadU(d, state.ahead + i)), d, state.column + i);
  }
}

/// Extremes of `width` samples that lie `step` apart, in place until the last pass.
template <class T, class Pick>
void compare_columns(key_of<T>* row, std::size_t width, std::size_t step, T* out, std::size_t n) {
  const Pick pick;
  const key_tag<T> d;
  std::size_t done = 1;
  std::size_t valid = n + (width - 1) * step;
  for (; 4 * done <= width; done *= 4) {
    const std::size_t s = done * step;
    valid -= 3 * s;
    for (std::size_t i = 0; i < valid; i += hn::Lanes(d)) {
      const key_of<T>* p = row + i;
      hn::StoreU(
          pick(pick(hn::LoadU(d, p), hn::LoadU(d, p + s)), pick(hn::LoadU(d, p + 2 * s), hn::LoadU(d, p + 3 * s))), d,
          row + i);
    }
  }
  // Now 1 to 3 more spans of `done` samples cover the width; they may overlap.
  const std::size_t last = (width - done) * step;
  const std::size_t second = width > 2 * done ? done * step : last;
  const std::size_t third = width > 3 * done ? 2 * done * step : second;
  write_keys<T>(
      out, n, [&](std::size_t i) __attribute__((always_inline)) {
        const key_of<T>* p = row + i;
        return pick(pick(hn::LoadU(d, p), hn::LoadU(d, p + second)),
                    pick(hn::LoadU(d, p + third), hn::LoadU(d, p + last)));
      });
}

template <class T, class Pick>
void run_extremes(const void* any, const row_job& job) {
  const auto& data = *static_cast<const rank_data*>(any);
  const std::int64_t columns = job.x1 - job.x0;
  const auto step = static_cast<std::size_t>(data.channels);
  const auto samples = static_cast<std::size_t>(data.row_samples(columns));
  const std::size_t pitch = pitch_of<T>(data, columns);
  auto* scratch = reinterpret_cast<key_of<T>*>(job.scratch);
  const extreme_state<T> state{scratch, scratch + pitch, scratch + 2 * pitch, pitch};
  for (int k = 0; k < job.rows; ++k) {
    const std::int64_t top = job.y + k - data.radius_y;
    if (data.height() <= direct_height) compare_rows<T, Pick>(data, job, top, state.column, samples);
    else run_columns<T, Pick>(data, job, top, job.first && k == 0, state, samples);
    compare_columns<T, Pick>(state.column, static_cast<std::size_t>(data.width()), step,
                             reinterpret_cast<T*>(job.out[k]), static_cast<std::size_t>(columns) * step);
  }
}

template <class Pick>
constexpr std::array<rank_code, 3> extremes() {
  return {{{run_extremes<u8, Pick>, extreme_scratch<u8>},
           {run_extremes<u16, Pick>, extreme_scratch<u16>},
           {run_extremes<f32, Pick>, extreme_scratch<f32>}}};
}

}  // namespace

std::array<rank_code, 3> minimum_code() { return extremes<smaller>(); }
std::array<rank_code, 3> maximum_code() { return extremes<larger>(); }

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
