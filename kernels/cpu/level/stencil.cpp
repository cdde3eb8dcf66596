// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/stencil.hpp"

#include "tessera/kernels/cpu/rows_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

template <class T>
void to_fractions(const std::byte* in, float* out, std::size_t n) {
  const T* from = reinterpret_cast<const T*>(in);
  constexpr float factor = 1.0f / white<T>;
  std::size_t i = 0;
  for (; i + lanes() <= n; i += lanes()) {
    fetch_ahead(from + i);
    store(widen(from + i) * value(factor), out + i);
  }
  for (; i < n; ++i) out[i] = static_cast<float>(from[i]) * factor;
}

template <class T>
void to_levels(const float* in, std::byte* out, std::size_t n) {
  T* to = reinterpret_cast<T*>(out);
  std::size_t i = 0;
  fetch_ahead(out, n * sizeof(T));
  for (; i + lanes() <= n; i += lanes()) narrow(fit<T>(load(in + i) * value(white<T>)), to + i);
  if (i == n) return;
  T rest[HWY_MAX_BYTES / sizeof(float)];
  narrow(fit<T>(load(in + i) * value(white<T>)), rest);
  for (std::size_t k = 0; i + k < n; ++k) to[i + k] = rest[k];
}

/// Four vectors at a time keep the sums in registers while the weights pass by.
void weigh(const float* const* rows, const tap* taps, std::size_t count, float offset, float* out, std::size_t n) {
  const std::size_t step = lanes();
  std::size_t i = 0;
  for (; i + 4 * step <= n; i += 4 * step) {
    value a(0.0f), b(0.0f), c(0.0f), d(0.0f);
    for (std::size_t t = 0; t < count; ++t) {
      const float* p = rows[taps[t].row] + taps[t].offset + i;
      const value w(taps[t].weight);
      a = a + load(p) * w;
      b = b + load(p + step) * w;
      c = c + load(p + 2 * step) * w;
      d = d + load(p + 3 * step) * w;
    }
    store(a + value(offset), out + i);
    store(b + value(offset), out + i + step);
    store(c + value(offset), out + i + 2 * step);
    store(d + value(offset), out + i + 3 * step);
  }
  for (; i < n; i += step) {
    value a(0.0f);
    for (std::size_t t = 0; t < count; ++t)
      a = a + load(rows[taps[t].row] + taps[t].offset + i) * value(taps[t].weight);
    store(a + value(offset), out + i);
  }
}

template <int Channels>
void premultiply_pixels(float* row, std::size_t pixels) {
  for (std::size_t i = 0; i < pixels; ++i, row += Channels)
    for (int c = 0; c + 1 < Channels; ++c) row[c] *= row[Channels - 1];
}

template <int Channels>
void divide_pixels(float* row, std::size_t pixels, float gain, float offset) {
  for (std::size_t i = 0; i < pixels; ++i, row += Channels) {
    const float alpha = row[Channels - 1];
    for (int c = 0; c + 1 < Channels; ++c) row[c] = alpha > 0.0f ? gain * (row[c] / alpha) + offset : 0.0f;
    row[Channels - 1] = alpha / gain;
  }
}

void premultiply(float* row, int channels, std::size_t pixels) {
  channels == 2 ? premultiply_pixels<2>(row, pixels) : premultiply_pixels<4>(row, pixels);
}

void divide(float* row, int channels, std::size_t pixels, float gain, float offset) {
  channels == 2 ? divide_pixels<2>(row, pixels, gain, offset) : divide_pixels<4>(row, pixels, gain, offset);
}

}  // namespace

const stencil_table& stencil_functions() {
  static constexpr stencil_table table{{to_fractions<u8>, to_fractions<u16>, to_fractions<f32>},
                                       {to_levels<u8>, to_levels<u16>, to_levels<f32>},
                                       weigh,
                                       premultiply,
                                       divide};
  return table;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
