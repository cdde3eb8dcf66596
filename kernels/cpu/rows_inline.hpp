// SPDX-License-Identifier: Apache-2.0
#pragma once

// Loads and stores of samples as float vectors, for units compiled for one SIMD level.

#include "tessera/kernels/cpu/simd.hpp"
#include "tessera/kernels/math.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

/// lanes() samples as levels.
TESSERA_FN value widen(const u8* p) {
  const hn::Rebind<std::uint8_t, float_tag> d;
  return hn::ConvertTo(float_tag(), hn::PromoteTo(int_tag(), hn::LoadU(d, p)));
}
TESSERA_FN value widen(const u16* p) {
  const hn::Rebind<std::uint16_t, float_tag> d;
  return hn::ConvertTo(float_tag(), hn::PromoteTo(int_tag(), hn::LoadU(d, p)));
}
TESSERA_FN value widen(const f32* p) { return load(p); }

/// Stores levels that are whole numbers within the sample's range (any float for f32).
TESSERA_FN void narrow(value v, u8* p) {
  const hn::Rebind<std::uint8_t, float_tag> d;
  hn::StoreU(hn::DemoteTo(d, hn::ConvertTo(int_tag(), v.raw)), d, p);
}
TESSERA_FN void narrow(value v, u16* p) {
  const hn::Rebind<std::uint16_t, float_tag> d;
  hn::StoreU(hn::DemoteTo(d, hn::ConvertTo(int_tag(), v.raw)), d, p);
}
TESSERA_FN void narrow(value v, f32* p) { store(v, p); }

/// A level that `narrow` accepts: clamped and rounded half to even for u8 and u16, as it is for f32.
template <sample T>
TESSERA_FN value fit(value level) {
  if constexpr (std::is_same_v<T, f32>) return level;
  else return quantise(level, white<T>);
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
