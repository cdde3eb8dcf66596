// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/rows.hpp"

#include <algorithm>
#include <cstring>

#include "tessera/kernels/cpu/formula.hpp"
#include "tessera/kernels/cpu/rows_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

template <class T>
void to_float(const std::byte* in, float* out, std::size_t n) {
  const T* from = reinterpret_cast<const T*>(in);
  std::size_t i = 0;
  for (; i + lanes() <= n; i += lanes()) {
    fetch_ahead(from + i);
    store(widen(from + i), out + i);
  }
  for (; i < n; ++i) out[i] = static_cast<float>(from[i]);
}

template <class T>
void from_float(const float* in, std::byte* out, std::size_t n) {
  T* to = reinterpret_cast<T*>(out);
  std::size_t i = 0;
  fetch_ahead(out, n * sizeof(T));
  for (; i + lanes() <= n; i += lanes()) narrow(load(in + i), to + i);
  for (; i < n; ++i) to[i] = static_cast<T>(in[i]);
}

template <class T, class U>
void change_type(const std::byte* in, std::byte* out, std::size_t n, float factor) {
  const T* from = reinterpret_cast<const T*>(in);
  U* to = reinterpret_cast<U*>(out);
  const auto change = [factor](const T* p, U* q) { narrow(fit<U>(widen(p) * value(factor)), q); };
  std::size_t i = 0;
  for (; i + lanes() <= n; i += lanes()) {
    fetch_ahead(from + i);
    change(from + i, to + i);
  }
  T last[HWY_MAX_BYTES / sizeof(float)] = {};
  U changed[HWY_MAX_BYTES / sizeof(float)];
  std::copy(from + i, from + n, last);
  change(last, changed);
  std::copy_n(changed, n - i, to + i);
}

/// The last vectors of a row are read from a copy; float planes have room for them.
template <int Channels>
TESSERA_FN void split_bytes(const u8* in, float* const* planes, std::size_t pixels) {
  const pixel_reader<Channels> read;
  std::uint8_t rest[HWY_MAX_BYTES] = {};
  value level[Channels];
  for (std::size_t i = 0; i < pixels; i += lanes()) {
    const std::size_t left = (pixels - i) * Channels;
    if (left < HWY_MAX_BYTES) std::memcpy(rest, in + i * Channels, left);
    fetch_ahead(in + i * Channels);
    read(left < HWY_MAX_BYTES ? rest : in + i * Channels, level);
#pragma GCC unroll 4
    for (int c = 0; c < Channels; ++c) store(level[c], planes[c] + i);
  }
}

template <int Channels, class T>
TESSERA_FN std::size_t split_vectors(const T* in, float* const* planes, std::size_t pixels) {
  const hn::Rebind<T, float_tag> d;
  std::size_t i = 0;
  for (; i + lanes() <= pixels; i += lanes()) {
    fetch_ahead(in + i * Channels);
    hn::Vec<decltype(d)> v[4];
    if constexpr (Channels == 2) hn::LoadInterleaved2(d, in + i * 2, v[0], v[1]);
    if constexpr (Channels == 3) hn::LoadInterleaved3(d, in + i * 3, v[0], v[1], v[2]);
    if constexpr (Channels == 4) hn::LoadInterleaved4(d, in + i * 4, v[0], v[1], v[2], v[3]);
#pragma GCC unroll 4
    for (int c = 0; c < Channels; ++c) {
      if constexpr (std::is_same_v<T, f32>) store(v[c], planes[c] + i);
      else store(hn::ConvertTo(float_tag(), hn::PromoteTo(int_tag(), v[c])), planes[c] + i);
    }
  }
  return i;
}

template <class T, int Channels>
void split(const std::byte* in, float* const* planes, std::size_t pixels) {
  const T* from = reinterpret_cast<const T*>(in);
  if constexpr (std::is_same_v<T, u8>) return split_bytes<Channels>(from, planes, pixels);
  else
    for (std::size_t i = split_vectors<Channels>(from, planes, pixels); i < pixels; ++i)
      for (int c = 0; c < Channels; ++c)
        planes[c][i] = static_cast<float>(from[i * Channels + static_cast<std::size_t>(c)]);
}

/// The last vectors of a row are written by way of a copy.
template <int Channels>
TESSERA_FN void join_bytes(const float* const* planes, u8* out, std::size_t pixels) {
  const pixel_writer<Channels> write;
  std::uint8_t rest[HWY_MAX_BYTES];
  for (std::size_t i = 0; i < pixels; i += lanes()) {
    fetch_ahead(out + i * Channels);
    value level[Channels];
#pragma GCC unroll 4
    for (int c = 0; c < Channels; ++c) level[c] = load(planes[c] + i);
    const std::size_t left = (pixels - i) * Channels;
    write(level, left < HWY_MAX_BYTES ? rest : out + i * Channels);
    if (left < HWY_MAX_BYTES) std::memcpy(out + i * Channels, rest, std::min(left, lanes() * Channels));
  }
}

