// SPDX-License-Identifier: Apache-2.0
// Medians of 3x3 and 5x5 windows by minimum and maximum alone. Columns are sorted once and serve every window that they lie in; then the
// ranks are sorted across the columns as far as the median can still depend on them (the idea of Paeth, Graphics Gems 1990, and of
// separable sorting networks, Adams 2021). 18 comparisons per sample for 3x3, about 120 for 5x5.
#include <algorithm>
#include <utility>

#include "tessera/kernels/cpu/keys.hpp"
#include "tessera/kernels/cpu/rank_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

/// Samples of output that are made at a time, so that the sorted columns stay in L1.
constexpr std::size_t chunk = 1024;
constexpr std::size_t row_room =
    chunk + 4 * 64;  // the reach of 5x5 with 4 channels, whole vectors past the end; rows start on cache lines

template <class V>
TESSERA_FN void order(V& a, V& b) {
  const V low = hn::Min(a, b);
  b = hn::Max(a, b);
  a = low;
}

template <class V>
TESSERA_FN V middle(V a, V b, V c) {
  return hn::Max(hn::Min(a, b), hn::Min(hn::Max(a, b), c));
}

template <class T>
using chunk_rows = key_of<T> (*)[row_room];

template <class T, int Count>
TESSERA_FN void put(const keys<T> (&v)[Count], chunk_rows<T> rows, std::size_t i) {
  for (int r = 0; r < Count; ++r) hn::StoreU(v[r], key_tag<T>(), rows[r] + i);
}

template <class T>
TESSERA_FN keys<T> at(const key_of<T>* row, std::size_t i) {
  return hn::LoadU(key_tag<T>(), row + i);
}

template <class T>
struct median_3x3 {
  static constexpr int height = 3, rows = 3;

  static void columns(const T* const* in, std::size_t n, chunk_rows<T> sorted) {
    for_keys<T>(
        n, [&](std::size_t i, auto load) __attribute__((always_inline)) {
          keys<T> v[3] = {load(in[0]), load(in[1]), load(in[2])};
          order(v[0], v[1]);
          order(v[1], v[2]);
          order(v[0], v[1]);
          put<T>(v, sorted, i);
        });
  }

  static void across(chunk_rows<T> sorted, std::size_t step, T* out, std::size_t n) {
    write_keys<T>(
        out, n, [&](std::size_t i) __attribute__((always_inline)) {
          const std::size_t j = i + step, k = j + step;
          const keys<T> low = hn::Max(hn::Max(at<T>(sorted[0], i), at<T>(sorted[0], j)), at<T>(sorted[0], k));
          const keys<T> mid = middle(at<T>(sorted[1], i), at<T>(sorted[1], j), at<T>(sorted[1], k));
          const keys<T> high = hn::Min(hn::Min(at<T>(sorted[2], i), at<T>(sorted[2], j)), at<T>(sorted[2], k));
          return middle(low, mid, high);
        });
  }
};

/// One rank of two neighbouring columns, in order.
template <class V>
struct pair_of {
  V low, high;
};

/// The seventh of 13 samples in three chains: x1 <= .. <= x7 is made of the first two.
template <class V>
TESSERA_FN V seventh(V a3, V a4, V e0, V e1, const V (&c)[3], const V (&b)[3], const V (&d)[3]) {
  order(a3, e0);
  order(a4, e1);
  order(e0, a4);  // a3 <= e0 <= a4 <= e1
  V p1 = a3, p3 = a4, q1 = c[0], q3 = c[2], p2 = e0, p4 = e1, q2 = c[1];
  order(p1, q1);  // merge of 4 and 3 (Batcher): odd places, even places, then neighbours
  order(p3, q3);
  order(q1, p3);  // p1 <= q1 <= p3 <= q3
  order(p2, q2);
  order(q2, p4);  // p2 <= q2 <= p4
  order(q1, p2);
  order(p3, q2);
  order(q3, p4);
  const V x[7] = {p1, q1, p2, p3, q2, q3, p4};
  V r1 = b[0], r3 = b[2], s1 = d[0], s3 = d[2], r2 = b[1], s2 = d[1];
  order(r1, s1);  // merge of 3 and 3
  order(r3, s3);
  order(s1, r3);  // r1 <= s1 <= r3 <= s3
  order(r2, s2);
  order(s1, r2);
  order(r3, s2);
  const V y[6] = {r1, s1, r2, r3, s2, s3};
  V best = x[6];  // the seventh of x and y is the least of max(x[i], y[5 - i]) and x[6]
  best = hn::Min(best, hn::Min(hn::Max(x[0], y[5]), hn::Max(x[1], y[4])));
  best = hn::Min(best, hn::Min(hn::Max(x[2], y[3]), hn::Max(x[3], y[2])));
  return hn::Min(best, hn::Min(hn::Max(x[4], y[1]), hn::Max(x[5], y[0])));
}

/// The largest two of two sorted pairs and one more.
template <class V>
TESSERA_FN pair_of<V> largest_two(pair_of<V> p, pair_of<V> q, V c) {
  const V high = hn::Max(p.high, q.high);
  const V next = hn::Max(hn::Min(p.high, q.high), hn::Max(p.low, q.low));
  return {hn::Max(next, hn::Min(high, c)), hn::Max(high, c)};
}

