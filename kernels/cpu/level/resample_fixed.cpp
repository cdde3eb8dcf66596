// SPDX-License-Identifier: Apache-2.0
// The u8 passes: integer weights, sums of pairs, 6 fractional bits between the passes.
#include <algorithm>
#include <cstring>

#include "tessera/kernels/cpu/highway_extra.hpp"
#include "tessera/kernels/cpu/resample_inline.hpp"
#include "tessera/kernels/cpu/turn_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

constexpr std::size_t byte_lanes = HWY_MAX_BYTES;
constexpr int fraction_bits = 6;

TESSERA_FN word_vec weights_of_two(const std::int16_t* weights) {
  std::int32_t both;
  std::memcpy(&both, weights, sizeof both);
  return hn::BitCast(word_tag(), hn::Set(word32_tag(), both));
}

/// One vector of bytes from every row; `load` reads it.
template <class Load>
TESSERA_FN void vertical_vector(const fixed_vertical& job, Load load, std::int16_t* to) {
  const byte_tag d8;
  const word_tag d16;
  const word32_tag d32;
  const auto zero = hn::Zero(d8);
  auto s0 = hn::Set(d32, 1 << (job.shift - fraction_bits - 1)), s1 = s0, s2 = s0, s3 = s0;
  for (int k = 0; k < job.count; k += 2) {
    const auto a = load(k), b = load(std::min(k + 1, job.count - 1));  // the weight past an odd count's last is 0
    const word_vec w = weights_of_two(job.weights + k);
    const auto low = hn::InterleaveLower(d8, a, b), high = hn::InterleaveUpper(d8, a, b);
    s0 = add_dot(s0, hn::BitCast(d16, hn::InterleaveLower(d8, low, zero)), w);
    s1 = add_dot(s1, hn::BitCast(d16, hn::InterleaveUpper(d8, low, zero)), w);
    s2 = add_dot(s2, hn::BitCast(d16, hn::InterleaveLower(d8, high, zero)), w);
    s3 = add_dot(s3, hn::BitCast(d16, hn::InterleaveUpper(d8, high, zero)), w);
  }
  const auto shifted = [&](auto v) { return shift_right(v, job.shift - fraction_bits); };
  // Interleaving and packing stay within blocks of 16 bytes, so block k of `first` is samples 16 k to 16 k + 7.
  const auto first = hn::ReorderDemote2To(d16, shifted(s0), shifted(s1)),
             second = hn::ReorderDemote2To(d16, shifted(s2), shifted(s3));
  constexpr std::ptrdiff_t group = 8 * turn_lanes;
  store_blocks(d16, first, to, 2 * group);
  store_blocks(d16, second, to + group, 2 * group);
}

TESSERA_FN byte_vec pack_bytes(word_vec a, word_vec b) {
#if HWY_TARGET == HWY_AVX3
  return byte_vec{_mm512_packus_epi16(a.raw, b.raw)};
#elif HWY_TARGET == HWY_AVX2
  return byte_vec{_mm256_packus_epi16(a.raw, b.raw)};
#elif HWY_ARCH_X86
  return byte_vec{_mm_packus_epi16(a.raw, b.raw)};
#else
  static_assert(HWY_MAX_BYTES == 16, "packs within blocks of 128 bits");
  const hn::Half<byte_tag> half;
  return hn::Combine(byte_tag(), hn::DemoteTo(half, b), hn::DemoteTo(half, a));
#endif
}

