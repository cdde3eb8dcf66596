// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the horizontal pass of separable filters does with its sums: bytes, sums as floats, or the samples in the middle sharpened.

#include "tessera/kernels/cpu/rows_inline.hpp"
#include "tessera/kernels/cpu/separable_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

#if HWY_TARGET == HWY_AVX3
/// Four vectors in order, of whose 16 sums the last does not count.
struct fifteens {
  long_vec sums[4];
};

/// Where the bytes of 15 sums of each of four vectors are after `bytes_by_blocks`.
struct fifteen_places {
  alignas(64) std::uint8_t from[64];
  constexpr fifteen_places() : from() {
    for (int i = 0; i < 60; ++i) from[i] = static_cast<std::uint8_t>(i % 15 / 4 * 16 + i / 15 * 4 + i % 15 % 4);
  }
};

TESSERA_FN void store_fifteens(byte_vec by_blocks, std::uint8_t* out) {
  static constexpr fifteen_places places;
  const __m512i place = _mm512_load_si512(places.from);
  _mm512_mask_storeu_epi8(out, (std::uint64_t{1} << 60) - 1, _mm512_permutexvar_epi8(place, by_blocks.raw));
}
#endif

struct byte_store {
  std::uint8_t* out;
  int shift;
  TESSERA_FN void fetch(std::size_t i) const { fetch_ahead(out + i); }
  TESSERA_FN word_vec words(const sums& s) const {
    return hn::ReorderDemote2To(word_tag(), shift_right(s.low, shift), shift_right(s.high, shift));
  }
#if HWY_TARGET == HWY_AVX2
  TESSERA_FN void put_two(std::size_t i, const sums& a, const sums& b) const {
    hn::StoreU(bytes_in_order(words(a), words(b)), byte_tag(), out + i);
  }
#endif
  TESSERA_FN void put(std::size_t i, const sums& s) const {
    const hn::Rebind<std::uint8_t, word_tag> bytes;
    hn::StoreU(hn::DemoteTo(bytes, words(s)), bytes, out + i);
  }
  /// Four vectors in order.
  TESSERA_FN void put(std::size_t i, const long_vec* s) const {
    const auto level = [&](int b) { return shift_right(s[b], shift); };
    fetch(i);
    hn::StoreU(bytes_in_order(level(0), level(1), level(2), level(3)), byte_tag(), out + i);
  }
#if HWY_TARGET == HWY_AVX3
  TESSERA_FN void put(std::size_t i, const fifteens& s) const {
    const auto level = [&](int b) { return shift_right(s.sums[b], shift); };
    fetch(i);
    store_fifteens(bytes_by_blocks(level(0), level(1), level(2), level(3)), out + i);
  }
#endif
  void put_one(std::size_t i, std::int32_t sum) const {
    const std::int32_t level = sum >> shift;
    out[i] = static_cast<std::uint8_t>(level < 0 ? 0 : level > 255 ? 255 : level);
  }
};

struct sum_store {
  float* out;
  TESSERA_FN void fetch(std::size_t) const {}  // these stay in L1
  TESSERA_FN void put(std::size_t i, const sums& s) const {
    long_vec first, second;
    put_in_order(s.low, s.high, first, second);
    put_vector(i, first);
    put_vector(i + lanes(), second);
  }
#if HWY_TARGET == HWY_AVX2
  TESSERA_FN void put_two(std::size_t i, const sums& a, const sums& b) const {
    put(i, a);
    put(i + 2 * lanes(), b);
  }
#endif
  TESSERA_FN void put(std::size_t i, const long_vec* s) const {
#pragma GCC unroll 4
    for (std::size_t b = 0; b < 4; ++b) put_vector(i + b * lanes(), s[b]);
  }
#if HWY_TARGET == HWY_AVX3
  TESSERA_FN void put(std::size_t i, const fifteens& s) const {
#pragma GCC unroll 4
    for (std::size_t b = 0; b < 4; ++b)
      _mm512_mask_storeu_ps(out + i + 15 * b, 0x7fff, hn::ConvertTo(float_tag(), s.sums[b]).raw);
  }
#endif
  TESSERA_FN void put_vector(std::size_t i, long_vec s) const { store(hn::ConvertTo(float_tag(), s), out + i); }
  void put_one(std::size_t i, std::int32_t sum) const { out[i] = static_cast<float>(sum); }
};