template <class V>
TESSERA_FN pair_of<V> smallest_two(pair_of<V> p, pair_of<V> q, V c) {
  const V low = hn::Min(p.low, q.low);
  const V next = hn::Min(hn::Max(p.low, q.low), hn::Min(p.high, q.high));
  return {hn::Min(low, c), hn::Min(next, hn::Max(low, c))};
}

/// All five in order; what the caller does not use costs nothing.
template <class V>
TESSERA_FN void sort_five(pair_of<V> p, pair_of<V> q, V c, V (&s)[5]) {
  order(p.low, q.low);
  order(p.high, q.high);
  order(q.low, p.high);
  s[0] = p.low, s[1] = q.low, s[2] = p.high, s[3] = q.high, s[4] = c;
  order(s[3], s[4]);
  order(s[2], s[3]);
  order(s[1], s[2]);
  order(s[0], s[1]);
}

template <class T>
struct median_5x5 {
  static constexpr int height = 5, rows = 15;  // sorted columns, then the lower and the higher of neighbouring ones

  static void columns(const T* const* in, std::size_t n, chunk_rows<T> sorted) {
    for_keys<T>(
        n, [&](std::size_t i, auto load) __attribute__((always_inline)) {
          keys<T> v[5] = {load(in[0]), load(in[1]), load(in[2]), load(in[3]), load(in[4])};
          order(v[0], v[3]), order(v[1], v[4]);
          order(v[0], v[2]), order(v[1], v[3]);
          order(v[0], v[1]), order(v[2], v[4]);
          order(v[1], v[2]), order(v[3], v[4]);
          order(v[2], v[3]);
          put<T>(v, sorted, i);
        });
  }

  static void across(chunk_rows<T> sorted, std::size_t step, T* out, std::size_t n) {
    for (int r = 0; r < 5; ++r)
      for (std::size_t i = 0; i < n + 2 * step; i += key_lanes<T>()) {
        keys<T> a = at<T>(sorted[r], i), b = at<T>(sorted[r], i + step);
        order(a, b);
        hn::StoreU(a, key_tag<T>(), sorted[5 + r] + i);
        hn::StoreU(b, key_tag<T>(), sorted[10 + r] + i);
      }
    write_keys<T>(
        out, n, [&](std::size_t i) __attribute__((always_inline)) { return median(sorted, step, i); });
  }

  /// Rank r of the columns is row r of a table that is sorted both ways once the rows are; what has 13 or more samples on one side
  /// of it there is not the median, which leaves 2, 3, 3, 3 and 2 of each row's 5.
  static TESSERA_FN keys<T> median(chunk_rows<T> sorted, std::size_t step, std::size_t i) {
    const auto pair = [&](int r, std::size_t k) __attribute__((always_inline)) {
      return pair_of<keys<T>>{at<T>(sorted[5 + r], k), at<T>(sorted[10 + r], k)};
    };
    const std::size_t j = i + 2 * step, k = j + 2 * step;
    const auto a = largest_two(pair(0, i), pair(0, j), at<T>(sorted[0], k));
    const auto e = smallest_two(pair(4, i), pair(4, j), at<T>(sorted[4], k));
    keys<T> b[5], c[5], d[5];
    sort_five(pair(1, i), pair(1, j), at<T>(sorted[1], k), b);
    sort_five(pair(2, i), pair(2, j), at<T>(sorted[2], k), c);
    sort_five(pair(3, i), pair(3, j), at<T>(sorted[3], k), d);
    return seventh<keys<T>>(a.low, a.high, e.low, e.high, {c[1], c[2], c[3]}, {b[2], b[3], b[4]}, {d[0], d[1], d[2]});
  }
};

template <class T, class Network>
void run_median(const void* any, const row_job& job) {
  const auto& data = *static_cast<const rank_data*>(any);
  const auto sorted = reinterpret_cast<chunk_rows<T>>(job.scratch);
  const auto step = static_cast<std::size_t>(data.channels);
  const std::size_t samples = static_cast<std::size_t>(job.x1 - job.x0) * step;
  const std::size_t reach = static_cast<std::size_t>(Network::height - 1) * step;
  for (int k = 0; k < job.rows; ++k)
    for (std::size_t i = 0; i < samples; i += chunk) {
      const T* in[Network::height];
      for (int r = 0; r < Network::height; ++r) in[r] = data.input<T>(job, job.y + k - data.radius_y + r) + i;
      const std::size_t n = std::min(chunk, samples - i);
      Network::columns(in, n + reach, sorted);
      Network::across(sorted, step, reinterpret_cast<T*>(job.out[k]) + i, n);
    }
}

template <class T, class Network>
std::size_t median_scratch(const void*, std::int64_t) {
  return sizeof(key_of<T>) * row_room * static_cast<std::size_t>(Network::rows);
}

template <template <class> class Network>
constexpr std::array<rank_code, 3> medians() {
  return {{{run_median<u8, Network<u8>>, median_scratch<u8, Network<u8>>},
           {run_median<u16, Network<u16>>, median_scratch<u16, Network<u16>>},
           {run_median<f32, Network<f32>>, median_scratch<f32, Network<f32>>}}};
}

}  // namespace

std::array<rank_code, 3> median_3x3_code() { return medians<median_3x3>(); }
std::array<rank_code, 3> median_5x5_code() { return medians<median_5x5>(); }

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
