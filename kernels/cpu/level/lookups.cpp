// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/lookups.hpp"

#include <algorithm>

#include "tessera/kernels/cpu/formula_pixels.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

#if !defined(__AVX512VBMI__)
constexpr std::size_t table_parts = 8;  // of 16 entries, in each half of a table

/// A shuffle finds one of 16 entries by a place's lower four bits, and zero from 0x80 on. The table's halves take the same places, without their highest bit,
/// which chooses between the halves at the end. Places go down by 16 from part to part and stay below zero once they are; each part holds what changes
/// against the one before, so that the right one's entry is left (after Mula's "SIMD-ized lookup in 256 bytes").
struct shuffled_table {
  HWY_ALIGN std::uint8_t change[table_parts][2][16];

  explicit shuffled_table(const std::uint8_t* table) {
    const hn::FixedTag<std::uint8_t, 16> d;
    for (std::size_t half = 0; half < 2; ++half)
      for (std::size_t k = 0; k < table_parts; ++k) {
        const std::uint8_t* entries = table + (half * table_parts + k) * 16;
        const auto here = hn::LoadU(d, entries);
        hn::Store(k == 0 ? here : hn::Xor(here, hn::LoadU(d, entries - 16)), d, change[k][half]);
      }
  }
};

/// Looks up `Blocks` vectors at a time but for the bytes whose top bits are set in `kept`, from sample `i` on; returns where it ends.
template <std::size_t Blocks>
TESSERA_FN std::size_t look_up_blocks(const std::uint8_t* in, std::uint8_t* out, std::size_t i, std::size_t n,
                                      const shuffled_table& table, byte_vec kept) {
  const byte_tag d;
  const hn::ScalableTag<std::int8_t> whole;
  const std::size_t lanes = hn::Lanes(d);
  for (; i + Blocks * lanes <= n; i += Blocks * lanes) {
    byte_vec place[Blocks], low[Blocks], high[Blocks];
#pragma GCC unroll 3
    for (std::size_t b = 0; b < Blocks; ++b) {
      place[b] = hn::And(hn::LoadU(d, in + i + b * lanes), hn::Set(d, 127));
      low[b] = hn::TableLookupBytesOr0(hn::LoadDup128(d, table.change[0][0]), place[b]);
      high[b] = hn::TableLookupBytesOr0(hn::LoadDup128(d, table.change[0][1]), place[b]);
    }
    for (std::size_t k = 1; k < table_parts; ++k) {
      const auto low_part = hn::LoadDup128(d, table.change[k][0]), high_part = hn::LoadDup128(d, table.change[k][1]);
#pragma GCC unroll 3
      for (std::size_t b = 0; b < Blocks; ++b) {
        place[b] = hn::BitCast(d, hn::Sub(hn::BitCast(whole, place[b]), hn::Set(whole, 16)));
        low[b] = hn::Xor(low[b], hn::TableLookupBytesOr0(low_part, place[b]));
        high[b] = hn::Xor(high[b], hn::TableLookupBytesOr0(high_part, place[b]));
      }
    }
#pragma GCC unroll 3
    for (std::size_t b = 0; b < Blocks; ++b) {
      const byte_vec k = hn::LoadU(d, in + i + b * lanes);
      hn::StoreU(by_top_bit(kept, k, by_top_bit(k, high[b], low[b])), d, out + i + b * lanes);
    }
  }
  return i;
}

/// Looks up whole vectors; returns how many samples.
std::size_t lookup_by_shuffles(const std::uint8_t* in, std::uint8_t* out, std::size_t n, const std::uint8_t* table,
                               std::size_t keep) {
  const shuffled_table parts(table);
  HWY_ALIGN std::uint8_t kept_bits[HWY_MAX_BYTES] = {};
  for (std::size_t k = keep; k > 0 && k <= HWY_MAX_BYTES; k += keep) kept_bits[k - 1] = 0x80;
  const byte_vec kept = hn::Load(byte_tag(), kept_bits);
  const std::size_t most = look_up_blocks<3>(in, out, 0, n, parts, kept);
  return look_up_blocks<1>(in, out, most, n, parts, kept);
}
#endif

