// SPDX-License-Identifier: Apache-2.0
// Warps with real weights: one pixel at a time, its channels side by side.
#include <cstring>

#include "tessera/kernels/cpu/warp_inline.hpp"
#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/warp_map.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

/// Adds up taps; colour is weighted by alpha.
template <class T, class Real, bool Alpha, int Channels>
TESSERA_FN void add_taps(const warp_taps& taps, int n, const Real* wx, const Real* wy, Real* sums) {
  for (int j = 0; j < n; ++j) {
    Real line[Channels] = {};
    for (int i = 0; i < n; ++i) {
      const T* pixel = reinterpret_cast<const T*>(taps.rows[j] + taps.columns[i]);
      const Real alpha = Alpha ? static_cast<Real>(pixel[Channels - 1]) : Real(1);
      for (int c = 0; c < Channels; ++c) {
        const Real sample = static_cast<Real>(pixel[c]);
        line[c] += wx[i] * (Alpha && c + 1 < Channels ? sample * alpha : sample);
      }
    }
    for (int c = 0; c < Channels; ++c) sums[c] += wy[j] * line[c];
  }
}

template <class T>
TESSERA_FN T sample_of(float level) {
  if constexpr (std::is_same_v<T, f32>) return level;
  else return static_cast<T>(quantise(level, white<T>));
}

/// Mixes with the fill colour, divides by alpha, rounds once.
template <class T, class Real, bool Alpha, int Channels>
TESSERA_FN void put_pixel(const Real* sums, Real cover, const std::array<float, 4>& fill, T* out) {
  constexpr int colours = Channels - (Alpha ? 1 : 0);
  const Real fill_alpha = Alpha ? static_cast<Real>(fill[Channels - 1]) : Real(1);
  const Real alpha = Alpha ? cover * sums[Channels - 1] + (1 - cover) * fill_alpha : Real(1);
  const Real least = std::is_same_v<T, f32> ? Real(0x1p-20) : Real(0.5);  // what rounds to no alpha has no colour
  for (int c = 0; c < colours; ++c) {
    const Real mixed =
        cover * sums[c] + (1 - cover) * (fill_alpha * static_cast<Real>(fill[static_cast<std::size_t>(c)]));
    out[c] = sample_of<T>(static_cast<float>(!Alpha ? mixed : alpha > least ? mixed / alpha : Real(0)));
  }
  if (Alpha) out[Channels - 1] = sample_of<T>(static_cast<float>(alpha));
}

template <class T, class Real, bool Alpha, int Channels>
void warp_channels(const warp_input& in, const warp_positions& at, int begin, int end, const warp_colours& colours,
                   std::byte* bytes) {
  T* out = reinterpret_cast<T*>(bytes);
  const int n = colours.taps;
  for (int i = begin; i < end; ++i) {
    const std::int32_t x = at.x[i], y = at.y[i];
    if (n == 1 && x >= 0 && y >= 0 && x < in.size.width && y < in.size.height) {  // a copy, whatever alpha says
      std::memcpy(out + i * Channels,
                  warp_taps(in, x, y, 1, Channels * sizeof(T)).rows[0] +
                      (x - in.x) * Channels * static_cast<std::int64_t>(sizeof(T)),
                  Channels * sizeof(T));
      continue;
    }
    const Real right = static_cast<Real>(at.right[i]), below = static_cast<Real>(at.below[i]);
    const Real cover = n == 1 ? Real(0) : covered_by<Real>(in, at, i);
    if (!(cover > 0)) {
      std::memcpy(out + i * Channels, colours.fill_pixel.data(), Channels * sizeof(T));
      continue;
    }
    Real sums[Channels] = {}, wx[4], wy[4];
    tap_weights(right, n, wx);
    tap_weights(below, n, wy);
    add_taps<T, Real, Alpha, Channels>(warp_taps(in, x, y, n, Channels * sizeof(T)), n, wx, wy, sums);
    put_pixel<T, Real, Alpha, Channels>(sums, cover, colours.fill, out + i * Channels);
  }
}

}  // namespace

template <class T, bool Alpha>
void warp_real(const warp_input& in, const warp_positions& at, int begin, int end, const warp_colours& colours,
               std::byte* out) {
  // Cubic weights may cancel alpha to almost nothing: only double holds what is left of 16 bits and more.
  using Real = std::conditional_t<Alpha && !std::is_same_v<T, u8>, double, float>;
  if (colours.channels == 1) warp_channels<T, Real, false, 1>(in, at, begin, end, colours, out);
  if (colours.channels == 2) warp_channels<T, Real, Alpha, 2>(in, at, begin, end, colours, out);
  if (colours.channels == 3) warp_channels<T, Real, Alpha, 3>(in, at, begin, end, colours, out);
  if (colours.channels == 4) warp_channels<T, Real, Alpha, 4>(in, at, begin, end, colours, out);
}

template void warp_real<u8, false>(const warp_input&, const warp_positions&, int, int, const warp_colours&, std::byte*);
template void warp_real<u16, false>(const warp_input&, const warp_positions&, int, int, const warp_colours&,
                                    std::byte*);
template void warp_real<f32, false>(const warp_input&, const warp_positions&, int, int, const warp_colours&,
                                    std::byte*);
template void warp_real<u8, true>(const warp_input&, const warp_positions&, int, int, const warp_colours&, std::byte*);
template void warp_real<u16, true>(const warp_input&, const warp_positions&, int, int, const warp_colours&, std::byte*);
template void warp_real<f32, true>(const warp_input&, const warp_positions&, int, int, const warp_colours&, std::byte*);

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
