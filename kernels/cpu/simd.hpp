// SPDX-License-Identifier: Apache-2.0
#pragma once

// The value type that formulas see on the CPU. Included only by units compiled for one SIMD level; everything here lives in a
// namespace named after the level, so that no function of one level can stand in for another's at link time.

// Highway's checks of debug builds call into its library; only its headers are used.
#ifndef HWY_IS_DEBUG_BUILD
#define HWY_IS_DEBUG_BUILD 0
#endif

#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "tessera/kernels/pixel.hpp"

#ifndef TESSERA_LEVEL
#error "simd.hpp belongs to units that the build compiles once per SIMD level"
#endif

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace hn = hwy::HWY_NAMESPACE;

// Highway falls back in silence where a compiler flag that it wants is missing.
static_assert(HWY_MAX_BYTES == TESSERA_LEVEL_BYTES,
              "the flags of this SIMD level do not give Highway the vectors that it stands for");

using float_tag = hn::ScalableTag<float>;
using float_vec = hn::Vec<float_tag>;
using int_tag = hn::RebindToSigned<float_tag>;

/// Work on a row stops reading it for as long as what was read goes through the stages: meanwhile the lines that come next are fetched. So are those that
/// will be written, since a store to a line that no cache holds keeps back the stores behind it.
TESSERA_FN void fetch_ahead(const void* at) { hwy::Prefetch(static_cast<const std::byte*>(at) + 2048); }
TESSERA_FN void fetch_ahead(const void* at, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; i += 64) fetch_ahead(static_cast<const std::byte*>(at) + i);
}

/// Samples that one operation works on.
TESSERA_FN std::size_t lanes() { return hn::Lanes(float_tag()); }

/// The block of `step` items after the one at `i`: the last one ends where the n items do, so that room behind them is needed only
/// if they are fewer than a block.
TESSERA_FN std::size_t next_block(std::size_t i, std::size_t n, std::size_t step) {
  const std::size_t next = i + step;
  return next >= n ? n : next + step <= n ? next : n - step;
}

/// The outcome of a comparison, lane by lane.
struct truth {
  hn::Mask<float_tag> raw;
  friend TESSERA_FN truth operator&(truth a, truth b) { return {hn::And(a.raw, b.raw)}; }
  friend TESSERA_FN truth operator|(truth a, truth b) { return {hn::Or(a.raw, b.raw)}; }
};

/// Some floats, one a lane. Every operation is the IEEE one that a scalar float would get.
struct value {
  float_vec raw;
  value() = default;
  TESSERA_FN value(float_vec v) : raw(v) {}
  TESSERA_FN value(float v) : raw(hn::Set(float_tag(), v)) {}

  friend TESSERA_FN value operator+(value a, value b) { return hn::Add(a.raw, b.raw); }
  friend TESSERA_FN value operator-(value a, value b) { return hn::Sub(a.raw, b.raw); }
  friend TESSERA_FN value operator*(value a, value b) { return hn::Mul(a.raw, b.raw); }
  friend TESSERA_FN value operator/(value a, value b) { return hn::Div(a.raw, b.raw); }
  friend TESSERA_FN value operator-(value a) { return hn::Neg(a.raw); }
  friend TESSERA_FN truth operator<(value a, value b) { return {hn::Lt(a.raw, b.raw)}; }
  friend TESSERA_FN truth operator<=(value a, value b) { return {hn::Le(a.raw, b.raw)}; }
  friend TESSERA_FN truth operator>(value a, value b) { return {hn::Gt(a.raw, b.raw)}; }
  friend TESSERA_FN truth operator>=(value a, value b) { return {hn::Ge(a.raw, b.raw)}; }
  friend TESSERA_FN value select(truth t, value yes, value no) { return hn::IfThenElse(t.raw, yes.raw, no.raw); }
#if HWY_ARCH_X86  // minps is exactly a < b ? a : b
  friend TESSERA_FN value min(value a, value b) { return hn::Min(a.raw, b.raw); }
  friend TESSERA_FN value max(value a, value b) { return hn::Max(a.raw, b.raw); }
#else
  friend TESSERA_FN value min(value a, value b) { return select(a < b, a, b); }
  friend TESSERA_FN value max(value a, value b) { return select(a > b, a, b); }
#endif
  friend TESSERA_FN value abs(value a) { return hn::Abs(a.raw); }
  friend TESSERA_FN value sqrt(value a) { return hn::Sqrt(a.raw); }
  friend TESSERA_FN value floor(value a) { return hn::Floor(a.raw); }
  friend TESSERA_FN value round(value a) { return hn::Round(a.raw); }  // half to even

  /// 2^n for whole n in [-126, 127]. In the sum the lowest bits of the significand are the exponent that is wanted.
  friend TESSERA_FN value power_of_two(value n) {
    const auto sum = hn::Add(n.raw, hn::Set(float_tag(), 0x1.8p23f + 127.0f));
    return hn::BitCast(float_tag(), hn::ShiftLeft<23>(hn::BitCast(int_tag(), sum)));
  }
  /// e with a = m 2^e and 1 <= m < 2, for normal positive a.
  friend TESSERA_FN value exponent_of(value a) {
    const int_tag di;
    return hn::ConvertTo(float_tag(), hn::Sub(hn::ShiftRight<23>(hn::BitCast(di, a.raw)), hn::Set(di, 127)));
  }
  /// m of the above.
  friend TESSERA_FN value mantissa_of(value a) {
    const int_tag di;
    const auto bits = hn::And(hn::BitCast(di, a.raw), hn::Set(di, 0x007fffff));
    return hn::BitCast(float_tag(), hn::Or(bits, hn::Set(di, 0x3f800000)));
  }
};

/// x, x + 1, x + 2, ...
TESSERA_FN value counted_from(float x) { return value(x) + value(hn::Iota(float_tag(), 0)); }

/// See position.hpp; for the columns from `first` on.
TESSERA_FN value uniform(value, std::uint32_t first, std::uint32_t key) {
  const hn::RebindToUnsigned<float_tag> d;
  const auto scramble = [d](hn::Vec<hn::RebindToUnsigned<float_tag>> x) {
    x = hn::Mul(hn::Xor(x, hn::ShiftRight<16>(x)), hn::Set(d, 0x7feb352du));
    x = hn::Mul(hn::Xor(x, hn::ShiftRight<15>(x)), hn::Set(d, 0x846ca68bu));
    return hn::Xor(x, hn::ShiftRight<16>(x));
  };
  const auto bits = scramble(hn::Xor(scramble(hn::Iota(d, first)), hn::Set(d, key)));
  return hn::Mul(hn::ConvertTo(float_tag(), hn::BitCast(int_tag(), hn::ShiftRight<8>(bits))),
                 hn::Set(float_tag(), 0x1p-24f));
}

/// The floats at whole places below 2^24.
TESSERA_FN value gather(const float* table, value index) {
  return hn::GatherIndex(float_tag(), table, hn::ConvertTo(int_tag(), index.raw));
}
TESSERA_FN value load(const float* p) { return hn::LoadU(float_tag(), p); }
TESSERA_FN void store(value v, float* p) { hn::StoreU(v.raw, float_tag(), p); }

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
