// SPDX-License-Identifier: Apache-2.0
// Warps with real weights, pixels side by side, for formats whose four taps of a row fit 16 bytes. The taps of a run are first brought together: vectors
// loaded right after they were put together from parts would wait for these stores. The same sums in the same order as pixel by pixel.
#include <cstring>

#include "tessera/kernels/cpu/rows_inline.hpp"
#include "tessera/kernels/cpu/warp_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

constexpr std::size_t run_pixels = warp_chunk + 16;

/// For each row of taps four pixels of input per pixel of output.
template <std::size_t Bytes>
struct run_taps {
  alignas(64) std::byte rows[4][run_pixels * Bytes];

  run_taps(const warp_input& in, const warp_positions& at, int begin, int end, int taps) {
    const std::int64_t pixel_bytes = Bytes / 4;
    const std::int64_t before = taps / 2 - 1;
    for (int i = begin; i < end; ++i) {
      const std::byte* const* from = in.rows + (at.y[i] - before - in.y);
      const std::int64_t offset = (at.x[i] - before - in.x) * pixel_bytes;
      const auto to = static_cast<std::size_t>(i - begin) * Bytes;
      for (int j = 0; j < taps; ++j) std::memcpy(rows[j] + to, from[j] + offset, Bytes);
    }
  }
};

/// The four taps of a row of lanes() pixels of one channel, as levels.
TESSERA_FN void load_row(const u16* from, value* taps) {
  const hn::RebindToUnsigned<float_tag> d;
  hn::Vec<decltype(d)> first, last;
  hn::LoadInterleaved2(d, reinterpret_cast<const std::uint32_t*>(from), first, last);
  const auto level = [](auto v) { return value(hn::ConvertTo(float_tag(), hn::BitCast(int_tag(), v))); };
  const auto low = hn::Set(d, 0xffffu);
  taps[0] = level(hn::And(first, low)), taps[1] = level(hn::ShiftRight<16>(first));
  taps[2] = level(hn::And(last, low)), taps[3] = level(hn::ShiftRight<16>(last));
}
TESSERA_FN void load_row(const f32* from, value* taps) {
  hn::LoadInterleaved4(float_tag(), from, taps[0].raw, taps[1].raw, taps[2].raw, taps[3].raw);
}
/// The same for gray and alpha.
TESSERA_FN void load_row(const u8* from, value* gray, value* alpha) {
  const hn::RebindToUnsigned<float_tag> d;
  hn::Vec<decltype(d)> pair[2];
  hn::LoadInterleaved2(d, reinterpret_cast<const std::uint32_t*>(from), pair[0], pair[1]);
  const auto level = [&](auto v) {
    return value(hn::ConvertTo(float_tag(), hn::BitCast(int_tag(), hn::And(v, hn::Set(d, 0xffu)))));
  };
#pragma GCC unroll 2
  for (int k = 0; k < 2; ++k) {
    gray[2 * k] = level(pair[k]), alpha[2 * k] = level(hn::ShiftRight<8>(pair[k]));
    gray[2 * k + 1] = level(hn::ShiftRight<16>(pair[k])), alpha[2 * k + 1] = level(hn::ShiftRight<24>(pair[k]));
  }
}

template <class T, int Taps>
void gray_run(const warp_input& in, const warp_positions& at, int begin, int end, std::byte* out) {
  const run_taps<4 * sizeof(T)> taps(in, at, begin, end, Taps);
  for_vectors(begin, end, static_cast<int>(lanes()), [&](int i) {
    value wx[4], wy[4], sum(0.0f);
    tap_weights(narrowed(at.right + i), Taps, wx);
    tap_weights(narrowed(at.below + i), Taps, wy);
#pragma GCC unroll 4
    for (int j = 0; j < Taps; ++j) {
      value samples[4], line(0.0f);
      load_row(reinterpret_cast<const T*>(taps.rows[j]) + 4 * (i - begin), samples);
#pragma GCC unroll 4
      for (int k = 0; k < Taps; ++k) line = line + wx[k] * samples[k];
      sum = sum + wy[j] * line;
    }
    narrow(fit<T>(sum), reinterpret_cast<T*>(out) + i);
  });
}

template <int Taps>
void gray_alpha_run(const warp_input& in, const warp_positions& at, int begin, int end, std::byte* out) {
  const run_taps<8> taps(in, at, begin, end, Taps);
  for_vectors(begin, end, static_cast<int>(lanes()), [&](int i) {
    value wx[4], wy[4], colour(0.0f), alpha(0.0f);
    tap_weights(narrowed(at.right + i), Taps, wx);
    tap_weights(narrowed(at.below + i), Taps, wy);
#pragma GCC unroll 4
    for (int j = 0; j < Taps; ++j) {
      value gray[4], opaque[4], line(0.0f), alpha_line(0.0f);
      load_row(reinterpret_cast<const u8*>(taps.rows[j]) + 8 * (i - begin), gray, opaque);
#pragma GCC unroll 4
      for (int k = 0; k < Taps; ++k) {
        line = line + wx[k] * (gray[k] * opaque[k]);
        alpha_line = alpha_line + wx[k] * opaque[k];
      }
      colour = colour + wy[j] * line;
      alpha = alpha + wy[j] * alpha_line;
    }
    const auto whole = [](value level) { return to_whole(fit<u8>(level)); };
    const value mixed = select(alpha > value(no_alpha<u8>), colour / alpha, value(0.0f));
    const hn::Rebind<std::uint16_t, float_tag> pixels;
    hn::StoreU(hn::DemoteTo(pixels, hn::Or(whole(mixed), hn::ShiftLeft<8>(whole(alpha)))), pixels,
               reinterpret_cast<std::uint16_t*>(out) + i);
  });
}

