// SPDX-License-Identifier: Apache-2.0
// 14-bit weights and the u8 pixels of a warp: a block of 16 bytes is the taps of one pixel in one row.
#include <cstring>

#include "tessera/kernels/cpu/highway_extra.hpp"
#include "tessera/kernels/cpu/rows_inline.hpp"
#include "tessera/kernels/cpu/turn_inline.hpp"
#include "tessera/kernels/cpu/warp_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

constexpr int weight_bits = 14;
constexpr int line_bits = 6;
constexpr int final_bits = weight_bits + line_bits;

/// Two 14-bit weights in a word.
TESSERA_FN void put_pair(word32_vec low, word32_vec high, std::int32_t* to) {
  const word32_tag d;
  hn::Store(hn::Or(hn::And(low, hn::Set(d, 0xffff)), hn::ShiftLeft<16>(high)), d, to);
}

void weigh_axis(const double* rest, int n, int taps, std::int32_t* w01, std::int32_t* w23) {
  const word32_tag d;
  const value unit(static_cast<float>(1 << weight_bits));
  const auto whole = hn::Set(d, 1 << weight_bits);
  const auto fixed = [&](value w) { return hn::NearestInt((w * unit).raw); };
  for (int i = 0; i < n; i += static_cast<int>(lanes())) {
    const value t = narrowed(rest + i);
    if (taps == 2) {
      const auto b = fixed(t);
      put_pair(hn::Sub(whole, b), b, w01 + i);
      continue;
    }
    const auto a = fixed(((value(-0.5f) * t + value(1.0f)) * t - value(0.5f)) * t);
    const auto c = fixed(((value(-1.5f) * t + value(2.0f)) * t + value(0.5f)) * t);
    const auto e = fixed((value(0.5f) * t - value(0.5f)) * t * t);
    put_pair(a, hn::Sub(hn::Sub(hn::Sub(whole, a), c), e), w01 + i);
    put_pair(c, e, w23 + i);
  }
}

void weigh(const warp_positions& at, int n, int taps, warp_weights& weights) {
  weigh_axis(at.right, n, taps, weights.x01, weights.x23);
  weigh_axis(at.below, n, taps, weights.y01, weights.y23);
}

/// The word of each pixel in all lanes of its block.
TESSERA_FN word_vec spread(const std::int32_t* words) {
  const word32_tag d;
  HWY_ALIGN static constexpr std::int32_t lanes_of_block[16] = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3};
  return hn::BitCast(word_tag(), hn::TableLookupLanes(hn::LoadU(d, words), hn::SetTableIndices(d, lanes_of_block)));
}

int within(const warp_positions& at, const warp_bounds& bounds, int begin, int end) {
  const word32_tag d;
  const auto left = hn::Set(d, bounds.left), right = hn::Set(d, bounds.right), top = hn::Set(d, bounds.top),
             bottom = hn::Set(d, bounds.bottom);
  for (int i = begin; i < end; i += static_cast<int>(lanes())) {
    const auto x = hn::LoadU(d, at.x + i), y = hn::LoadU(d, at.y + i);
    const auto outside = hn::Or(hn::Or(hn::Lt(x, left), hn::Gt(x, right)), hn::Or(hn::Lt(y, top), hn::Gt(y, bottom)));
    const auto first = hn::FindFirstTrue(d, outside);
    if (first >= 0) return std::min(end, i + static_cast<int>(first));
  }
  return end;
}

/// Where the first tap of the pixels of a run lies in each of its rows: at from[row] + offset[row][pixel].
template <int Channels, int Taps>
struct tap_places {
  static constexpr int before = Taps / 2 - 1, room = warp_chunk + 16;
  const std::byte* from[Taps];
  const std::int64_t* offset[Taps];
  /// The row under the last one: the pixels of the next row of output are there or nearly so, and no processor sees that coming.
  const std::byte* below;

  tap_places(const warp_input& in, const warp_positions& at, int begin, int end) {
    if (in.pitch != 0) place_evenly(in, at, begin, end);
    else place(in, at, begin, end);
    below = from[Taps - 1] + in.pitch;
  }

 private:
  alignas(64) std::int64_t offsets_[Taps][room];

  void place_evenly(const warp_input& in, const warp_positions& at, int begin, int end) {
    const word32_tag d;
    const hn::ScalableTag<std::int64_t> wide;
    const auto pitch = hn::Set(d, static_cast<std::int32_t>(in.pitch)), pixel = hn::Set(d, Channels),
               left = hn::Set(d, before + static_cast<std::int32_t>(in.x)),
               top = hn::Set(d, before + static_cast<std::int32_t>(in.region.y0));
    std::int64_t* to = offsets_[0];
    for (int i = begin; i < end; i += static_cast<int>(lanes()), to += lanes()) {
      const auto place = hn::Add(hn::Mul(hn::Sub(hn::LoadU(d, at.y + i), top), pitch),
                                 hn::Mul(hn::Sub(hn::LoadU(d, at.x + i), left), pixel));
      hn::StoreU(hn::PromoteTo(wide, hn::LowerHalf(place)), wide, to);
      hn::StoreU(hn::PromoteTo(wide, hn::UpperHalf(hn::Half<word32_tag>(), place)), wide, to + hn::Lanes(wide));
    }
    repeat_last(0, end - begin);
    for (int j = 0; j < Taps; ++j) {
      from[j] = in.rows[in.region.y0 - in.y] + j * in.pitch;
      offset[j] = offsets_[0];
    }
  }

