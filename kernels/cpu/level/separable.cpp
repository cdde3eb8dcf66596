// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/separable.hpp"

#include "tessera/kernels/cpu/highway_extra.hpp"
#include "tessera/kernels/cpu/rows_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

std::int32_t weight(const fixed_pass& pass, int term) {
  const std::int32_t pair = pass.pairs[term / 2];
  return term % 2 ? pair >> 16 : static_cast<std::int16_t>(pair & 0xffff);
}

/// Calls f(i) for every block of `step` items, the last one moved back so that it ends at n; n is at least a block.
template <class F>
TESSERA_FN void for_blocks(std::size_t n, std::size_t step, F f) {
  for (std::size_t i = 0;; i = i + 2 * step <= n ? i + step : n - step) {
    f(i);
    if (i + step >= n) return;
  }
}

struct sums {
  long_vec low, high;
};

/// Vectors at a time: as many as there are registers for their sums.
constexpr int unrolled = 2;

/// The weighted sums of `Blocks` vectors; `at(tap, block)` loads the samples under a tap as 16-bit numbers.
template <bool Symmetric, int Blocks, class Load>
TESSERA_FN void weigh(const fixed_pass& pass, sums (&s)[Blocks], Load at) {
  const word_tag d;
  const long_tag wide;
  const auto add = [&](word_vec first, word_vec second, std::int32_t pair, sums& into) {
    const auto weights = hn::BitCast(d, hn::Set(wide, pair));
    into.low = add_dot(into.low, hn::InterleaveLower(d, first, second), weights);
    into.high = add_dot(into.high, hn::InterleaveUpper(d, first, second), weights);
  };
#pragma GCC unroll 4
  for (int b = 0; b < Blocks; ++b) s[b] = {hn::Set(wide, 1 << (pass.shift - 1)), hn::Set(wide, 1 << (pass.shift - 1))};
  const int last = pass.taps - 1, terms = Symmetric ? pass.taps / 2 : pass.taps;
  const auto term = [&](int t, int b) {
    if constexpr (Symmetric) return hn::Add(at(t, b), at(last - t, b));
    else return at(t, b);
  };
  for (int p = 0; 2 * p + 1 < terms; ++p)
#pragma GCC unroll 4
    for (int b = 0; b < Blocks; ++b) add(term(2 * p, b), term(2 * p + 1, b), pass.pairs[p], s[b]);
  // What is left: the last term of an odd number, the centre of a symmetric window, or both.
  const std::int32_t pair = pass.pairs[pass.count - 1];
#pragma GCC unroll 4
  for (int b = 0; b < Blocks; ++b) {
    if (terms % 2) add(term(terms - 1, b), Symmetric ? at(terms, b) : hn::Zero(d), pair, s[b]);
    else if (Symmetric) add(at(terms, b), hn::Zero(d), pair, s[b]);
  }
}

template <class At>
std::int32_t weigh_one(const fixed_pass& pass, At at) {
  std::int32_t sum = 1 << (pass.shift - 1);
  if (pass.symmetric) {
    for (int t = 0; t < pass.taps / 2; ++t) sum += weight(pass, t) * (at(t) + at(pass.taps - 1 - t));
    return sum + weight(pass, pass.taps / 2) * at(pass.taps / 2);
  }
  for (int t = 0; t < pass.taps; ++t) sum += weight(pass, t) * at(t);
  return sum;
}

template <bool Symmetric, int Blocks>
void vertical_blocks(const std::uint8_t* const* rows, const fixed_pass& pass, std::int16_t* out, std::size_t n) {
  const word_tag d;
  const hn::Rebind<std::uint8_t, word_tag> bytes;
  const std::size_t block = hn::Lanes(d);
  for_blocks(n, Blocks * block, [&](std::size_t i) {
    sums s[Blocks];
    weigh<Symmetric>(pass, s, [&](int t, int b) {
      return hn::PromoteTo(d, hn::LoadU(bytes, rows[t] + i + static_cast<std::size_t>(b) * block));
    });
#pragma GCC unroll 4
    for (int b = 0; b < Blocks; ++b)
      hn::StoreU(
          hn::ReorderDemote2To(d, hn::ShiftRightSame(s[b].low, pass.shift), hn::ShiftRightSame(s[b].high, pass.shift)),
          d, out + i + static_cast<std::size_t>(b) * block);
  });
}

void vertical_u8(const std::uint8_t* const* rows, const fixed_pass& pass, std::int16_t* out, std::size_t n) {
  const std::size_t block = hn::Lanes(word_tag());
  if (n >= unrolled * block)
    return pass.symmetric ? vertical_blocks<true, unrolled>(rows, pass, out, n)
                          : vertical_blocks<false, unrolled>(rows, pass, out, n);
  if (n >= block)
    return pass.symmetric ? vertical_blocks<true, 1>(rows, pass, out, n)
                          : vertical_blocks<false, 1>(rows, pass, out, n);
  for (std::size_t i = 0; i < n; ++i)
    out[i] = static_cast<std::int16_t>(weigh_one(pass, [&](int t) { return std::int32_t{rows[t][i]}; }) >> pass.shift);
}