template <int Channels, class T>
TESSERA_FN std::size_t join_vectors(const float* const* planes, T* out, std::size_t pixels) {
  const hn::Rebind<T, float_tag> d;
  std::size_t i = 0;
  for (; i + lanes() <= pixels; i += lanes()) {
    hn::Vec<decltype(d)> v[4];
#pragma GCC unroll 4
    for (int c = 0; c < Channels; ++c) {
      if constexpr (std::is_same_v<T, f32>) v[c] = load(planes[c] + i).raw;
      else v[c] = samples_of<T>(load(planes[c] + i));
    }
    if constexpr (Channels == 2) hn::StoreInterleaved2(v[0], v[1], d, out + i * 2);
    if constexpr (Channels == 3) hn::StoreInterleaved3(v[0], v[1], v[2], d, out + i * 3);
    if constexpr (Channels == 4) hn::StoreInterleaved4(v[0], v[1], v[2], v[3], d, out + i * 4);
  }
  return i;
}

template <class T, int Channels>
void join(const float* const* planes, std::byte* out, std::size_t pixels) {
  T* to = reinterpret_cast<T*>(out);
  if constexpr (std::is_same_v<T, u8>) return join_bytes<Channels>(planes, to, pixels);
  else
    for (std::size_t i = join_vectors<Channels>(planes, to, pixels); i < pixels; ++i)
      for (int c = 0; c < Channels; ++c) to[i * Channels + static_cast<std::size_t>(c)] = static_cast<T>(planes[c][i]);
}

template <class T>
void to_planes(const std::byte* in, float* const* planes, int channels, std::size_t pixels) {
  if (channels == 1) return to_float<T>(in, planes[0], pixels);
  if (channels == 2) return split<T, 2>(in, planes, pixels);
  if (channels == 3) return split<T, 3>(in, planes, pixels);
  return split<T, 4>(in, planes, pixels);
}

template <class T>
void from_planes(const float* const* planes, std::byte* out, int channels, std::size_t pixels) {
  if (channels == 1) return from_float<T>(planes[0], out, pixels);
  if (channels == 2) return join<T, 2>(planes, out, pixels);
  if (channels == 3) return join<T, 3>(planes, out, pixels);
  return join<T, 4>(planes, out, pixels);
}

void quantise_row(float* data, std::size_t n, float white) {
  for (std::size_t i = 0; i < n; i += lanes()) store(quantise(load(data + i), white), data + i);
}

void scale_row(float* data, std::size_t n, float factor) {
  const value f(factor);
  for (std::size_t i = 0; i < n; i += lanes()) store(load(data + i) * f, data + i);
}

void clean(const std::byte* in, float* out, std::size_t n) {
  const float* from = reinterpret_cast<const float*>(in);
  std::size_t i = 0;
  for (; i + lanes() <= n; i += lanes()) {
    const value v = load(from + i);
    store(hn::IfThenElseZero(hn::Eq(v.raw, v.raw), v.raw), out + i);
  }
  for (; i < n; ++i) out[i] = from[i] == from[i] ? from[i] : 0.0f;
}

/// Colours become change(colour, alpha) where a pixel has 2 or 4 channels: a vector holds whole pixels.
template <std::size_t Channels, class Change>
TESSERA_FN void change_colours(float* data, std::size_t n, const Change& change) {
  const float_tag d;
  const auto is_alpha = hn::Eq(hn::And(hn::Iota(int_tag(), 1), hn::Set(int_tag(), Channels - 1)), hn::Zero(int_tag()));
  for (std::size_t i = 0; i < n; i += lanes()) {
    const auto v = hn::LoadU(d, data + i);
    const value alpha = Channels == 2 ? hn::DupOdd(v) : hn::Broadcast<3>(v);
    store(hn::IfThenElse(hn::RebindMask(d, is_alpha), v, change(value(v), alpha).raw), data + i);
  }
}

template <class Change>
void change_pixels(float* data, std::size_t n, std::size_t channels, const Change& change) {
  if (channels == 2) return change_colours<2>(data, n, change);
  if (channels == 4) return change_colours<4>(data, n, change);
  for (std::size_t i = 0; i < n; i += channels)
    for (std::size_t c = 0; c + 1 < channels; ++c) data[i + c] = change(data[i + c], data[i + channels - 1]);
}

void weigh_by_alpha(float* data, std::size_t n, std::size_t channels, float factor) {
  change_pixels(data, n, channels, [&](auto colour, auto alpha) { return colour * (alpha * factor); });
}

void divide_by_alpha(float* data, std::size_t n, std::size_t channels, float factor) {
  change_pixels(data, n, channels, [&](auto colour, auto alpha) {
    using type = decltype(colour);
    return select(alpha > type(0.0f), colour * type(factor) / alpha, type(0.0f));
  });
}

}  // namespace

const rows_table& rows_functions() {
  static constexpr rows_table table{{to_float<u8>, to_float<u16>, to_float<f32>},
                                    {from_float<u8>, from_float<u16>, from_float<f32>},
                                    {to_planes<u8>, to_planes<u16>, to_planes<f32>},
                                    {from_planes<u8>, from_planes<u16>, from_planes<f32>},
                                    {{{change_type<u8, u8>, change_type<u8, u16>, change_type<u8, f32>},
                                      {change_type<u16, u8>, change_type<u16, u16>, change_type<u16, f32>},
                                      {change_type<f32, u8>, change_type<f32, u16>, change_type<f32, f32>}}},
                                    quantise_row,
                                    clean,
                                    scale_row,
                                    weigh_by_alpha,
                                    divide_by_alpha};
  return table;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