  void place(const warp_input& in, const warp_positions& at, int begin, int end) {
    const std::byte* const origin = in.rows[in.region.y0 - in.y];
    for (int j = 0; j < Taps; ++j) {
      for (int i = begin; i < end; ++i)
        offsets_[j][i - begin] = in.rows[at.y[i] - before + j - in.y] - origin + (at.x[i] - before - in.x) * Channels;
      repeat_last(j, end - begin);
      from[j] = origin;
      offset[j] = offsets_[j];
    }
  }

  /// What is read beyond a run's end is read where it ends.
  void repeat_last(int j, int n) {
    for (int k = 0; n > 0 && k < turn_blocks; ++k) offsets_[j][n + k] = offsets_[j][n - 1];
  }
};

/// 16 bytes from every offset.
template <class D>
TESSERA_FN hn::Vec<D> load_blocks(D d, const std::byte* from, const std::int64_t* offset) {
  if constexpr (hn::MaxLanes(D()) == 16) {
    return hn::LoadU(d, reinterpret_cast<const std::uint8_t*>(from + *offset));
  } else {
    const hn::Half<D> half;
    return hn::Combine(d, load_blocks(half, from, offset + hn::MaxLanes(half) / 16), load_blocks(half, from, offset));
  }
}

/// Shuffles of 16 bytes of interleaved samples to pairs of words: taps (0, 1) or (2, 3) of each channel; 0x80 gives zero.
template <int Channels>
struct pair_order {
  alignas(16) std::uint8_t first[16], second[16];
  constexpr pair_order() : first{}, second{} {
    for (int k = 0; k < 16; ++k) first[k] = second[k] = 0x80;
    for (int c = 0; c < Channels; ++c)
      for (int t = 0; t < 2; ++t) {
        first[4 * c + 2 * t] = static_cast<std::uint8_t>(t * Channels + c);
        second[4 * c + 2 * t] = static_cast<std::uint8_t>((t + 2) * Channels + c);
      }
  }
};

/// One input row of each pixel, filtered horizontally: levels with 6 fractional bits.
template <int Channels, int Taps>
TESSERA_FN word32_vec filtered(const std::byte* from, const std::int64_t* offset, word_vec w01, word_vec w23) {
  static constexpr pair_order<Channels> order;
  const byte_tag d8;
  const word32_tag d;
  const byte_vec taps = load_blocks(d8, from, offset);
  auto sum = hn::Set(d, 1 << (weight_bits - line_bits - 1));
  sum = add_dot(sum, hn::BitCast(word_tag(), hn::TableLookupBytesOr0(taps, hn::LoadDup128(d8, order.first))), w01);
  if constexpr (Taps == 4)
    sum = add_dot(sum, hn::BitCast(word_tag(), hn::TableLookupBytesOr0(taps, hn::LoadDup128(d8, order.second))), w23);
  return hn::ShiftRight<weight_bits - line_bits>(sum);
}

TESSERA_FN word_vec pair_rows(word32_vec upper, word32_vec lower) {
  const word32_tag d;
  return hn::BitCast(word_tag(), hn::Or(hn::And(upper, hn::Set(d, 0xffff)), hn::ShiftLeft<16>(lower)));
}

/// Four lanes of a pixel to its channels, pixels side by side.
template <int Channels>
struct packed_order {
  alignas(16) std::uint8_t from[16];
  constexpr packed_order() : from{} {
    for (int k = 0; k < 4 * Channels; ++k) from[k] = static_cast<std::uint8_t>(k / Channels * 4 + k % Channels);
  }
};