/// A tile's window of rows is larger than L1 and has more rows than a processor prefetches streams: the lines that come are asked for.
constexpr std::size_t lines_ahead = 4 * 64;

/// `Blocks` vectors of `rows_at_once` rows; a pair of input rows is widened and interleaved once for all of them.
template <int Blocks>
void vertical_rows_blocks(const std::uint8_t* const* rows, const stacked_pass& pass, std::int16_t* const* out,
                          std::size_t n) {
  const word_tag d;
  const long_tag wide;
  const hn::Rebind<std::uint8_t, word_tag> bytes;
  const std::size_t block = hn::Lanes(d);
  for_blocks(n, Blocks * block, [&](std::size_t i) {
    const auto half = hn::Set(wide, 1 << (pass.shift - 1));
    sums s[Blocks][rows_at_once];
#pragma GCC unroll 8
    for (int k = 0; k < Blocks * rows_at_once; ++k) s[k / rows_at_once][k % rows_at_once] = {half, half};
    const std::int32_t* weights = pass.pairs;
    for (int p = 0; p < pass.count; ++p) {
      const std::uint8_t *first_row = rows[2 * p] + i, *second_row = rows[2 * p + 1] + i;
      hwy::Prefetch(first_row + lines_ahead);
      hwy::Prefetch(second_row + lines_ahead);
#pragma GCC unroll 2
      for (int b = 0; b < Blocks; ++b) {
        const auto first = hn::PromoteTo(d, hn::LoadU(bytes, first_row + static_cast<std::size_t>(b) * block));
        const auto second = hn::PromoteTo(d, hn::LoadU(bytes, second_row + static_cast<std::size_t>(b) * block));
        const auto low = hn::InterleaveLower(d, first, second), high = hn::InterleaveUpper(d, first, second);
#pragma GCC unroll 4
        for (int j = 0; j < rows_at_once; ++j) {
          const auto pair = hn::BitCast(d, hn::Set(wide, weights[j * pass.count + p]));
          s[b][j].low = add_dot(s[b][j].low, low, pair);
          s[b][j].high = add_dot(s[b][j].high, high, pair);
        }
      }
    }
#pragma GCC unroll 8
    for (int k = 0; k < Blocks * rows_at_once; ++k) {
      const int b = k / rows_at_once, j = k % rows_at_once;
      hn::StoreU(hn::ReorderDemote2To(d, hn::ShiftRightSame(s[b][j].low, pass.shift),
                                      hn::ShiftRightSame(s[b][j].high, pass.shift)),
                 d, out[j] + i + static_cast<std::size_t>(b) * block);
    }
  });
}

/// Needs at least one vector of samples.
void vertical_rows_u8(const std::uint8_t* const* rows, const stacked_pass& pass, std::int16_t* const* out,
                      std::size_t n) {
  constexpr int most = HWY_MAX_BYTES == 64 ? 2 : 1;  // as many sums as there are registers
  if (n >= most * hn::Lanes(word_tag())) vertical_rows_blocks<most>(rows, pass, out, n);
  else vertical_rows_blocks<1>(rows, pass, out, n);
}

template <bool Symmetric, int Blocks, class Store>
void horizontal_blocks(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, std::size_t n,
                       const Store& out) {
  const word_tag d;
  const std::size_t block = hn::Lanes(d);
  for_blocks(n, Blocks * block, [&](std::size_t i) {
    sums s[Blocks];
    weigh<Symmetric>(
        pass, s, [&](int t, int b) { return hn::LoadU(d, in + i + static_cast<std::size_t>(b) * block + t * step); });
#pragma GCC unroll 4
    for (int b = 0; b < Blocks; ++b) out.put(i + static_cast<std::size_t>(b) * block, s[b]);
  });
}

template <class Store>
void horizontal(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, std::size_t n, const Store& out) {
  const std::size_t block = hn::Lanes(word_tag());
  if (n >= unrolled * block)
    return pass.symmetric ? horizontal_blocks<true, unrolled>(in, step, pass, n, out)
                          : horizontal_blocks<false, unrolled>(in, step, pass, n, out);
  if (n >= block)
    return pass.symmetric ? horizontal_blocks<true, 1>(in, step, pass, n, out)
                          : horizontal_blocks<false, 1>(in, step, pass, n, out);
  for (std::size_t i = 0; i < n; ++i)
    out.put_one(i, weigh_one(pass, [&](int t) { return std::int32_t{in[static_cast<std::ptrdiff_t>(i) + t * step]}; }));
}

struct byte_store {
  std::uint8_t* out;
  int shift;
  TESSERA_FN void put(std::size_t i, const sums& s) const {
    const hn::Rebind<std::uint8_t, word_tag> bytes;
    const auto words =
        hn::ReorderDemote2To(word_tag(), hn::ShiftRightSame(s.low, shift), hn::ShiftRightSame(s.high, shift));
    hn::StoreU(hn::DemoteTo(bytes, words), bytes, out + i);
  }
  void put_one(std::size_t i, std::int32_t sum) const {
    const std::int32_t level = sum >> shift;
    out[i] = static_cast<std::uint8_t>(level < 0 ? 0 : level > 255 ? 255 : level);
  }
};

