// SPDX-License-Identifier: Apache-2.0
#pragma once

// Operations that Google Highway 1.0.3 lacks, with a generic form of the same bits.

#include "tessera/kernels/cpu/simd.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

using word_tag = hn::ScalableTag<std::int16_t>;
using word_vec = hn::Vec<word_tag>;
using long_tag = hn::RepartitionToWide<word_tag>;
using long_vec = hn::Vec<long_tag>;

/// a[2i] * b[2i] + a[2i + 1] * b[2i + 1] in 32 bits, lane by lane.
TESSERA_FN long_vec dot(word_vec a, word_vec b) {
#if HWY_TARGET == HWY_AVX3
  return long_vec{_mm512_madd_epi16(a.raw, b.raw)};
#elif HWY_TARGET == HWY_AVX2
  return long_vec{_mm256_madd_epi16(a.raw, b.raw)};
#elif HWY_ARCH_X86
  return long_vec{_mm_madd_epi16(a.raw, b.raw)};
#else
  const long_tag d;
  const auto odd = [&](word_vec v) { return hn::ShiftRight<16>(hn::BitCast(d, v)); };
  const auto even = [&](word_vec v) { return hn::ShiftRight<16>(hn::ShiftLeft<16>(hn::BitCast(d, v))); };
  return hn::Add(hn::Mul(even(a), even(b)), hn::Mul(odd(a), odd(b)));
#endif
}

/// The same, added to a sum.
TESSERA_FN long_vec add_dot(long_vec sum, word_vec a, word_vec b) {
  // Not the intrinsic: GCC 12 copies its accumulator to another register and back, half of the loop's instructions.
#if defined(__AVX512VNNI__)
  asm("vpdpwssd %2, %1, %0" : "+v"(sum.raw) : "v"(a.raw), "v"(b.raw));
  return sum;
#elif defined(__AVXVNNI__)
  asm("%{vex%} vpdpwssd %2, %1, %0" : "+x"(sum.raw) : "x"(a.raw), "x"(b.raw));
  return sum;
#else
  return hn::Add(sum, dot(a, b));
#endif
}

#if HWY_TARGET == HWY_AVX3
/// sum + a[4i] * b[4i] + ... + a[4i + 3] * b[4i + 3] in 32 bits, of bytes without and with sign.
TESSERA_FN long_vec add_dot_of_bytes(long_vec sum, word_vec a, long_vec b) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sum.raw) : "v"(a.raw), "v"(b.raw));
  return sum;
}
#endif

/// One count for all lanes. In every lane of a vector it leaves the ports of products alone, to which Zen 5 sends a count in a register.
TESSERA_FN long_vec shift_right(long_vec v, int count) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
  return hn::Shr(v, hn::Set(long_tag(), count));
#else
  return hn::ShiftRightSame(v, count);
#endif
}

/// Undoes the order of InterleaveLower and InterleaveUpper on the lanes of their sums: first and second half in order.
TESSERA_FN void put_in_order(long_vec low, long_vec high, long_vec& first, long_vec& second) {
#if HWY_TARGET == HWY_AVX3
  const __m512i a = _mm512_setr_epi32(0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23);
  const __m512i b = _mm512_setr_epi32(8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31);
  first = long_vec{_mm512_permutex2var_epi32(low.raw, a, high.raw)};
  second = long_vec{_mm512_permutex2var_epi32(low.raw, b, high.raw)};
#elif HWY_TARGET == HWY_AVX2
  first = long_vec{_mm256_permute2x128_si256(low.raw, high.raw, 0x20)};
  second = long_vec{_mm256_permute2x128_si256(low.raw, high.raw, 0x31)};
#else
  static_assert(HWY_MAX_BYTES == 16, "wider vectors than 128 bits interleave by blocks and need their own order here");
  first = low;
  second = high;
#endif
}

/// Levels within the range of 32 bits as whole numbers, half to even; Highway's conversions spend four operations more on what lies beyond.
TESSERA_FN long_vec to_whole(value v) {
#if HWY_TARGET == HWY_AVX3
  return long_vec{_mm512_cvtps_epi32(v.raw.raw)};
#elif HWY_TARGET == HWY_AVX2
  return long_vec{_mm256_cvtps_epi32(v.raw.raw)};
#elif HWY_ARCH_X86
  return long_vec{_mm_cvtps_epi32(v.raw.raw)};
#else
  return hn::NearestInt(v.raw);
#endif
}

using byte_tag = hn::ScalableTag<std::uint8_t>;
using byte_vec = hn::Vec<byte_tag>;

/// Byte by byte `yes` where the highest bit of `of` is set, else `no`.
TESSERA_FN byte_vec by_top_bit(byte_vec of, byte_vec yes, byte_vec no) {
#if HWY_TARGET == HWY_AVX2
  return byte_vec{_mm256_blendv_epi8(no.raw, yes.raw, of.raw)};
#elif HWY_TARGET == HWY_SSE4
  return byte_vec{_mm_blendv_epi8(no.raw, yes.raw, of.raw)};
#else
  const hn::ScalableTag<std::int8_t> whole;
  return hn::IfThenElse(hn::MaskFromVec(hn::BitCast(byte_tag(), hn::BroadcastSignBit(hn::BitCast(whole, of)))), yes,
                        no);
#endif
}

/// Clamps four vectors to bytes: to every block of 16 bytes one of a, of b, of c and of d.
TESSERA_FN byte_vec bytes_by_blocks(long_vec a, long_vec b, long_vec c, long_vec d) {
#if HWY_TARGET == HWY_AVX3
  return byte_vec{_mm512_packus_epi16(_mm512_packs_epi32(a.raw, b.raw), _mm512_packs_epi32(c.raw, d.raw))};
#elif HWY_TARGET == HWY_AVX2
  return byte_vec{_mm256_packus_epi16(_mm256_packs_epi32(a.raw, b.raw), _mm256_packs_epi32(c.raw, d.raw))};
#else
  static_assert(HWY_MAX_BYTES == 16, "wider vectors than 128 bits need a way of their own here");
  const hn::Half<byte_tag> half;
  const auto low = hn::ReorderDemote2To(word_tag(), a, b), high = hn::ReorderDemote2To(word_tag(), c, d);
  return hn::Combine(byte_tag(), hn::DemoteTo(half, high), hn::DemoteTo(half, low));
#endif
}

/// The same, one vector after the other.
TESSERA_FN byte_vec bytes_in_order(long_vec a, long_vec b, long_vec c, long_vec d) {
  const auto packed = bytes_by_blocks(a, b, c, d);
#if HWY_TARGET == HWY_AVX3
  const __m512i order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
  return byte_vec{_mm512_permutexvar_epi32(order, packed.raw)};
#elif HWY_TARGET == HWY_AVX2
  return byte_vec{_mm256_permutevar8x32_epi32(packed.raw, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7))};
#else
  return packed;
#endif
}

#if HWY_TARGET == HWY_AVX2
/// Clamps two vectors of 16-bit numbers to bytes, one after the other.
TESSERA_FN byte_vec bytes_in_order(word_vec a, word_vec b) {
  return byte_vec{_mm256_permute4x64_epi64(_mm256_packus_epi16(a.raw, b.raw), 0xd8)};
}
#endif

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
