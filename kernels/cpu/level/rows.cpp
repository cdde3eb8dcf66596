// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/rows.hpp"

#include <cstring>

#include "tessera/kernels/cpu/formula.hpp"
#include "tessera/kernels/cpu/rows_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

template <class T>
void to_float(const std::byte* in, float* out, std::size_t n) {
  const T* from = reinterpret_cast<const T*>(in);
  std::size_t i = 0;
  for (; i + lanes() <= n; i += lanes()) store(widen(from + i), out + i);
  for (; i < n; ++i) out[i] = static_cast<float>(from[i]);
}

template <class T>
void from_float(const float* in, std::byte* out, std::size_t n) {
  T* to = reinterpret_cast<T*>(out);
  std::size_t i = 0;
  for (; i + lanes() <= n; i += lanes()) narrow(load(in + i), to + i);
  for (; i < n; ++i) to[i] = static_cast<T>(in[i]);
}

/// Channels known at compile time let the compiler unroll; 2 to 4 channels go through a small interleaved float buffer.
template <class T, int Channels>
void split(const std::byte* in, float* const* planes, std::size_t pixels) {
  const T* from = reinterpret_cast<const T*>(in);
  for (std::size_t i = 0; i < pixels; ++i)
    for (int c = 0; c < Channels; ++c)
      planes[c][i] = static_cast<float>(from[i * Channels + static_cast<std::size_t>(c)]);
}

template <class T, int Channels>
void join(const float* const* planes, std::byte* out, std::size_t pixels) {
  T* to = reinterpret_cast<T*>(out);
  for (std::size_t i = 0; i < pixels; ++i)
    for (int c = 0; c < Channels; ++c) to[i * Channels + static_cast<std::size_t>(c)] = static_cast<T>(planes[c][i]);
}

/// u8 RGB is the format of photographs: whole vectors, de-interleaved by shuffles.
std::size_t split_rgb(const std::uint8_t* in, float* const* planes, std::size_t pixels) {
  const hn::ScalableTag<std::uint8_t> d8;
  const hn::Rebind<std::uint8_t, float_tag> quarter;
  const std::size_t step = hn::Lanes(d8);
  HWY_ALIGN std::uint8_t buffer[3][HWY_MAX_BYTES];
  std::size_t i = 0;
  for (; i + step <= pixels; i += step) {
    hn::Vec<decltype(d8)> r, g, b;
    hn::LoadInterleaved3(d8, in + 3 * i, r, g, b);
    hn::Store(r, d8, buffer[0]);
    hn::Store(g, d8, buffer[1]);
    hn::Store(b, d8, buffer[2]);
    for (int c = 0; c < 3; ++c)
      for (std::size_t k = 0; k < step; k += hn::Lanes(quarter)) store(widen(buffer[c] + k), planes[c] + i + k);
  }
  return i;
}

std::size_t join_rgb(const float* const* planes, std::uint8_t* out, std::size_t pixels) {
  const hn::ScalableTag<std::uint8_t> d8;
  const std::size_t step = hn::Lanes(d8);
  HWY_ALIGN std::uint8_t buffer[3][HWY_MAX_BYTES];
  std::size_t i = 0;
  for (; i + step <= pixels; i += step) {
    for (int c = 0; c < 3; ++c)
      for (std::size_t k = 0; k < step; k += lanes()) narrow(load(planes[c] + i + k), buffer[c] + k);
    hn::StoreInterleaved3(hn::Load(d8, buffer[0]), hn::Load(d8, buffer[1]), hn::Load(d8, buffer[2]), d8, out + 3 * i);
  }
  return i;
}

template <class T>
void to_planes(const std::byte* in, float* const* planes, int channels, std::size_t pixels) {
  if (channels == 1) return to_float<T>(in, planes[0], pixels);
  if (channels == 2) return split<T, 2>(in, planes, pixels);
  if (channels == 4) return split<T, 4>(in, planes, pixels);
  std::size_t done = 0;
  if constexpr (std::is_same_v<T, u8>) done = split_rgb(reinterpret_cast<const u8*>(in), planes, pixels);
  float* const rest[] = {planes[0] + done, planes[1] + done, planes[2] + done};
  split<T, 3>(in + 3 * done * sizeof(T), rest, pixels - done);
}

template <class T>
void from_planes(const float* const* planes, std::byte* out, int channels, std::size_t pixels) {
  if (channels == 1) return from_float<T>(planes[0], out, pixels);
  if (channels == 2) return join<T, 2>(planes, out, pixels);
  if (channels == 4) return join<T, 4>(planes, out, pixels);
  std::size_t done = 0;
  if constexpr (std::is_same_v<T, u8>) done = join_rgb(planes, reinterpret_cast<u8*>(out), pixels);
  const float* const rest[] = {planes[0] + done, planes[1] + done, planes[2] + done};
  join<T, 3>(rest, out + 3 * done * sizeof(T), pixels - done);
}

void quantise_row(float* data, std::size_t n, float white) {
  for (std::size_t i = 0; i < n; i += lanes()) store(quantise(load(data + i), white), data + i);
}

void scale_row(float* data, std::size_t n, float factor) {
  const value f(factor);
  for (std::size_t i = 0; i < n; i += lanes()) store(load(data + i) * f, data + i);
}

void lookup_u8(const std::uint8_t* in, std::uint8_t* out, std::size_t n, const std::uint8_t* table) {
  std::size_t i = 0;
#if defined(__AVX512VBMI__)
  const __m512i t0 = _mm512_loadu_si512(table), t1 = _mm512_loadu_si512(table + 64);
  const __m512i t2 = _mm512_loadu_si512(table + 128), t3 = _mm512_loadu_si512(table + 192);
  for (; i + 64 <= n; i += 64) {
    const __m512i k = _mm512_loadu_si512(in + i);
    const __m512i low = _mm512_permutex2var_epi8(t0, k, t1), high = _mm512_permutex2var_epi8(t2, k, t3);
    _mm512_storeu_si512(out + i, _mm512_mask_blend_epi8(_mm512_movepi8_mask(k), low, high));
  }
#endif
  for (; i < n; ++i) out[i] = table[in[i]];
}

/// Calls map(rgb) for every pixel.
template <class Map>
TESSERA_FN void map_colours(float* const* planes, std::size_t n, const scale& levels, const Map& map) {
  const value in(1.0f / levels.in_white);
  for (std::size_t i = 0; i < n; i += lanes())
    store_pixel(map(load_pixel<rgb<value>>(planes, i, in)), levels, planes, i);
}

void colour_table_row(const colour_grid& grid, float* const* planes, std::size_t n, const scale& levels) {
  map_colours(planes, n, levels, [&](rgb<value> v) { return interpolated(grid, v); });
}

void shaper_row(const float* data, float* const* planes, std::size_t n, const scale& levels) {
  map_colours(planes, n, levels, [&](rgb<value> v) { return shaped(data, v); });
}

}  // namespace

const rows_table& rows_functions() {
  static constexpr rows_table table{{to_float<u8>, to_float<u16>, to_float<f32>},
                                    {from_float<u8>, from_float<u16>, from_float<f32>},
                                    {to_planes<u8>, to_planes<u16>, to_planes<f32>},
                                    {from_planes<u8>, from_planes<u16>, from_planes<f32>},
                                    quantise_row,
                                    lookup_u8,
                                    scale_row,
                                    colour_table_row,
                                    shaper_row};
  return table;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
