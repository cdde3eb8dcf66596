// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/cpu/simd.hpp"
#include "tessera/kernels/cpu/warp.hpp"
#include "tessera/kernels/patterns/warp_map.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

// Any sample type with real weights, in level/warp_real.cpp.
template <class T, bool Alpha>
void warp_real(const warp_input& in, const warp_positions& at, int begin, int end, const warp_colours& colours,
               std::byte* out);

/// Places of the output pixels [x, x + n) of row y in the input; in level/warp_locate.cpp. Writes whole vectors.
void locate(const warp& stage, std::int64_t x, std::int64_t y, int n, extent size, warp_positions& at);

/// See warp_table::beside; in level/warp_beside.cpp.
warp_table::real_function warp_beside(const format& in);

/// The same for three and four channels; in level/warp_quads.cpp.
warp_table::real_function warp_quads(const format& in);

/// Calls make(i) for places that whole vectors of pixels start at, of a run of at least one.
template <class Make>
TESSERA_FN void for_vectors(int begin, int end, int pixels, const Make& make) {
  const auto n = static_cast<std::size_t>(end - begin);
  for (std::size_t i = 0; i < n; i = next_block(i, n, static_cast<std::size_t>(pixels)))
    make(begin + static_cast<int>(i));
}

/// Runs shorter than a vector go pixel by pixel.
template <class T, bool Alpha, auto Linear, auto Cubic>
void beside(const warp_input& in, const warp_positions& at, int begin, int end, const warp_colours& colours,
            std::byte* out) {
  if (end - begin < static_cast<int>(lanes())) warp_real<T, Alpha>(in, at, begin, end, colours, out);
  else if (colours.taps == 2) Linear(in, at, begin, end, out);
  else Cubic(in, at, begin, end, out);
}

using double_tag = hn::ScalableTag<double>;

/// lanes() doubles as floats.
TESSERA_FN value narrowed(const double* p) {
  const double_tag d;
  const hn::Half<float_tag> half;
  return hn::Combine(float_tag(), hn::DemoteTo(half, hn::LoadU(d, p + hn::Lanes(d))),
                     hn::DemoteTo(half, hn::LoadU(d, p)));
}

/// How much of an output pixel the picture covers.
template <class Real>
TESSERA_FN Real covered_by(const warp_input& in, const warp_positions& at, int i) {
  const Real across = covered(at.x[i], static_cast<Real>(at.right[i]), in.size.width);
  return in.goes_round ? across : across * covered(at.y[i], static_cast<Real>(at.below[i]), in.size.height);
}

/// The four taps around a position, those beyond the picture moved to its edge.
struct warp_taps {
  const std::byte* rows[4];
  std::int64_t columns[4];  ///< bytes
  TESSERA_FN warp_taps(const warp_input& in, std::int32_t x, std::int32_t y, int taps, std::int64_t pixel_bytes) {
    const std::int64_t before = taps / 2 - (taps > 1 ? 1 : 0), left = x - before, top = y - before;
    const bool inside = left >= 0 && top >= 0 && left + taps <= in.size.width && top + taps <= in.size.height;
    for (int k = 0; k < taps; ++k) {
      columns[k] = ((inside ? left + k : tap_within(left + k, in.size.width, false)) - in.x) * pixel_bytes;
      rows[k] = in.rows[(inside ? top + k : tap_within(top + k, in.size.height, in.goes_round)) - in.y];
    }
  }
};

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