/// The two halves of words that hold neighbouring samples, re-paired by columns.
struct halves {
  TESSERA_FN static word32_vec low_low(word32_vec a, word32_vec b) {
    return hn::Or(hn::And(a, hn::Set(word32_tag(), 0xffff)), hn::ShiftLeft<16>(b));
  }
  TESSERA_FN static word32_vec low_high(word32_vec a, word32_vec b) {
    return hn::Or(hn::And(a, hn::Set(word32_tag(), 0xffff)), hn::AndNot(hn::Set(word32_tag(), 0xffff), b));
  }
  TESSERA_FN static word32_vec high_low(word32_vec a, word32_vec b) {
    const hn::RebindToUnsigned<word32_tag> u;
    return hn::Or(hn::BitCast(word32_tag(), hn::ShiftRight<16>(hn::BitCast(u, a))), hn::ShiftLeft<16>(b));
  }
  TESSERA_FN static word32_vec high_high(word32_vec a, word32_vec b) {
    const hn::RebindToUnsigned<word32_tag> u;
    return hn::Or(hn::BitCast(word32_tag(), hn::ShiftRight<16>(hn::BitCast(u, a))),
                  hn::AndNot(hn::Set(word32_tag(), 0xffff), b));
  }
};

/// Words of a column pair hold samples (0 1)(2 3)...; after this, word c holds channel c of both columns.
template <int Channels>
void pair_channels(std::int32_t* words, std::size_t column_pairs) {
  const word32_tag d;
  for (std::size_t j = 0; j < column_pairs; ++j, words += Channels * turn_lanes) {
    word32_vec w[Channels];
    for (int c = 0; c < Channels; ++c) w[c] = hn::Load(d, words + c * turn_lanes);
    const auto put = [&](int c, word32_vec v) { hn::Store(v, d, words + c * turn_lanes); };
    if constexpr (Channels == 2) {
      put(0, halves::low_low(w[0], w[1]));
      put(1, halves::high_high(w[0], w[1]));
    } else if constexpr (Channels == 3) {
      put(0, halves::low_high(w[0], w[1]));
      put(1, halves::high_low(w[0], w[2]));
      put(2, halves::low_high(w[1], w[2]));
    } else {
      put(0, halves::low_low(w[0], w[2]));
      put(1, halves::high_high(w[0], w[2]));
      put(2, halves::low_low(w[1], w[3]));
      put(3, halves::high_high(w[1], w[3]));
    }
  }
}

template <int Channels>
void horizontal_channels(const std::int32_t* pairs, const std::int16_t* weights, int shift, const horizontal_job& job,
                         std::int32_t* out) {
  const word32_tag d;
  const word_tag d16;
  for (std::int64_t x = job.begin; x < job.end; ++x, out += Channels * turn_lanes) {
    const auto& e = job.entries[x];
    const std::int64_t first = e.first - job.origin, odd = first & 1;
    const std::int32_t* at = pairs + (first >> 1) * Channels * turn_lanes;
    const std::int16_t* w = weights + e.offset - odd;
    word32_vec sums[Channels];
    for (auto& s : sums) s = hn::Set(d, 1 << (shift + fraction_bits - 1));
    for (std::int64_t k = 0; k < e.count + odd; k += 2, at += Channels * turn_lanes) {
      const word_vec both = weights_of_two(w + k);
      for (int c = 0; c < Channels; ++c)
        sums[c] = add_dot(sums[c], hn::BitCast(d16, hn::Load(d, at + c * turn_lanes)), both);
    }
    for (int c = 0; c < Channels; ++c) hn::Store(shift_right(sums[c], shift + fraction_bits), d, out + c * turn_lanes);
  }
}

/// Adds neighbouring bytes of two rows: words of a[2i] + a[2i + 1] + b[2i] + b[2i + 1].
TESSERA_FN hn::Vec<hn::RepartitionToWide<byte_tag>> add_squares(byte_vec a, byte_vec b) {
  const hn::RepartitionToWide<byte_tag> d;
  const auto low = hn::Set(d, 0xff);
  const auto wide_a = hn::BitCast(d, a), wide_b = hn::BitCast(d, b);
  return hn::Add(hn::Add(hn::And(wide_a, low), hn::ShiftRight<8>(wide_a)),
                 hn::Add(hn::And(wide_b, low), hn::ShiftRight<8>(wide_b)));
}