/// Levels with their fraction: the sum without its rounding constant, scaled exactly by a power of two.
struct level_store {
  float* out;
  std::int32_t half;
  float factor;
  TESSERA_FN void put(std::size_t i, const sums& s) const {
    const long_tag wide;
    const float_tag floats;
    long_vec first, second;
    put_in_order(hn::Sub(s.low, hn::Set(wide, half)), hn::Sub(s.high, hn::Set(wide, half)), first, second);
    hn::StoreU(hn::Mul(hn::ConvertTo(floats, first), hn::Set(floats, factor)), floats, out + i);
    hn::StoreU(hn::Mul(hn::ConvertTo(floats, second), hn::Set(floats, factor)), floats, out + i + lanes());
  }
  void put_one(std::size_t i, std::int32_t sum) const { out[i] = static_cast<float>(sum - half) * factor; }
};

void horizontal_u8(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, std::uint8_t* out,
                   std::size_t n) {
  horizontal(in, step, pass, n, byte_store{out, pass.shift});
}

void horizontal_levels(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, float* out, std::size_t n) {
  const std::int32_t half = 1 << (pass.shift - 1);
  horizontal(in, step, pass, n, level_store{out, half, 0.5f / static_cast<float>(half)});
}

/// Fixed order: outermost pair of taps first, the centre last; or from the first tap to the last.
template <class At>
TESSERA_FN auto weigh_floats(const float_pass& pass, At at) {
  using type = decltype(at(0));
  type sum = pass.symmetric && pass.taps > 1 ? (at(0) + at(pass.taps - 1)) * type(pass.weights[0])
                                             : at(0) * type(pass.weights[0]);
  if (!pass.symmetric) {
    for (int t = 1; t < pass.taps; ++t) sum = sum + at(t) * type(pass.weights[t]);
    return sum;
  }
  const int half = pass.taps / 2;
  for (int t = 1; t < half; ++t) sum = sum + (at(t) + at(pass.taps - 1 - t)) * type(pass.weights[t]);
  return half > 0 ? sum + at(half) * type(pass.weights[half]) : sum;
}

/// Four vectors side by side: their sums do not wait for each other, and a tap is looked up once for all.
struct four_values {
  value a, b, c, d;
  TESSERA_FN four_values(float v) : a(v), b(v), c(v), d(v) {}
  TESSERA_FN four_values(value p, value q, value r, value s) : a(p), b(q), c(r), d(s) {}
  template <class T>
  TESSERA_FN explicit four_values(const T* p)
      : a(widen(p)), b(widen(p + lanes())), c(widen(p + 2 * lanes())), d(widen(p + 3 * lanes())) {}
  friend TESSERA_FN four_values operator+(const four_values& p, const four_values& q) {
    return {p.a + q.a, p.b + q.b, p.c + q.c, p.d + q.d};
  }
  friend TESSERA_FN four_values operator*(const four_values& p, const four_values& q) {
    return {p.a * q.a, p.b * q.b, p.c * q.c, p.d * q.d};
  }
  TESSERA_FN void store_to(float* p) const {
    store(a, p);
    store(b, p + lanes());
    store(c, p + 2 * lanes());
    store(d, p + 3 * lanes());
  }
};

/// Weighs n samples; `samples(t)` are those under a tap.
template <class Samples>
TESSERA_FN void weigh_row(const float_pass& pass, float* out, std::size_t n, const Samples& samples) {
  if (n >= 4 * lanes())
    return for_blocks(n, 4 * lanes(), [&](std::size_t i) {
      weigh_floats(pass, [&](int t) { return four_values(samples(t) + i); }).store_to(out + i);
    });
  if (n >= lanes())
    return for_blocks(n, lanes(), [&](std::size_t i) {
      store(weigh_floats(pass, [&](int t) { return widen(samples(t) + i); }), out + i);
    });
  for (std::size_t i = 0; i < n; ++i)
    out[i] = weigh_floats(pass, [&](int t) { return static_cast<float>(samples(t)[i]); });
}

template <class T>
void vertical_float(const std::byte* const* rows, std::size_t first, const float_pass& pass, float* out,
                    std::size_t n) {
  weigh_row(pass, out, n, [&](int t) { return reinterpret_cast<const T*>(rows[t]) + first; });
}

void horizontal_float(const float* in, std::ptrdiff_t step, const float_pass& pass, float* out, std::size_t n) {
  weigh_row(pass, out, n, [&](int t) { return in + t * step; });
}

}  // namespace

const separable_table& separable_functions() {
  static constexpr separable_table table{vertical_u8,
                                         vertical_rows_u8,
                                         horizontal_u8,
                                         horizontal_levels,
                                         {vertical_float<u8>, vertical_float<u16>, vertical_float<f32>},
                                         horizontal_float};
  return table;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
