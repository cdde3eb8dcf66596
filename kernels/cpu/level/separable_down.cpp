// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "tessera/kernels/cpu/separable_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

template <bool Symmetric, int Blocks>
void vertical_blocks(const std::uint8_t* const* rows, const fixed_pass& pass, std::int16_t* out, std::size_t n) {
  const word_tag d;
  const hn::Rebind<std::uint8_t, word_tag> bytes;
  const std::size_t block = hn::Lanes(d);
  for (std::size_t i = 0; i < n; i = next_block(i, n, Blocks * block)) {
    sums s[Blocks];
    weigh<Symmetric>(pass, s, [&](int t, int b) {
      return hn::PromoteTo(d, hn::LoadU(bytes, rows[t] + i + static_cast<std::size_t>(b) * block));
    });
#pragma GCC unroll 4
    for (int b = 0; b < Blocks; ++b)
      hn::StoreU(hn::ReorderDemote2To(d, shift_right(s[b].low, pass.shift), shift_right(s[b].high, pass.shift)), d,
                 out + i + static_cast<std::size_t>(b) * block);
  }
}

/// A tile's window of rows is larger than L1 and has more rows than a processor prefetches streams: the lines that come are asked for.
constexpr std::size_t lines_ahead = 4 * 64;

/// Quarters of a vector of bytes that are summed up at a time: as many as there are registers for, four samples of every 16 in each.
constexpr int quarters = HWY_MAX_BYTES == 64 ? 4 : 2;

/// The weights of pair `p` of input rows in output row `j`.
TESSERA_FN word_vec weights_at(const stacked_pass& pass, int j, int p) {
  return weights_of(pass.pairs[j * pass.count + p]);
}

#if HWY_TARGET == HWY_AVX3
/// Those of `Count` pairs in registers; output rows 2 and 3 have those of rows 0 and 1 one pair later, and more do not fit.
template <int Count>
struct counted_pass {
  static constexpr int count = Count;
  int shift;
  word_vec weights[2][Count - 1];

  TESSERA_FN explicit counted_pass(const stacked_pass& pass) : shift(pass.shift) {
#pragma GCC unroll 16
    for (int k = 0; k < 2 * (Count - 1); ++k) weights[k % 2][k / 2] = weights_at(pass, k % 2, k / 2);
  }
};

template <int Count>
TESSERA_FN word_vec weights_at(const counted_pass<Count>& pass, int j, int p) {
  return pass.weights[j % 2][p - j / 2];
}
#endif

/// Adds pair `p` of input rows to the sums of output rows From to To, for the quarters from `First` on. Two rows of bytes interleaved, then
/// interleaved with zeros, are the 16-bit pairs that all of them take.
template <int From, int To, int First, class Pass>
TESSERA_FN void add_pair(const std::uint8_t* const* rows, std::size_t i, const Pass& pass, int p,
                         long_vec (&s)[quarters][rows_at_once]) {
  const byte_tag d;
  const std::uint8_t *first_row = rows[2 * p] + i, *second_row = rows[2 * p + 1] + i;
  if (First == 0) {
    hwy::Prefetch(first_row + lines_ahead);
    hwy::Prefetch(second_row + lines_ahead);
  }
  const auto first = hn::LoadU(d, first_row), second = hn::LoadU(d, second_row), zero = hn::Zero(d);
  const auto lower = hn::InterleaveLower(d, first, second), upper = hn::InterleaveUpper(d, first, second);
  word_vec pairs[quarters];
#pragma GCC unroll 4
  for (int q = 0; q < quarters; ++q) {
    const auto half = (First + q) / 2 ? upper : lower;
    pairs[q] = hn::BitCast(word_tag(), q % 2 ? hn::InterleaveUpper(d, half, zero) : hn::InterleaveLower(d, half, zero));
  }
#pragma GCC unroll 4
  for (int j = From; j < To; ++j) {
    const auto weights = weights_at(pass, j, p);
#pragma GCC unroll 4
    for (int q = 0; q < quarters; ++q) s[q][j] = add_next_dot(s[q][j], pairs[q], weights);
  }
}

/// Adds the pairs that all output rows take.
template <int First>
TESSERA_FN void add_common(const std::uint8_t* const* rows, std::size_t i, const stacked_pass& pass,
                           long_vec (&s)[quarters][rows_at_once]) {
  for (int p = 1; p + 1 < pass.count; ++p) add_pair<0, rows_at_once, First>(rows, i, pass, p, s);
}

#if HWY_TARGET == HWY_AVX3
template <int First, int Count>
TESSERA_FN void add_common(const std::uint8_t* const* rows, std::size_t i, const counted_pass<Count>& pass,
                           long_vec (&s)[quarters][rows_at_once]) {
#pragma GCC unroll 8
  for (int p = 1; p + 1 < Count; ++p) add_pair<0, rows_at_once, First>(rows, i, pass, p, s);
}