/// The low bytes of (words + 2) / 4.
TESSERA_FN auto quarter(hn::Vec<hn::RepartitionToWide<byte_tag>> words) {
  const hn::RepartitionToWide<byte_tag> d;
  return hn::TruncateTo(hn::Half<byte_tag>(), hn::ShiftRight<2>(hn::Add(words, hn::Set(d, 2))));
}

/// Four pixels to a block of 16 bytes, the samples to be added side by side: r r g g b b, r r g g b b.
std::size_t halve_rgb(const std::uint8_t* upper, const std::uint8_t* lower, std::uint8_t* out, std::size_t pixels) {
  const byte_tag d;
  const hn::RepartitionToWide<byte_tag> words;
  HWY_ALIGN static constexpr std::uint8_t neighbours[16] = {0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, 12, 13, 14, 15};
  HWY_ALIGN static constexpr std::uint8_t low_bytes[16] = {0, 2, 4, 6, 8, 10, 12, 14, 0, 2, 4, 6, 8, 10, 12, 14};
  const auto blocks = dwords_of_blocks<3, false>();
  const auto paired = hn::LoadDup128(d, neighbours), narrow = hn::LoadDup128(d, low_bytes);
  const auto load = [&](const std::uint8_t* from) {
    fetch_ahead(from);
    const auto four = hn::TableLookupLanes(hn::BitCast(word32_tag(), hn::LoadU(d, from)), blocks);
    return hn::TableLookupBytes(hn::BitCast(d, four), paired);
  };
  std::size_t i = 0;
  for (; i + turn_lanes / 2 + 4 <= pixels; i += turn_lanes / 2) {  // reads 16 bytes too many, writes 10
    const auto sum = hn::Add(add_squares(load(upper + 6 * i), load(lower + 6 * i)), hn::Set(words, 2));
    store_blocks(d, hn::TableLookupBytes(hn::BitCast(d, hn::ShiftRight<2>(sum)), narrow), out + 3 * i, 6);
  }
  return i;
}

std::size_t halve_gray(const std::uint8_t* upper, const std::uint8_t* lower, std::uint8_t* out, std::size_t pixels) {
  const byte_tag d;
  const hn::Half<byte_tag> half;
  std::size_t i = 0;
  for (; i + byte_lanes / 2 <= pixels; i += byte_lanes / 2) {
    fetch_ahead(upper + 2 * i);
    fetch_ahead(lower + 2 * i);
    hn::StoreU(quarter(add_squares(hn::LoadU(d, upper + 2 * i), hn::LoadU(d, lower + 2 * i))), half, out + i);
  }
  return i;
}

}  // namespace

void vertical_fixed(const fixed_vertical& job, int row, std::int16_t* blocks) {
  const byte_tag d8;
  std::int16_t* to = blocks + 8 * slot_of(row);
  for (std::size_t s = 0; s < job.samples; s += byte_lanes, to += byte_lanes * turn_lanes) {
    if (s + byte_lanes <= job.readable) {
      vertical_vector(
          job, [&](int k) { return hn::LoadU(d8, job.rows[k] + s); }, to);
    } else {
      HWY_ALIGN std::uint8_t rest[byte_lanes] = {};
      vertical_vector(
          job,
          [&](int k) {
            std::memcpy(rest, job.rows[k] + s, job.readable - s);
            return hn::Load(d8, rest);
          },
          to);
    }
  }
}

void pair_columns(const std::int16_t* blocks, std::size_t column_pairs, int channels, std::int32_t* pairs) {
  const word32_tag d;
  const auto* from = reinterpret_cast<const std::int32_t*>(blocks);
  const std::size_t words = column_pairs * static_cast<std::size_t>(channels);
  for (std::size_t i = 0; i < words; i += 4, from += 4 * turn_lanes) {
    std::int32_t* to = pairs + i * turn_lanes;
    auto a = hn::Load(d, from), b = hn::Load(d, from + turn_lanes);
    auto c = hn::Load(d, from + 2 * turn_lanes), e = hn::Load(d, from + 3 * turn_lanes);
    turn_words(a, b, c, e);
    hn::Store(a, d, to);
    hn::Store(b, d, to + turn_lanes);
    hn::Store(c, d, to + 2 * turn_lanes);
    hn::Store(e, d, to + 3 * turn_lanes);
  }
  if (channels == 2) pair_channels<2>(pairs, column_pairs);
  if (channels == 3) pair_channels<3>(pairs, column_pairs);
  if (channels == 4) pair_channels<4>(pairs, column_pairs);
}

