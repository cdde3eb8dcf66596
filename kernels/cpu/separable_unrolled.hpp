// SPDX-License-Identifier: Apache-2.0
#pragma once

// The horizontal pass of symmetric separable filters with code for each number of taps, where vectors have 32 bytes.

#include <array>
#include <type_traits>
#include <utility>

#include "tessera/kernels/cpu/separable_stores.hpp"
#include "tessera/kernels/patterns/fixed_weights.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

#if HWY_TARGET == HWY_AVX2
constexpr int most_unrolled_taps = 41;

/// Where a window's centre has no tap beside it, this constant has, so that what sums start with costs no additions. They start with nothing or a power of
/// two, of which a weight holds the rest: weights of 14 bits and more and the bits between the passes make it 2^19 or more.
constexpr int start_bits = 14;

/// With fewer taps the ports of the vector unit, not reading, take the time, and copies cost more than they save.
template <class Store>
constexpr int least_copied_taps = std::is_same_v<Store, sharpened_store> ? 33 : 15;

/// Samples of a line of memory.
constexpr int line_words = 32;

/// Samples from the one at `First` of a line on.
template <int First>
struct copied_row {
  const std::int16_t *line, *copy;

  /// The vector that begins `at` samples on: of the row or its copy, whichever has it in one line, since across lines it would be read twice.
  TESSERA_FN word_vec load(int at) const {
    return hn::LoadU(word_tag(), ((First + at) % line_words > line_words / 2 ? copy : line) + First + at);
  }
};

struct plain_row {
  const std::int16_t* first;
  TESSERA_FN word_vec load(int at) const { return hn::LoadU(word_tag(), first + at); }
};

/// Two taps of equal weight, or the one in the middle.
template <int Taps, int Step, class Row>
TESSERA_FN word_vec term(const Row& in, int t) {
  const word_tag d;
  if (t > Taps / 2) return hn::Set(d, 1 << start_bits);
  if (t == Taps / 2) return in.load(t * Step);
  return hn::Add(in.load(t * Step), in.load((Taps - 1 - t) * Step));
}

/// The weighted sums of a vector of 16-bit samples, by symmetric weights in registers.
template <int Taps, int Step, class Row>
TESSERA_FN sums weigh_unrolled(const Row& in, const word_vec* weights, long_vec start) {
  constexpr int terms = Taps / 2 + 1;
  const word_tag d;
  sums s{start, start};
#pragma GCC unroll 11
  for (int t = 0; t < terms; t += 2) {
    const auto first = term<Taps, Step>(in, t), second = term<Taps, Step>(in, t + 1);
    const auto low = hn::InterleaveLower(d, first, second), high = hn::InterleaveUpper(d, first, second);
    if (t == 0 && terms % 2 == 1) {
      s = {dot(low, weights[0]), dot(high, weights[0])};
    } else {
      s.low = add_next_dot(s.low, low, weights[t / 2]);
      s.high = add_next_dot(s.high, high, weights[t / 2]);
    }
  }
  return s;
}

/// Where the places of all taps are known when compiled, no address is reckoned and no weight loaded for each.
template <int Taps, int Step, class Store>
void horizontal_unrolled(const std::int16_t* in, const fixed_pass& pass, std::size_t n, Store out) {
  constexpr int pairs = Taps / 4 + 1, block = line_words / 2;
  const auto start = hn::Set(long_tag(), pass.start);
  word_vec weights[pairs];
#pragma GCC unroll 11
  for (int p = 0; p < pairs; ++p) weights[p] = weights_of(pass.pairs[p]);
  if (Taps % 4 == 1) weights[pairs - 1] = weights_of(pack(weight(pass, Taps / 2), pass.start >> start_bits));
  const auto put = [&](std::size_t i, const auto& row, const auto& next) __attribute__((always_inline)) {
    out.fetch(i);
    out.put_two(i, weigh_unrolled<Taps, Step>(row, weights, start), weigh_unrolled<Taps, Step>(next, weights, start));
  };
  if constexpr (Taps < least_copied_taps<Store>) {
    for (std::size_t i = 0; i < n; i = next_block(i, n, line_words))
      put(i, plain_row{in + i}, plain_row{in + i + block});
  } else {
    put_blocks<true, 2>(in, Step, pass, 0, out);
    std::size_t i = line_words - reinterpret_cast<std::uintptr_t>(in) / sizeof(std::int16_t) % line_words;
    for (; i + line_words <= n; i += line_words) {
      const auto *line = in + i, *copy = line + pass.copy;
      put(i, copied_row<0>{line, copy}, copied_row<block>{line, copy});
    }
    if (i < n) put_blocks<true, 2>(in, Step, pass, n - line_words, out);
  }
}

template <int Step, class Store, std::size_t... More>
constexpr auto unrolled_functions(std::index_sequence<More...>) {
  return std::array{&horizontal_unrolled<static_cast<int>(2 * More) + 3, Step, Store>...};
}

/// False where there are more taps than it has code for.
template <int Step, class Store>
bool horizontal_unrolled_by(const std::int16_t* in, const fixed_pass& pass, std::size_t n, const Store& out) {
  static constexpr auto functions =
      unrolled_functions<Step, Store>(std::make_index_sequence<(most_unrolled_taps - 1) / 2>());
  if (!pass.symmetric || pass.taps < 3 || pass.taps > most_unrolled_taps) return false;
  if (pass.copy == 0 && pass.taps >= least_copied_taps<Store>) return false;
  functions[static_cast<std::size_t>(pass.taps - 3) / 2](in, pass, n, out);
  return true;
}
#endif

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
