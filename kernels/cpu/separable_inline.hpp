// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the passes of separable filters of one SIMD level share.

#include "tessera/kernels/cpu/highway_extra.hpp"
#include "tessera/kernels/cpu/separable.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

inline std::int32_t weight(const fixed_pass& pass, int term) {
  const std::int32_t pair = pass.pairs[term / 2];
  return term % 2 ? pair >> 16 : static_cast<std::int16_t>(pair & 0xffff);
}

/// The two weights of an entry in all lanes.
TESSERA_FN word_vec weights_of(std::int32_t pair) { return hn::BitCast(word_tag(), hn::Set(long_tag(), pair)); }

struct sums {
  long_vec low, high;
};

/// `add_dot` for loops of nothing else: where it is two operations, they take 0.96 of the time one behind the other, not in GCC's order.
TESSERA_FN long_vec add_next_dot(long_vec sum, word_vec a, word_vec b) {
#if HWY_TARGET == HWY_AVX2 && !defined(__AVXVNNI__)
  __m256i products;
  asm("vpmaddwd %3, %2, %1\n\tvpaddd %1, %0, %0" : "+x"(sum.raw), "=&x"(products) : "x"(a.raw), "x"(b.raw));
  return sum;
#else
  return add_dot(sum, a, b);
#endif
}

/// Vectors at a time: as many as there are registers for their sums.
constexpr int unrolled = 2;

/// The weighted sums of `Blocks` vectors; `at(tap, block)` loads the samples under a tap as 16-bit numbers.
template <bool Symmetric, int Blocks, class Load>
TESSERA_FN void weigh(const fixed_pass& pass, sums (&s)[Blocks], Load at) {
  const word_tag d;
  const long_tag wide;
  const auto add = [&](word_vec first, word_vec second, std::int32_t pair, sums& into) {
    const auto weights = weights_of(pair);
    into.low = add_next_dot(into.low, hn::InterleaveLower(d, first, second), weights);
    into.high = add_next_dot(into.high, hn::InterleaveUpper(d, first, second), weights);
  };
#pragma GCC unroll 4
  for (int b = 0; b < Blocks; ++b) s[b] = {hn::Set(wide, pass.start), hn::Set(wide, pass.start)};
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

/// The same, horizontally, of the samples from the one at `i` on, for `out` to put there.
template <bool Symmetric, int Blocks, class Store>
TESSERA_FN void put_blocks(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, std::size_t i,
                           const Store& out) {
  const word_tag d;
  const std::size_t block = hn::Lanes(d);
  out.fetch(i);
  sums s[Blocks];
  weigh<Symmetric>(pass, s,
                   [&](int t, int b) { return hn::LoadU(d, in + i + static_cast<std::size_t>(b) * block + t * step); });
#pragma GCC unroll 4
  for (int b = 0; b < Blocks; ++b) out.put(i + static_cast<std::size_t>(b) * block, s[b]);
}

template <class At>
std::int32_t weigh_one(const fixed_pass& pass, At at) {
  std::int32_t sum = pass.start;
  if (pass.symmetric) {
    for (int t = 0; t < pass.taps / 2; ++t) sum += weight(pass, t) * (at(t) + at(pass.taps - 1 - t));
    return sum + weight(pass, pass.taps / 2) * at(pass.taps / 2);
  }
  for (int t = 0; t < pass.taps; ++t) sum += weight(pass, t) * at(t);
  return sum;
}

/// In fixed point, u8 to 16 bits.
void vertical_u8(const std::uint8_t* const* rows, const fixed_pass& pass, std::int16_t* out, std::size_t n);
/// Needs at least one vector of bytes.
void vertical_rows_u8(const std::uint8_t* const* rows, const stacked_pass& pass, std::int16_t* const* out,
                      std::size_t n);
/// In fixed point, from 16 bits to samples, or to sums.
void horizontal_u8(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, std::uint8_t* out,
                   std::size_t n);
void horizontal_sums(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, float* out, std::size_t n);
void horizontal_sharpened(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, const sharpening& how,
                          const std::uint8_t* centre, std::uint8_t* out, std::size_t n);
bool wants_copies(const fixed_pass& pass, std::int64_t step, bool sharpens);

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
