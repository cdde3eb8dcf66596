// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/separable_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

template <bool Symmetric, int Blocks, class Store>
void horizontal_blocks(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, std::size_t n, Store out) {
  const word_tag d;
  const std::size_t block = hn::Lanes(d);
  for (std::size_t i = 0; i < n; i = next_block(i, n, Blocks * block)) {
    sums s[Blocks];
    weigh<Symmetric>(
        pass, s, [&](int t, int b) { return hn::LoadU(d, in + i + static_cast<std::size_t>(b) * block + t * step); });
#pragma GCC unroll 4
    for (int b = 0; b < Blocks; ++b) out.put(i + static_cast<std::size_t>(b) * block, s[b]);
  }
}

#if HWY_TARGET == HWY_AVX3
/// Pairs of taps of samples `Step` apart that a vector of 32 words holds for 16 outputs.
template <int Step>
constexpr int pairs_at_hand = (16 - Step) / (2 * Step) + 1;

/// The words i and i + Step of every output, for each pair of taps at hand.
template <int Step>
struct pair_places {
  alignas(64) std::int16_t from[pairs_at_hand<Step>][32];
  constexpr pair_places() : from() {
    for (int k = 0; k < pairs_at_hand<Step>; ++k)
      for (int i = 0; i < 32; ++i) from[k][i] = static_cast<std::int16_t>(2 * k * Step + i / 2 + i % 2 * Step);
  }
};

/// What is read at a tap's place mostly crosses a line of the cache, and costs two reads: pairs of taps are permuted from what is at hand instead.
template <int Step, class Store>
void horizontal_permuted(const std::int16_t* in, const fixed_pass& pass, std::size_t n, Store out) {
  constexpr int at_hand = pairs_at_hand<Step>, blocks = 8;
  static constexpr pair_places<Step> places;
  __m512i place[at_hand];
  for (int k = 0; k < at_hand; ++k) place[k] = _mm512_load_si512(places.from[k]);
  const int count = (pass.taps + 1) / 2;
  for (std::size_t i = 0; i < n; i = next_block(i, n, blocks * 16)) {
    long_vec s[blocks];
#pragma GCC unroll 8
    for (int b = 0; b < blocks; ++b) s[b] = hn::Set(long_tag(), pass.start);
    const std::int16_t* from = in + i;
    for (int p = 0; p < count; p += at_hand, from += 2 * at_hand * Step) {
      __m512i words[blocks];
#pragma GCC unroll 8
      for (int b = 0; b < blocks; ++b) words[b] = _mm512_loadu_si512(from + b * 16);
#pragma GCC unroll 8
      for (int k = 0; k < at_hand; ++k) {
        if (p + k >= count) break;
        const auto weights = hn::BitCast(word_tag(), hn::Set(long_tag(), pass.all[p + k]));
#pragma GCC unroll 8
        for (int b = 0; b < blocks; ++b)
          s[b] = add_dot(s[b], word_vec{_mm512_permutexvar_epi16(place[k], words[b])}, weights);
      }
    }
#pragma GCC unroll 2
    for (int b = 0; b < blocks; b += 4) out.put(i + static_cast<std::size_t>(b) * 16, s + b);
  }
}
#endif

template <class Store>
void horizontal(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, std::size_t n, Store out) {
  const std::size_t block = hn::Lanes(word_tag());
#if HWY_TARGET == HWY_AVX3
  if (n >= 128) {
    if (step == 1) return horizontal_permuted<1>(in, pass, n, out);
    if (step == 2) return horizontal_permuted<2>(in, pass, n, out);
    if (step == 3) return horizontal_permuted<3>(in, pass, n, out);
    if (step == 4) return horizontal_permuted<4>(in, pass, n, out);
  }
#endif
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
  /// Four vectors in order.
  TESSERA_FN void put(std::size_t i, const long_vec* s) const {
    const auto level = [&](int b) { return hn::ShiftRightSame(s[b], shift); };
    hn::StoreU(bytes_in_order(level(0), level(1), level(2), level(3)), byte_tag(), out + i);
  }
  void put_one(std::size_t i, std::int32_t sum) const {
    const std::int32_t level = sum >> shift;
    out[i] = static_cast<std::uint8_t>(level < 0 ? 0 : level > 255 ? 255 : level);
  }
};

struct sum_store {
  float* out;
  TESSERA_FN void put(std::size_t i, const sums& s) const {
    long_vec first, second;
    put_in_order(s.low, s.high, first, second);
    put_vector(i, first);
    put_vector(i + lanes(), second);
  }
  TESSERA_FN void put(std::size_t i, const long_vec* s) const {
#pragma GCC unroll 4
    for (std::size_t b = 0; b < 4; ++b) put_vector(i + b * lanes(), s[b]);
  }
  TESSERA_FN void put_vector(std::size_t i, long_vec s) const { store(hn::ConvertTo(float_tag(), s), out + i); }
  void put_one(std::size_t i, std::int32_t sum) const { out[i] = static_cast<float>(sum); }
};

}  // namespace

void horizontal_u8(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, std::uint8_t* out,
                   std::size_t n) {
  horizontal(in, step, pass, n, byte_store{out, pass.shift});
}

void horizontal_sums(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, float* out, std::size_t n) {
  horizontal(in, step, pass, n, sum_store{out});
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