void lookup_u8(const std::uint8_t* in, std::uint8_t* out, std::size_t n, const std::uint8_t* table, std::size_t keep) {
  std::size_t i = 0;
#if defined(__AVX512VBMI__)
  const __m512i t0 = _mm512_loadu_si512(table), t1 = _mm512_loadu_si512(table + 64);
  const __m512i t2 = _mm512_loadu_si512(table + 128), t3 = _mm512_loadu_si512(table + 192);
  std::uint64_t kept = 0;
  for (std::size_t k = keep; k > 0 && k <= 64; k += keep) kept |= std::uint64_t{1} << (k - 1);
  const auto found = [&](__m512i k) {
    const __m512i low = _mm512_permutex2var_epi8(t0, k, t1), high = _mm512_permutex2var_epi8(t2, k, t3);
    return _mm512_mask_blend_epi8(kept, _mm512_mask_blend_epi8(_mm512_movepi8_mask(k), low, high), k);
  };
  for (; i + 64 <= n; i += 64) _mm512_storeu_si512(out + i, found(_mm512_loadu_si512(in + i)));
  if (i < n) {
    const std::uint64_t rest = (std::uint64_t{1} << (n - i)) - 1;
    _mm512_mask_storeu_epi8(out + i, rest, found(_mm512_maskz_loadu_epi8(rest, in + i)));
  }
#else
  if (n >= 256) i = lookup_by_shuffles(in, out, n, table, keep);
  for (; i < n; ++i)
    if (keep == 0 || (i + 1) % keep != 0) out[i] = table[in[i]];
    else out[i] = in[i];
#endif
}

#if defined(__AVX512F__)
/// `look_up` in a table of 256 entries, which registers hold.
void look_up_bytes(float* data, std::size_t n, const float* table, float factor) {
  __m512 part[16];
  for (int i = 0; i < 16; ++i) part[i] = _mm512_loadu_ps(table + i * 16);
  for (std::size_t i = 0; i < n; i += 16) {
    const __m512i k = _mm512_cvttps_epi32(quantise(load(data + i) * value(factor), 255.0f).raw.raw);
    const auto bit = [&](int b) { return _mm512_test_epi32_mask(k, _mm512_set1_epi32(b)); };
    const auto pair = [&](int j) {
      return _mm512_mask_blend_ps(bit(32), _mm512_permutex2var_ps(part[j], k, part[j + 1]),
                                  _mm512_permutex2var_ps(part[j + 2], k, part[j + 3]));
    };
    const __m512 low = _mm512_mask_blend_ps(bit(64), pair(0), pair(4)),
                 high = _mm512_mask_blend_ps(bit(64), pair(8), pair(12));
    _mm512_storeu_ps(data + i, _mm512_mask_blend_ps(bit(128), low, high));
  }
}
#endif

void look_up(float* data, std::size_t n, const float* table, float factor, float last) {
#if defined(__AVX512F__)
  if (last == 255.0f) return look_up_bytes(data, n, table, factor);
#endif
  std::size_t i = 0;
  for (; i + lanes() <= n; i += lanes()) store(gather(table, quantise(load(data + i) * value(factor), last)), data + i);
  for (; i < n; ++i) data[i] = table[static_cast<std::size_t>(quantise(data[i] * factor, last))];
}

void mix_tables(const float* upper, const float* lower, float part, float* out, std::size_t n) {
  const value near(1.0f - part), far(part);
  for (std::size_t i = 0; i < n; i += lanes()) store(load(upper + i) * near + load(lower + i) * far, out + i);
}

void mix_u8(const std::uint8_t* in, std::uint8_t* out, std::size_t n, const float* before, const float* after,
            const float* parts) {
  by_vectors(in, out, 0, n, [&](std::size_t i, const std::uint8_t* from, std::uint8_t* to) {
    const value entry = widen(from), far = load(parts + i);
    const value fraction = gather(before, entry) * (value(1.0f) - far) + gather(after, entry) * far;
    narrow(fit<u8>(fraction * value(white<u8>)), to);
  });
}

/// Calls map(rgb) for every pixel.
template <class Map>
TESSERA_FN void map_colours(float* const* planes, std::size_t n, const scale& levels, const Map& map) {
  const value in(1.0f / levels.in_white);
  for (std::size_t i = 0; i < n; i += lanes())
    store_pixel(map(load_pixel<rgb<value>>(planes, i, in)), levels, planes, i);
}

void colour_table_row(const colour_grid& grid, float* const* planes, std::size_t n, const scale& levels) {
  map_colours(planes, n, levels, [&](rgb<value> v) { return interpolated(grid, v); });
}

void shaper_row(const float* data, float* const* planes, std::size_t n, const scale& levels) {
  map_colours(planes, n, levels, [&](rgb<value> v) { return shaped(data, v); });
}

}  // namespace

const lookups_table& lookups_functions() {
  static constexpr lookups_table table{lookup_u8, look_up, mix_tables, mix_u8, colour_table_row, shaper_row};
  return table;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
