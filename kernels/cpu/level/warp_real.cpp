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

/// Whether the sums of a pixel of three or four channels fit a vector of this level.
template <class Real, int Channels>
inline constexpr bool takes_quads = Channels >= 3 && HWY_MAX_BYTES >= 4 * sizeof(Real);

/// Four samples as numbers; the fourth one of RGB belongs to the next pixel.
template <class T, class Real>
TESSERA_FN auto load_quad(const T* pixel) {
  const hn::FixedTag<Real, 4> d;
  if constexpr (std::is_same_v<T, Real>) {
    return hn::LoadU(d, pixel);
  } else if constexpr (std::is_same_v<T, f32>) {
    return hn::PromoteTo(d, hn::LoadU(hn::FixedTag<float, 4>(), pixel));
  } else {
    const hn::FixedTag<std::int32_t, 4> words;
    const auto whole = hn::PromoteTo(words, hn::LoadU(hn::FixedTag<T, 4>(), pixel));
    if constexpr (std::is_same_v<Real, double>) return hn::PromoteTo(d, whole);
    else return hn::ConvertTo(d, whole);
  }
}

/// The sums of add_taps, channels side by side, in the same order.
template <class T, class Real, bool Alpha, int Taps>
TESSERA_FN void add_quads(const warp_taps& taps, const Real* wx, const Real* wy, Real* sums) {
  const hn::FixedTag<Real, 4> d;
  const auto colours = hn::FirstN(d, 3);
  auto total = hn::Zero(d);
  for (int j = 0; j < Taps; ++j) {
    auto line = hn::Zero(d);
    for (int i = 0; i < Taps; ++i) {
      const T* pixel = reinterpret_cast<const T*>(taps.rows[j] + taps.columns[i]);
      auto samples = load_quad<T, Real>(pixel);
      if constexpr (Alpha)
        samples =
            hn::Mul(samples, hn::IfThenElse(colours, hn::Set(d, static_cast<Real>(pixel[3])), hn::Set(d, Real(1))));
      line = hn::Add(line, hn::Mul(hn::Set(d, wx[i]), samples));
    }
    total = hn::Add(total, hn::Mul(hn::Set(d, wy[j]), line));
  }
  hn::StoreU(total, d, sums);
}

/// The sums of a pixel; `x` is its whole position.
template <class T, class Real, bool Alpha, int Channels>
TESSERA_FN void add_up(const warp_input& in, std::int32_t x, const warp_taps& taps, int n, const Real* wx,
                       const Real* wy, Real* sums) {
  if constexpr (takes_quads<Real, Channels>) {
    // The fourth sample that is read with the last tap's three must be there.
    if (Channels == 4 || x + n / 2 + 1 < in.region.x1)
      return n == 4 ? add_quads<T, Real, Alpha, 4>(taps, wx, wy, sums)
                    : add_quads<T, Real, Alpha, 2>(taps, wx, wy, sums);
  }
  add_taps<T, Real, Alpha, Channels>(taps, n, wx, wy, sums);
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
  for (int c = 0; c < colours; ++c) {
    const Real mixed =
        cover * sums[c] + (1 - cover) * (fill_alpha * static_cast<Real>(fill[static_cast<std::size_t>(c)]));
    out[c] = sample_of<T>(static_cast<float>(!Alpha ? mixed : alpha > Real(no_alpha<T>) ? mixed / alpha : Real(0)));
  }
  if (Alpha) out[Channels - 1] = sample_of<T>(static_cast<float>(alpha));
}

/// put_pixel for all channels at once, operation by operation.
template <class T, bool Alpha, int Channels, class D, class Real>
TESSERA_FN void put_quad(D d, const Real* sums, Real cover, const std::array<float, 4>& fill, T* out) {
  const Real fill_alpha = Alpha ? static_cast<Real>(fill[3]) : Real(1);
  const Real alpha = Alpha ? cover * sums[3] + (1 - cover) * fill_alpha : Real(1);
  alignas(32) Real background[4];
  for (std::size_t c = 0; c < 4; ++c) background[c] = fill_alpha * static_cast<Real>(fill[c]);
  auto level =
      hn::Add(hn::Mul(hn::Set(d, cover), hn::LoadU(d, sums)), hn::Mul(hn::Set(d, 1 - cover), hn::LoadU(d, background)));
  if constexpr (Alpha) {
    level = alpha > Real(no_alpha<T>) ? hn::Div(level, hn::Set(d, alpha)) : hn::Zero(d);
    level = hn::IfThenElse(hn::FirstN(d, 3), level, hn::Set(d, alpha));
  }
  const hn::FixedTag<float, 4> f;
  alignas(16) float levels[4];
  if constexpr (std::is_same_v<Real, double>) hn::Store(hn::DemoteTo(f, level), f, levels);
  else hn::Store(level, f, levels);
  for (int c = 0; c < Channels; ++c) out[c] = sample_of<T>(levels[c]);
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
    Real sums[4] = {}, wx[4], wy[4];
    tap_weights(right, n, wx);
    tap_weights(below, n, wy);
    add_up<T, Real, Alpha, Channels>(in, x, warp_taps(in, x, y, n, Channels * sizeof(T)), n, wx, wy, sums);
    if constexpr (takes_quads<Real, Channels>)
      put_quad<T, Alpha, Channels>(hn::FixedTag<Real, 4>(), sums, cover, colours.fill, out + i * Channels);
    else put_pixel<T, Real, Alpha, Channels>(sums, cover, colours.fill, out + i * Channels);
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