/// Shuffles of the 16 bytes of four RGBA pixels to the channels of one of them as words; 0x80 gives zero.
struct channel_order_of_tap {
  alignas(16) std::uint8_t from[4][16];
  constexpr channel_order_of_tap() : from{} {
    for (int t = 0; t < 4; ++t)
      for (int k = 0; k < 16; ++k) from[t][k] = k % 4 == 0 ? static_cast<std::uint8_t>(4 * t + k / 4) : 0x80;
  }
};

/// The weight of each pixel in all lanes of its block.
TESSERA_FN value spread_weights(const float* weights) {
  HWY_ALIGN static constexpr std::int32_t blocks[16] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};
  return hn::TableLookupLanes(hn::LoadU(float_tag(), weights), hn::SetTableIndices(float_tag(), blocks));
}

/// Weights of the taps of a run along one axis.
struct run_weights {
  alignas(64) float of[4][run_pixels];
  run_weights(const double* rest, int begin, int end, int taps) {
    for (int i = begin; i < end; i += static_cast<int>(lanes())) {
      value w[4];
      tap_weights(narrowed(rest + i), taps, w);
      for (int t = 0; t < taps; ++t) store(w[t], of[t] + (i - begin));
    }
  }
};

template <int Taps>
void rgba_run(const warp_input& in, const warp_positions& at, int begin, int end, std::byte* out) {
  static constexpr channel_order_of_tap order;
  const byte_tag d8;
  const float_tag d;
  const run_taps<16> taps(in, at, begin, end, Taps);
  const run_weights across(at.right, begin, end, Taps), down(at.below, begin, end, Taps);
  HWY_ALIGN static constexpr std::int32_t last_of_four[16] = {0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1, 0, 0, 0, -1};
  const auto is_alpha = hn::RebindMask(d, hn::Lt(hn::Load(int_tag(), last_of_four), hn::Zero(int_tag())));
  const auto one = hn::Set(d, 1.0f);
  hn::Vec<decltype(d8)> shuffle[Taps];
  for (int t = 0; t < Taps; ++t) shuffle[t] = hn::LoadDup128(d8, order.from[t]);
  for_vectors(begin, end, static_cast<int>(lanes() / 4), [&](int i) {
    value sum(0.0f), wx[Taps];
    for (int t = 0; t < Taps; ++t) wx[t] = spread_weights(across.of[t] + (i - begin));
#pragma GCC unroll 4
    for (int j = 0; j < Taps; ++j) {
      value line(0.0f);
      const auto bytes = hn::LoadU(d8, reinterpret_cast<const std::uint8_t*>(taps.rows[j]) + 16 * (i - begin));
#pragma GCC unroll 4
      for (int t = 0; t < Taps; ++t) {
        const auto samples = hn::ConvertTo(d, hn::BitCast(int_tag(), hn::TableLookupBytesOr0(bytes, shuffle[t])));
        const value opaque = hn::IfThenElse(is_alpha, one, hn::Broadcast<3>(samples));
        line = line + wx[t] * (value(samples) * opaque);
      }
      sum = sum + value(spread_weights(down.of[j] + (i - begin))) * line;
    }
    const value alpha = hn::Broadcast<3>(sum.raw);
    const value colour = select(alpha > value(no_alpha<u8>), sum / alpha, value(0.0f));
    narrow(fit<u8>(hn::IfThenElse(is_alpha, sum.raw, colour.raw)), reinterpret_cast<u8*>(out) + 4 * i);
  });
}

}  // namespace

warp_table::real_function warp_beside(const format& in) {
  if (in.type == sample_type::u8 && in.alpha && in.channels == 2)
    return beside<u8, true, gray_alpha_run<2>, gray_alpha_run<4>>;
  if (in.type == sample_type::u8 && in.alpha && in.channels == 4) return beside<u8, true, rgba_run<2>, rgba_run<4>>;
  if (in.type == sample_type::u16 && in.channels == 1) return beside<u16, false, gray_run<u16, 2>, gray_run<u16, 4>>;
  if (in.type == sample_type::f32 && in.channels == 1) return beside<f32, false, gray_run<f32, 2>, gray_run<f32, 4>>;
  return warp_quads(in);
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
