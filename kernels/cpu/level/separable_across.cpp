// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <utility>

#include "tessera/kernels/cpu/separable_unrolled.hpp"
#include "tessera/kernels/patterns/fixed_weights.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

template <bool Symmetric, int Blocks, class Store>
void horizontal_blocks(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, std::size_t n, Store out) {
  const std::size_t block = hn::Lanes(word_tag());
  for (std::size_t i = 0; i < n; i = next_block(i, n, Blocks * block))
    put_blocks<Symmetric, Blocks>(in, step, pass, i, out);
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
        const auto weights = weights_of(pass.all[p + k]);
#pragma GCC unroll 8
        for (int b = 0; b < blocks; ++b)
          s[b] = add_dot(s[b], word_vec{_mm512_permutexvar_epi16(place[k], words[b])}, weights);
      }
    }
#pragma GCC unroll 2
    for (int b = 0; b < blocks; b += 4) out.put(i + static_cast<std::size_t>(b) * 16, s + b);
  }
}

/// 41 taps. Weights of more than 9 pairs come from memory and cost no more.
constexpr int most_shared_pairs = 21;

/// Couples of vectors of five pixels of three samples each that go together: eight keep enough sums under way that none waits for the one before; with
/// more pairs four are enough.
constexpr int shared_couples(int pairs) { return pairs <= 10 ? 8 : 4; }
constexpr std::size_t couple_samples = 30;

/// The sums of some couples, of windows that start an even and an odd number of pixels into a run, and their weights.
template <int Pairs>
struct shared_sums {
  static constexpr int couples = shared_couples(Pairs), beyond = (Pairs + 1) / 5, steps = couples + beyond;
  static_assert(couples <= 8 && steps <= 12 && Pairs <= 21, "as far as the loops below are unrolled");
  word_vec early[Pairs], later[Pairs];
  long_vec even[couples], odd[couples];

  TESSERA_FN explicit shared_sums(const fixed_pass& pass) {
#pragma GCC unroll 21
    for (int p = 0; p < Pairs; ++p) {
      early[p] = weights_of(pass.all[p]);
      later[p] = weights_of(pass.later[p]);
    }
  }

  TESSERA_FN void start(long_vec with) {
#pragma GCC unroll 8
    for (int c = 0; c < couples; ++c) even[c] = odd[c] = with;
  }

  /// Pair `k` of couple `step` to all windows that it lies in.
  TESSERA_FN void add(int step, int k, word_vec pairs) {
#pragma GCC unroll 8
    for (int c = 0; c < couples; ++c) {
      const int p = 5 * (step - c) + k;
      if (p >= 0 && p < Pairs) even[c] = add_dot(even[c], pairs, early[p]);
      if (p >= 2 && p < Pairs + 2) odd[c] = add_dot(odd[c], pairs, later[p - 2]);
    }
  }
};

/// Runs of pixels, five to a vector: two vectors are five pairs of pixels, so a vector of pairs, the samples of one pixel beside those of the next, serves
/// all windows that it lies in, where vectors of 16 samples would need one of their own for each window and tap pair.
template <int Pairs, class Store>
void horizontal_shared(const std::int16_t* in, const fixed_pass& pass, std::size_t n, Store out) {
  using shared = shared_sums<Pairs>;
  static constexpr pair_places<3> places;
  __m512i place[3];
#pragma GCC unroll 3
  for (int k = 0; k < 3; ++k) place[k] = _mm512_load_si512(places.from[k]);
  shared s(pass);
  for (std::size_t i = 0; i < n; i = next_block(i, n, shared::couples * couple_samples)) {
    s.start(hn::Set(long_tag(), pass.start));
    const auto take = [&](int step, int k) __attribute__((always_inline)) {
      if (step >= shared::steps) return;
      const __m512i words = _mm512_loadu_si512(in + i + step * couple_samples + (k < 3 ? 0 : 18));
      s.add(step, k, word_vec{_mm512_permutexvar_epi16(place[k % 3], words)});
    };
#pragma GCC unroll 3
    for (int four = 0; four < shared::steps; four += 4) {
      // Couples that are two apart take turns, so that no sum waits for the product before.
#pragma GCC unroll 2
      for (int first = four; first < four + 2; ++first)
#pragma GCC unroll 5
        for (int k = 0; k < 5; ++k) {
          take(first, k);
          take(first + 2, k);
        }
#pragma GCC unroll 4
      for (int c = 0; c < shared::couples; c += 2)
        if ((c + 1 + shared::beyond) / 4 == four / 4)
          out.put(i + c * couple_samples, fifteens{s.even[c], s.odd[c], s.even[c + 1], s.odd[c + 1]});
    }
  }
}

/// `horizontal_shared` for two pairs and more.
template <class Store, std::size_t... More>
constexpr auto shared_functions(std::index_sequence<More...>) {
  return std::array{&horizontal_shared<static_cast<int>(More) + 2, Store>...};
}

/// False where there are more pairs than it has code for, or too few samples.
template <class Store>
bool horizontal_shared_by(int pairs, const std::int16_t* in, const fixed_pass& pass, std::size_t n, const Store& out) {
  static constexpr auto functions = shared_functions<Store>(std::make_index_sequence<most_shared_pairs - 1>());
  if (pairs < 2 || pairs > most_shared_pairs || n < shared_couples(pairs) * couple_samples) return false;
  functions[static_cast<std::size_t>(pairs) - 2](in, pass, n, out);
  return true;
}
#endif

template <class Store>
void horizontal(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, std::size_t n, Store out) {
  const std::size_t block = hn::Lanes(word_tag());
#if HWY_TARGET == HWY_AVX3
  if (n >= 128) {
    if (step == 1) return horizontal_permuted<1>(in, pass, n, out);
    if (step == 2) return horizontal_permuted<2>(in, pass, n, out);
    if (step == 3 && horizontal_shared_by(pass.taps / 2 + 1, in, pass, n, out)) return;
    if (step == 3) return horizontal_permuted<3>(in, pass, n, out);
    if (step == 4) return horizontal_permuted<4>(in, pass, n, out);
  }
#elif HWY_TARGET == HWY_AVX2
  if (n >= unrolled * block && step == 1 && horizontal_unrolled_by<1>(in, pass, n, out)) return;
  if (n >= unrolled * block && step == 3 && horizontal_unrolled_by<3>(in, pass, n, out)) return;
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

}  // namespace

#if HWY_TARGET == HWY_AVX2
bool wants_copies(const fixed_pass& pass, std::int64_t step, bool sharpens) {
  const int least = sharpens ? least_copied_taps<sharpened_store> : least_copied_taps<byte_store>;
  return (step == 1 || step == 3) && pass.symmetric && pass.taps >= least && pass.taps <= most_unrolled_taps;
}
#else
bool wants_copies(const fixed_pass&, std::int64_t, bool) { return false; }
#endif

void horizontal_u8(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, std::uint8_t* out,
                   std::size_t n) {
  horizontal(in, step, pass, n, byte_store{out, pass.shift});
}

void horizontal_sums(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, float* out, std::size_t n) {
  horizontal(in, step, pass, n, sum_store{out});
}

void horizontal_sharpened(const std::int16_t* in, std::ptrdiff_t step, const fixed_pass& pass, const sharpening& how,
                          const std::uint8_t* centre, std::uint8_t* out, std::size_t n) {
  horizontal(in, step, pass, n, sharpened_store(how, pass.shift, centre, out));
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
