// SPDX-License-Identifier: Apache-2.0
// The passes over float and double sums, in a fixed order of taps, and the table of the level.
#include <cstring>

#include "tessera/kernels/cpu/resample_inline.hpp"
#include "tessera/kernels/cpu/rows_inline.hpp"
#include "tessera/kernels/cpu/turn_inline.hpp"
#include "tessera/kernels/transfer.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

template <class Sum>
using tag_of = hn::ScalableTag<Sum>;
template <class Sum>
inline constexpr int vectors_of = static_cast<int>(sizeof(Sum) / sizeof(float));  ///< that hold `turn_lanes` sums
template <class Sum>
inline constexpr std::ptrdiff_t lanes_of = turn_lanes / vectors_of<Sum>;

template <class Sum>
void accumulate(const Sum* samples, Sum weight, Sum* sums, std::size_t n) {
  const tag_of<Sum> d;
  const auto w = hn::Set(d, weight);
  for (std::size_t i = 0; i < n; i += hn::Lanes(d))
    hn::Store(hn::Add(hn::Load(d, sums + i), hn::Mul(hn::Load(d, samples + i), w)), d, sums + i);
}

/// Puts rows into lanes; 16 bytes of each row at a time for float.
void turn_single(const float* sums, std::ptrdiff_t pitch, std::size_t samples, float* turned) {
  const hn::Full128<float> quarter;
  const float_tag df;
  const word32_tag d;
  HWY_ALIGN float words[4 * turn_lanes];
  for (std::size_t s = 0; s < samples; s += 4, turned += 4 * turn_lanes) {
    for (int row = 0; row < turn_lanes; ++row)
      hn::Store(hn::Load(quarter, sums + row * pitch + static_cast<std::ptrdiff_t>(s)), quarter,
                words + 4 * slot_of(row));
    word32_vec v[4];
    for (int q = 0; q < 4; ++q) v[q] = hn::BitCast(d, hn::Load(df, words + q * turn_lanes));
    turn_words(v[0], v[1], v[2], v[3]);
    for (int q = 0; q < 4; ++q) hn::Store(hn::BitCast(df, v[q]), df, turned + q * turn_lanes);
  }
}

void turn_precise(const double* sums, std::ptrdiff_t pitch, std::size_t samples, double* turned) {
  for (std::size_t s = 0; s < samples; ++s)
    for (int row = 0; row < turn_lanes; ++row) *turned++ = sums[row * pitch + static_cast<std::ptrdiff_t>(s)];
}

template <class Sum, int Channels>
void horizontal_channels(const Sum* turned, const Sum* weights, const horizontal_job& job, Sum* out) {
  const tag_of<Sum> d;
  constexpr int vectors = Channels * vectors_of<Sum>;
  for (std::int64_t x = job.begin; x < job.end; ++x, out += Channels * turn_lanes) {
    const auto& e = job.entries[x];
    const Sum* at = turned + (e.first - job.origin) * Channels * turn_lanes;
    hn::Vec<tag_of<Sum>> sums[vectors];
    for (auto& s : sums) s = hn::Zero(d);
    for (std::int32_t k = 0; k < e.count; ++k, at += Channels * turn_lanes) {
      const auto w = hn::Set(d, weights[e.offset + static_cast<std::uint32_t>(k)]);
      for (int v = 0; v < vectors; ++v) sums[v] = hn::Add(sums[v], hn::Mul(hn::Load(d, at + v * lanes_of<Sum>), w));
    }
    for (int v = 0; v < vectors; ++v) hn::Store(sums[v], d, out + v * lanes_of<Sum>);
  }
}

template <class Sum>
void horizontal(const Sum* turned, const Sum* weights, const horizontal_job& job, Sum* out) {
  if (job.channels == 1) horizontal_channels<Sum, 1>(turned, weights, job, out);
  if (job.channels == 2) horizontal_channels<Sum, 2>(turned, weights, job, out);
  if (job.channels == 3) horizontal_channels<Sum, 3>(turned, weights, job, out);
  if (job.channels == 4) horizontal_channels<Sum, 4>(turned, weights, job, out);
}