void horizontal_fixed(const std::int32_t* pairs, const std::int16_t* weights, int shift, const horizontal_job& job,
                      std::int32_t* out) {
  if (job.channels == 1) horizontal_channels<1>(pairs, weights, shift, job, out);
  if (job.channels == 2) horizontal_channels<2>(pairs, weights, shift, job, out);
  if (job.channels == 3) horizontal_channels<3>(pairs, weights, shift, job, out);
  if (job.channels == 4) horizontal_channels<4>(pairs, weights, shift, job, out);
}

/// Sixteen sums of every row, turned to bytes row by row.
TESSERA_FN void turn_sums(const std::int32_t* sums, std::uint8_t* blocks) {
  const word32_tag d;
  const word_tag d16;
  const byte_tag d8;
  HWY_ALIGN static constexpr std::uint8_t order[16] = {0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15};
  const auto by_row = hn::LoadDup128(d8, order);
  word32_vec four[4];
  for (int k = 0; k < 4; ++k, sums += 4 * turn_lanes) {
    const auto ab = hn::ReorderDemote2To(d16, hn::Load(d, sums), hn::Load(d, sums + turn_lanes));
    const auto ce = hn::ReorderDemote2To(d16, hn::Load(d, sums + 2 * turn_lanes), hn::Load(d, sums + 3 * turn_lanes));
    four[k] = hn::BitCast(d, hn::TableLookupBytes(pack_bytes(ab, ce), by_row));
  }
  turn_words(four[0], four[1], four[2], four[3]);
  for (int q = 0; q < 4; ++q) hn::Store(hn::BitCast(d8, four[q]), d8, blocks + q * turn_blocks * 16);
}

/// A whole line of memory goes to a row before the next row: rows a multiple of 4 KiB apart share the few lines of a cache's set.
void deliver_fixed(const std::int32_t* sums, std::size_t samples, std::uint8_t* const* out, int rows) {
  constexpr std::size_t line = 64, part = 16;
  HWY_ALIGN std::uint8_t blocks[line / part][turn_lanes * part];
  for (std::size_t s = 0; s < samples; s += line) {
    const std::size_t n = std::min(line, samples - s);
    for (std::size_t k = 0; k * part < n; ++k) turn_sums(sums + (s + k * part) * turn_lanes, blocks[k]);
    for (int r = 0; r < rows; ++r) {
      const auto from = [&](std::size_t k) { return blocks[k] + part * static_cast<std::size_t>(slot_of(r)); };
      std::uint8_t* to = out[r] + s;
      if (n == line)
        for (std::size_t k = 0; k < line / part; ++k) std::memcpy(to + k * part, from(k), part);
      else
        for (std::size_t k = 0; k * part < n; ++k) std::memcpy(to + k * part, from(k), std::min(part, n - k * part));
    }
  }
}

void halve(const std::uint8_t* upper, const std::uint8_t* lower, std::uint8_t* out, std::size_t pixels, int channels) {
  std::size_t i = channels == 1   ? halve_gray(upper, lower, out, pixels)
                  : channels == 3 ? halve_rgb(upper, lower, out, pixels)
                                  : 0;
  const auto step = static_cast<std::size_t>(channels);
  for (; i < pixels; ++i)
    for (std::size_t c = 0; c < step; ++c) {
      const std::size_t k = 2 * i * step + c;
      out[i * step + c] = static_cast<std::uint8_t>((upper[k] + upper[k + step] + lower[k] + lower[k + step] + 2) >> 2);
    }
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