/// Adds pairs `above` and `below` of input rows to the sums of output rows From and From + 1, which they begin and end: four bytes to a sum.
template <int From>
TESSERA_FN void add_outer(const std::uint8_t* const* rows, std::size_t i, const stacked_pass& pass, int above,
                          int below, long_vec (&s)[quarters][rows_at_once]) {
  const byte_tag d;
  const word_tag pairs;
  const auto row = [&](int r) { return hn::LoadU(d, rows[r] + i); };
  const auto lower = [&](int p) { return hn::BitCast(pairs, hn::InterleaveLower(d, row(2 * p), row(2 * p + 1))); };
  const auto upper = [&](int p) { return hn::BitCast(pairs, hn::InterleaveUpper(d, row(2 * p), row(2 * p + 1))); };
  const int new_row = 2 * (From == 0 ? above : below);  // no other pair asks for what comes after it
  hwy::Prefetch(rows[new_row] + i + lines_ahead);
  hwy::Prefetch(rows[new_row + 1] + i + lines_ahead);
  const word_vec first[] = {lower(above), upper(above)}, last[] = {lower(below), upper(below)};
#pragma GCC unroll 4
  for (int q = 0; q < quarters; ++q) {
    const auto four = q % 2 ? hn::InterleaveUpper(pairs, first[q / 2], last[q / 2])
                            : hn::InterleaveLower(pairs, first[q / 2], last[q / 2]);
    s[q][From] = add_dot_of_bytes(s[q][From], four, hn::Set(long_tag(), pass.outer[0]));
    s[q][From + 1] = add_dot_of_bytes(s[q][From + 1], four, hn::Set(long_tag(), pass.outer[1]));
  }
}

/// All of a window whose outermost weights fit bytes: the first two and the last two rows of it take one product, not two.
TESSERA_FN void add_window(const std::uint8_t* const* rows, std::size_t i, const stacked_pass& pass,
                           long_vec (&s)[quarters][rows_at_once]) {
  const int last = pass.count - 1;
  add_pair<0, 2, 0>(rows, i, pass, 1, s);
  for (int p = 2; p + 1 < last; ++p) add_pair<0, rows_at_once, 0>(rows, i, pass, p, s);
  add_pair<2, rows_at_once, 0>(rows, i, pass, last - 1, s);
  add_outer<0>(rows, i, pass, 0, last - 1, s);
  add_outer<2>(rows, i, pass, 1, last, s);
}
#endif

/// The quarters from `First` on of a vector of each row, two in each of `words`. The first two input rows lie above the windows of the last two
/// outputs, the last two below those of the first.
template <int First, bool Outer, class Pass>
TESSERA_FN void weigh_rows(const std::uint8_t* const* rows, std::size_t i, const Pass& pass,
                           word_vec (*words)[rows_at_once]) {
  long_vec s[quarters][rows_at_once];
  const auto half = hn::Set(long_tag(), 1 << (pass.shift - 1));
#pragma GCC unroll 16
  for (int k = 0; k < quarters * rows_at_once; ++k) s[k / rows_at_once][k % rows_at_once] = half;
#if HWY_TARGET == HWY_AVX3
  if constexpr (Outer) add_window(rows, i, pass, s);
  else
#endif
  {
    add_pair<0, rows_at_once - 2, First>(rows, i, pass, 0, s);
    add_common<First>(rows, i, pass, s);
    add_pair<2, rows_at_once, First>(rows, i, pass, pass.count - 1, s);
  }
#pragma GCC unroll 8
  for (int k = 0; k < quarters / 2 * rows_at_once; ++k) {
    const int h = k / rows_at_once, j = k % rows_at_once;
    words[h][j] = hn::ReorderDemote2To(word_tag(), shift_right(s[2 * h][j], pass.shift),
                                       shift_right(s[2 * h + 1][j], pass.shift));
  }
}

template <bool Outer, bool Copied, class Pass>
void vertical_rows(const std::uint8_t* const* rows, const Pass& pass, std::int16_t* const* out, std::size_t n) {
  const std::size_t block = hn::Lanes(byte_tag());
  // The second block begins where the rows' lines of memory do.
  const std::size_t next = block - reinterpret_cast<std::uintptr_t>(rows[0]) % block;
  for (std::size_t i = 0; i < n; i = i == 0 ? std::min(next, next_block(0, n, block)) : next_block(i, n, block)) {
    word_vec words[2][rows_at_once];  // of every block of 16 samples the lower and the upper half
    weigh_rows<0, Outer>(rows, i, pass, words);
    if constexpr (quarters == 2) weigh_rows<2, Outer>(rows, i, pass, words + 1);
#pragma GCC unroll 4
    for (int j = 0; j < rows_at_once; ++j) {
      long_vec first, second;
      put_in_order(hn::BitCast(long_tag(), words[0][j]), hn::BitCast(long_tag(), words[1][j]), first, second);
      const auto put = [&](std::int16_t* at) {
        hn::StoreU(hn::BitCast(word_tag(), first), word_tag(), at);
        hn::StoreU(hn::BitCast(word_tag(), second), word_tag(), at + block / 2);
      };
      put(out[j] + i);
      if constexpr (Copied) put(out[j] + pass.copy + i);
    }
  }
}

#if HWY_TARGET == HWY_AVX3
template <int Count>
void vertical_counted(const std::uint8_t* const* rows, const stacked_pass& pass, std::int16_t* const* out,
                      std::size_t n) {
  vertical_rows<false, false>(rows, counted_pass<Count>(pass), out, n);
}
#endif

}  // namespace

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

void vertical_rows_u8(const std::uint8_t* const* rows, const stacked_pass& pass, std::int16_t* const* out,
                      std::size_t n) {
#if HWY_TARGET == HWY_AVX3
  if (pass.outer[0] != 0) return vertical_rows<true, false>(rows, pass, out, n);
  static constexpr std::array counted{&vertical_counted<3>, &vertical_counted<4>, &vertical_counted<5>,
                                      &vertical_counted<6>, &vertical_counted<7>, &vertical_counted<8>};
  const auto more = static_cast<std::size_t>(pass.count - 3);
  if (more < counted.size()) return counted[more](rows, pass, out, n);
#elif HWY_TARGET == HWY_AVX2
  if (pass.copy != 0) return vertical_rows<false, true>(rows, pass, out, n);
#endif
  vertical_rows<false, false>(rows, pass, out, n);
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
