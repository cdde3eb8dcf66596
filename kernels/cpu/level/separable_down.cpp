// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/separable_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

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

/// A tile's window of rows is larger than L1 and has more rows than a processor prefetches streams: the lines that come are asked for.
constexpr std::size_t lines_ahead = 4 * 64;

/// Adds pair `p` of input rows to the sums of output rows From to To; it is widened and interleaved once for all of them.
template <int From, int To, int Blocks>
TESSERA_FN void add_pair(const std::uint8_t* const* rows, std::size_t i, const stacked_pass& pass, int p,
                         sums (&s)[Blocks][rows_at_once]) {
  const word_tag d;
  const hn::Rebind<std::uint8_t, word_tag> bytes;
  const std::uint8_t *first_row = rows[2 * p] + i, *second_row = rows[2 * p + 1] + i;
  hwy::Prefetch(first_row + lines_ahead);
  hwy::Prefetch(second_row + lines_ahead);
#pragma GCC unroll 2
  for (std::size_t b = 0; b < Blocks; ++b) {
    const auto first = hn::PromoteTo(d, hn::LoadU(bytes, first_row + b * hn::Lanes(d)));
    const auto second = hn::PromoteTo(d, hn::LoadU(bytes, second_row + b * hn::Lanes(d)));
    const auto low = hn::InterleaveLower(d, first, second), high = hn::InterleaveUpper(d, first, second);
#pragma GCC unroll 4
    for (int j = From; j < To; ++j) {
      const auto pair = hn::BitCast(d, hn::Set(long_tag(), pass.pairs[j * pass.count + p]));
      s[b][j].low = add_dot(s[b][j].low, low, pair);
      s[b][j].high = add_dot(s[b][j].high, high, pair);
    }
  }
}

/// `Blocks` vectors of `rows_at_once` rows. The first two input rows lie above the windows of the last two outputs, the last two below those of the first.
template <int Blocks>
void vertical_rows_blocks(const std::uint8_t* const* rows, const stacked_pass& pass, std::int16_t* const* out,
                          std::size_t n) {
  const word_tag d;
  const std::size_t block = hn::Lanes(d);
  for_blocks(n, Blocks * block, [&](std::size_t i) {
    const auto half = hn::Set(long_tag(), 1 << (pass.shift - 1));
    sums s[Blocks][rows_at_once];
#pragma GCC unroll 8
    for (int k = 0; k < Blocks * rows_at_once; ++k) s[k / rows_at_once][k % rows_at_once] = {half, half};
    add_pair<0, rows_at_once - 2>(rows, i, pass, 0, s);
    for (int p = 1; p + 1 < pass.count; ++p) add_pair<0, rows_at_once>(rows, i, pass, p, s);
    add_pair<2, rows_at_once>(rows, i, pass, pass.count - 1, s);
#pragma GCC unroll 8
    for (int k = 0; k < Blocks * rows_at_once; ++k) {
      const int b = k / rows_at_once, j = k % rows_at_once;
      hn::StoreU(hn::ReorderDemote2To(d, hn::ShiftRightSame(s[b][j].low, pass.shift),
                                      hn::ShiftRightSame(s[b][j].high, pass.shift)),
                 d, out[j] + i + static_cast<std::size_t>(b) * block);
    }
  });
}

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
  constexpr int most = HWY_MAX_BYTES == 64 ? 2 : 1;  // as many sums as there are registers
  if (n >= most * hn::Lanes(word_tag())) vertical_rows_blocks<most>(rows, pass, out, n);
  else vertical_rows_blocks<1>(rows, pass, out, n);
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