TESSERA_FN value lower(const float* p) { return load(p); }
TESSERA_FN value lower(const double* p) {
  const tag_of<double> d;
  const hn::Half<float_tag> half;
  return hn::Combine(float_tag(), hn::DemoteTo(half, hn::Load(d, p + lanes_of<double>)),
                     hn::DemoteTo(half, hn::Load(d, p)));
}

/// colour / alpha where alpha is above `least`, else 0.
TESSERA_FN value divided(const float* colour, const float* alpha, float least) {
  const value a = load(alpha);
  const truth seen = a > value(least);
  return select(seen, load(colour) / select(seen, a, value(1.0f)), value(0.0f));
}
TESSERA_FN value divided(const double* colour, const double* alpha, float least) {
  const tag_of<double> d;
  HWY_ALIGN double ratio[turn_lanes];
  for (std::ptrdiff_t i = 0; i < turn_lanes; i += lanes_of<double>) {
    const auto a = hn::Load(d, alpha + i);
    const auto seen = hn::Gt(a, hn::Set(d, static_cast<double>(least)));
    const auto quotient = hn::Div(hn::Load(d, colour + i), hn::IfThenElse(seen, a, hn::Set(d, 1.0)));
    hn::Store(hn::IfThenElseZero(seen, quotient), d, ratio + i);
  }
  return lower(ratio);
}

template <class Sum>
void finish(const Sum* sums, const finish_job& job, float* out) {
  const int colours = job.channels - (job.alpha ? 1 : 0);
  const float least = job.whole_numbers ? no_alpha<u8> : no_alpha<f32>;
  const auto put = [&](value level, int c) {
    store(job.whole_numbers ? quantise(level, job.white) : level, out + c * turn_lanes);
  };
  for (std::size_t i = 0; i < job.pixels; ++i, sums += job.channels * turn_lanes, out += job.channels * turn_lanes) {
    const Sum* alpha = sums + colours * turn_lanes;
    for (int c = 0; c < colours; ++c) {
      value level = job.alpha ? divided(sums + c * turn_lanes, alpha, least) : lower(sums + c * turn_lanes);
      if (job.linear) level = linear_to_srgb(level) * value(job.white);
      put(level, c);
    }
    if (job.alpha) put(lower(alpha), colours);
  }
}

void turn_back(const float* levels, std::size_t samples, float* rows, std::ptrdiff_t pitch) {
  const float_tag df;
  const word32_tag d;
  const hn::Full128<float> quarter;
  HWY_ALIGN float words[4 * turn_lanes];
  for (std::size_t s = 0; s < samples; s += 4, levels += 4 * turn_lanes) {
    word32_vec v[4];
    for (int q = 0; q < 4; ++q) v[q] = hn::BitCast(d, hn::Load(df, levels + q * turn_lanes));
    turn_words(v[0], v[1], v[2], v[3]);
    for (int q = 0; q < 4; ++q) hn::Store(hn::BitCast(df, v[q]), df, words + q * turn_lanes);
    for (int row = 0; row < turn_lanes; ++row)
      hn::Store(hn::Load(quarter, words + 4 * slot_of(row)), quarter,
                rows + row * pitch + static_cast<std::ptrdiff_t>(s));
  }
}

}  // namespace

const resample_table& resample_functions() {
  static constexpr resample_table table{turn_lanes,
                                        vertical_fixed,
                                        pair_columns,
                                        horizontal_fixed,
                                        deliver_fixed,
                                        halve,
                                        {accumulate<float>, turn_single, horizontal<float>, finish<float>},
                                        {accumulate<double>, turn_precise, horizontal<double>, finish<double>},
                                        turn_back};
  return table;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
