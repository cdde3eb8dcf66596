// SPDX-License-Identifier: Apache-2.0
// Warps with real weights of three and four channels, which take four lanes of a vector: as many pixels side by side as there is room for. The same
// sums in the same order as pixel by pixel.
#include <cstring>

#include "tessera/kernels/cpu/rows_inline.hpp"
#include "tessera/kernels/cpu/warp_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

/// Four samples of every tap of a piece of a run, tap by tap; the fourth one of RGB belongs to the next pixel.
template <class T, int Taps>
struct piece_taps {
  static constexpr int pixels = 64;
  alignas(64) T of[Taps][Taps][4 * pixels];

  piece_taps(const warp_input& in, const warp_positions& at, int begin, int end, int channels) {
    constexpr std::int64_t before = Taps / 2 - 1;
    for (int i = begin; i < end; ++i)
      for (int j = 0; j < Taps; ++j) {
        const auto* from =
            reinterpret_cast<const T*>(in.rows[at.y[i] - before - in.y + j]) + (at.x[i] - before - in.x) * channels;
        for (int t = 0; t < Taps; ++t) std::memcpy(of[j][t] + 4 * (i - begin), from + t * channels, 4 * sizeof(T));
      }
  }
};

/// As many samples as a vector of real numbers has lanes.
template <class D, class T>
TESSERA_FN hn::Vec<D> load_samples(D d, const T* from) {
  using real = hn::TFromD<D>;
  if constexpr (std::is_same_v<T, real>) {
    return hn::LoadU(d, from);
  } else if constexpr (std::is_same_v<T, f32>) {
    return hn::PromoteTo(d, hn::LoadU(hn::Rebind<float, D>(), from));
  } else {
    const hn::Rebind<std::int32_t, D> words;
    const auto whole = hn::PromoteTo(words, hn::LoadU(hn::Rebind<T, D>(), from));
    if constexpr (std::is_same_v<real, double>) return hn::PromoteTo(d, whole);
    else return hn::ConvertTo(d, whole);
  }
}

/// The levels of the pixels of a vector from the `first` one of a piece on, four lanes each.
template <class T, class Real, bool Alpha, int Taps>
TESSERA_FN auto quad_levels(const piece_taps<T, Taps>& taps, const Real (&wx)[Taps][piece_taps<T, Taps>::pixels + 16],
                            const Real (&wy)[Taps][piece_taps<T, Taps>::pixels + 16], int first) {
  const hn::ScalableTag<Real> d;
  using index = hn::TFromD<hn::RebindToSigned<decltype(d)>>;
  HWY_ALIGN static constexpr index own[16] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};
  HWY_ALIGN static constexpr index last[16] = {3, 3, 3, 3, 7, 7, 7, 7, 11, 11, 11, 11, 15, 15, 15, 15};
  const auto of_pixel = hn::SetTableIndices(d, own), of_alpha = hn::SetTableIndices(d, last);
  const auto is_alpha = hn::Eq(hn::Iota(d, 0), hn::TableLookupLanes(hn::Iota(d, 0), of_alpha));
  const auto spread = [&](const Real* weights) {
    return hn::TableLookupLanes(hn::LoadU(d, weights + first), of_pixel);
  };
  auto sum = hn::Zero(d);
#pragma GCC unroll 4
  for (int j = 0; j < Taps; ++j) {
    auto line = hn::Zero(d);
#pragma GCC unroll 4
    for (int t = 0; t < Taps; ++t) {
      auto samples = load_samples(d, taps.of[j][t] + 4 * first);
      if constexpr (Alpha)
        samples =
            hn::Mul(samples, hn::IfThenElse(is_alpha, hn::Set(d, Real(1)), hn::TableLookupLanes(samples, of_alpha)));
      line = hn::Add(line, hn::Mul(spread(wx[t]), samples));
    }
    sum = hn::Add(sum, hn::Mul(spread(wy[j]), line));
  }
  if constexpr (Alpha) {
    const auto alpha = hn::TableLookupLanes(sum, of_alpha);
    sum = hn::IfThenElse(is_alpha, sum,
                         hn::IfThenElseZero(hn::Gt(alpha, hn::Set(d, Real(no_alpha<T>))), hn::Div(sum, alpha)));
  }
  if constexpr (std::is_same_v<Real, double>) return hn::DemoteTo(hn::Rebind<float, decltype(d)>(), sum);
  else return sum;
}

template <class T, class Real, bool Alpha, int Channels, int Taps>
void quad_piece(const warp_input& in, const warp_positions& at, int begin, int end, T* out) {
  using taps_type = piece_taps<T, Taps>;
  const taps_type taps(in, at, begin, end, Channels);
  alignas(64) Real wx[Taps][taps_type::pixels + 16], wy[Taps][taps_type::pixels + 16];
  for (int i = begin; i < end; ++i) {
    Real x[4], y[4];
    tap_weights(static_cast<Real>(at.right[i]), Taps, x);
    tap_weights(static_cast<Real>(at.below[i]), Taps, y);
    for (int t = 0; t < Taps; ++t) wx[t][i - begin] = x[t], wy[t][i - begin] = y[t];
  }
  const auto pixels = static_cast<int>(lanes() / 4);
  for_vectors(begin, end, pixels, [&](int i) {
    value level;
    if constexpr (std::is_same_v<Real, double>)
      level = hn::Combine(float_tag(), quad_levels<T, Real, Alpha, Taps>(taps, wx, wy, i - begin + pixels / 2),
                          quad_levels<T, Real, Alpha, Taps>(taps, wx, wy, i - begin));
    else level = quad_levels<T, Real, Alpha, Taps>(taps, wx, wy, i - begin);
    if constexpr (Channels == 4) return narrow(fit<T>(level), out + 4 * i);
    HWY_ALIGN T samples[HWY_MAX_BYTES / sizeof(float)];
    narrow(fit<T>(level), samples);
    for (int k = 0; k < pixels; ++k) std::memcpy(out + 3 * (i + k), samples + 4 * k, 3 * sizeof(T));
  });
}

/// In pieces whose taps stay in L1.
template <class T, class Real, bool Alpha, int Channels, int Taps>
void quad_run(const warp_input& in, const warp_positions& at, int begin, int end, std::byte* out) {
  constexpr int size = piece_taps<T, Taps>::pixels;
  const auto piece = [&](int from, int to) {
    quad_piece<T, Real, Alpha, Channels, Taps>(in, at, from, to, reinterpret_cast<T*>(out));
  };
  if (end - begin < size) return piece(begin, end);
  for_vectors(begin, end, size, [&](int i) { piece(i, i + size); });
}

template <class T, class Real, bool Alpha, int Channels>
constexpr auto quads = beside<T, Alpha, quad_run<T, Real, Alpha, Channels, 2>, quad_run<T, Real, Alpha, Channels, 4>>;

}  // namespace

warp_table::real_function warp_quads(const format& in) {
  if (in.type == sample_type::u16 && in.channels == 3 && !in.alpha) return quads<u16, float, false, 3>;
  if (in.type == sample_type::f32 && in.channels == 3 && !in.alpha) return quads<f32, float, false, 3>;
  if constexpr (HWY_MAX_BYTES >= 4 * sizeof(double)) {
    if (in.type == sample_type::u16 && in.channels == 4 && in.alpha) return quads<u16, double, true, 4>;
    if (in.type == sample_type::f32 && in.channels == 4 && in.alpha) return quads<f32, double, true, 4>;
  }
  return nullptr;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