/// As many pixels as a vector has blocks, but at most n, from pixel `i` of the chunk on, which is number `k` of its run; `wide` if 16 bytes may be
/// written, as later pixels are written later.
template <int Channels, int Taps>
TESSERA_FN void interior_pixels(const tap_places<Channels, Taps>& at, const warp_weights& w, int i, int k,
                                std::uint8_t* out, int n, bool wide) {
  const word32_tag d;
  const auto row = [&](int j, word_vec w01, word_vec w23) {
    return filtered<Channels, Taps>(at.from[j], at.offset[j] + k, w01, w23);
  };
  hwy::Prefetch(at.below + at.offset[Taps - 1][k]);
  const word_vec x01 = spread(w.x01 + i), x23 = Taps == 4 ? spread(w.x23 + i) : x01;
  auto sum = hn::Set(d, 1 << (final_bits - 1));
  const auto upper = row(0, x01, x23), lower = row(1, x01, x23);
  sum = add_dot(sum, pair_rows(upper, lower), spread(w.y01 + i));
  if constexpr (Taps == 4) {
    const auto third = row(2, x01, x23), fourth = row(3, x01, x23);
    sum = add_dot(sum, pair_rows(third, fourth), spread(w.y23 + i));
  }
  HWY_ALIGN std::uint8_t bytes[16];
  const hn::Rebind<std::uint8_t, word32_tag> d8;
  hn::Store(hn::DemoteTo(d8, hn::ShiftRight<final_bits>(sum)), d8, bytes);  // bounds them, too
  if (wide) {
    static constexpr packed_order<Channels> order;
    const hn::Full128<std::uint8_t> block;
    hn::StoreU(hn::TableLookupBytes(hn::Load(block, bytes), hn::Load(block, order.from)), block, out + i * Channels);
  } else {
    for (int b = 0; b < n; ++b) std::memcpy(out + (i + b) * Channels, bytes + 4 * b, Channels);
  }
}

template <int Channels, int Taps>
void interior_run(const warp_input& in, const warp_positions& at, const warp_weights& w, int begin, int end,
                  std::uint8_t* out) {
  const tap_places<Channels, Taps> places(in, at, begin, end);
  int i = begin;
  for (; (end - i) * Channels >= 16; i += turn_blocks) interior_pixels(places, w, i, i - begin, out, turn_blocks, true);
  for (; i < end; i += turn_blocks)
    interior_pixels(places, w, i, i - begin, out, std::min(end - i, turn_blocks), false);
}

template <int Channels>
void interior_channels(const warp_input& in, const warp_positions& at, const warp_weights& w, int begin, int end,
                       int taps, std::uint8_t* out) {
  if (taps == 2) interior_run<Channels, 2>(in, at, w, begin, end, out);
  else interior_run<Channels, 4>(in, at, w, begin, end, out);
}

void interior(const warp_input& in, const warp_positions& at, const warp_weights& w, int begin, int end, int channels,
              int taps, std::uint8_t* out) {
  if (channels == 1) interior_channels<1>(in, at, w, begin, end, taps, out);
  if (channels == 2) interior_channels<2>(in, at, w, begin, end, taps, out);
  if (channels == 3) interior_channels<3>(in, at, w, begin, end, taps, out);
  if (channels == 4) interior_channels<4>(in, at, w, begin, end, taps, out);
}

/// The same sums one by one, for pixels near an edge of the picture or the region.
void anywhere(const warp_input& in, const warp_positions& at, const warp_weights& w, int begin, int end,
              const warp_colours& colours, std::uint8_t* out) {
  const int n = colours.taps;
  for (int i = begin; i < end; ++i) {
    if (at.x[i] < -1 || at.x[i] >= in.size.width || at.y[i] < -1 || at.y[i] >= in.size.height) {
      std::memcpy(out + i * colours.channels, colours.fill_pixel.data(), static_cast<std::size_t>(colours.channels));
      continue;
    }
    const float cover = covered_by<float>(in, at, i);
    std::int16_t wx[4], wy[4];
    std::memcpy(wx, w.x01 + i, 4), std::memcpy(wx + 2, w.x23 + i, 4), std::memcpy(wy, w.y01 + i, 4),
        std::memcpy(wy + 2, w.y23 + i, 4);
    const bool seen = cover > 0.0f;
    const warp_taps taps(in, seen ? at.x[i] : 0, seen ? at.y[i] : 0, seen ? n : 0, colours.channels);
    for (int c = 0; c < colours.channels; ++c) {
      std::int32_t sum = 1 << (final_bits - 1);
      for (int j = 0; seen && j < n; ++j) {
        std::int32_t line = 1 << (weight_bits - line_bits - 1);
        for (int k = 0; k < n; ++k) line += wx[k] * static_cast<std::int32_t>(taps.rows[j][taps.columns[k] + c]);
        sum += wy[j] * (line >> (weight_bits - line_bits));
      }
      if (cover == 1.0f) {
        const std::int32_t level = sum >> final_bits;
        out[i * colours.channels + c] = static_cast<std::uint8_t>(level < 0 ? 0 : level > 255 ? 255 : level);
        continue;
      }
      const float level =
          static_cast<float>(sum - (1 << (final_bits - 1))) * (1.0f / static_cast<float>(1 << final_bits));
      out[i * colours.channels + c] = static_cast<std::uint8_t>(
          quantise(cover * level + (1.0f - cover) * colours.fill[static_cast<std::size_t>(c)], 255.0f));
    }
  }
}

}  // namespace

const warp_table& warp_functions() {
  static constexpr warp_table table{locate,
                                    weigh,
                                    within,
                                    interior,
                                    anywhere,
                                    {warp_real<u8, false>, warp_real<u16, false>, warp_real<f32, false>},
                                    {warp_real<u8, true>, warp_real<u16, true>, warp_real<f32, true>},
                                    warp_beside};
  return table;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