/// The samples in the middle, sharpened as an epilogue of bytes does it, to the bit.
class sharpened_store {
 public:
  sharpened_store(const sharpening& how, int shift, const std::uint8_t* centre, std::uint8_t* out)
      : how_(how), in_sum_(in / static_cast<float>(1 << shift)), centre_(centre), out_(out) {}

  TESSERA_FN void fetch(std::size_t i) const { fetch_ahead(out_ + i); }

  TESSERA_FN word_vec words(std::size_t i, const sums& s) const {
    const word_tag d;
    const hn::Rebind<std::uint8_t, word_tag> bytes;
    const auto centre = hn::PromoteTo(d, hn::LoadU(bytes, centre_ + i)), over = hn::Set(d, upper_half);
    const auto low = level(from_halves(hn::InterleaveLower(d, centre, over)), s.low);
    const auto high = level(from_halves(hn::InterleaveUpper(d, centre, over)), s.high);
    return hn::ReorderDemote2To(d, low, high);
  }
#if HWY_TARGET == HWY_AVX2
  TESSERA_FN void put_two(std::size_t i, const sums& a, const sums& b) const {
    hn::StoreU(bytes_in_order(words(i, a), words(i + hn::Lanes(word_tag()), b)), byte_tag(), out_ + i);
  }
#endif
  TESSERA_FN void put(std::size_t i, const sums& s) const {
    const hn::Rebind<std::uint8_t, word_tag> bytes;
    hn::StoreU(hn::DemoteTo(bytes, words(i, s)), bytes, out_ + i);
  }

  /// Four vectors in order.
  TESSERA_FN void put(std::size_t i, const long_vec* s) const {
    const auto made = [&](std::size_t b) { return level(widen(centre_ + i + b * lanes()) * value(in), s[b]); };
    fetch(i);
    hn::StoreU(bytes_in_order(made(0), made(1), made(2), made(3)), byte_tag(), out_ + i);
  }

#if HWY_TARGET == HWY_AVX3
  TESSERA_FN void put(std::size_t i, const fifteens& s) const {
    const auto made = [&](std::size_t b) { return level(widen(centre_ + i + b * 15) * value(in), s.sums[b]); };
    fetch(i);
    store_fifteens(bytes_by_blocks(made(0), made(1), made(2), made(3)), out_ + i);
  }
#endif

  void put_one(std::size_t i, std::int32_t sum) const {
    const float sharp = how_(static_cast<float>(centre_[i]) * in, static_cast<float>(sum) * in_sum_);
    out_[i] = static_cast<std::uint8_t>(quantise(sharp * white<u8>, white<u8>));
  }

 private:
  static constexpr float in = 1.0f / white<u8>;

  TESSERA_FN static value from_whole(long_vec v) { return hn::ConvertTo(float_tag(), v); }

#if HWY_TARGET == HWY_AVX2
  /// Above a whole number of 16 bits this makes a float: 2^23 more than it.
  static constexpr std::int16_t upper_half = 0x4b00;

  /// What the numbers below `upper_half` are of white: one multiplication and subtraction, exact up to its end, for a conversion and a product.
  TESSERA_FN static value from_halves(word_vec v) {
    const float_tag d;
    return value{hn::MulAdd(hn::BitCast(d, v), hn::Set(d, in), hn::Set(d, -0x1p23f * in))};
  }
#else
  static constexpr std::int16_t upper_half = 0;

  TESSERA_FN static value from_halves(word_vec v) { return from_whole(hn::BitCast(long_tag(), v)) * value(in); }
#endif

  /// Far from what 32 bits hold whatever the amount.
  TESSERA_FN long_vec level(value centre, long_vec sum) const {
    return to_whole(how_(centre, from_whole(sum) * value(in_sum_)) * value(white<u8>));
  }

  const sharpening how_;
  const float in_sum_;
  const std::uint8_t* centre_;
  std::uint8_t* out_;
};

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
