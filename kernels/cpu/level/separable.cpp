// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/rows_inline.hpp"
#include "tessera/kernels/cpu/separable_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

/// Fixed order: outermost pair of taps first, the centre last; or from the first tap to the last.
template <class At>
TESSERA_FN auto weigh_floats(const float_pass& pass, At at) {
  using type = decltype(at(0));
  type sum = pass.symmetric && pass.taps > 1 ? (at(0) + at(pass.taps - 1)) * type(pass.weights[0])
                                             : at(0) * type(pass.weights[0]);
  if (!pass.symmetric) {
    for (int t = 1; t < pass.taps; ++t) sum = sum + at(t) * type(pass.weights[t]);
    return sum;
  }
  const int half = pass.taps / 2;
  for (int t = 1; t < half; ++t) sum = sum + (at(t) + at(pass.taps - 1 - t)) * type(pass.weights[t]);
  return half > 0 ? sum + at(half) * type(pass.weights[half]) : sum;
}

/// Four vectors side by side: their sums do not wait for each other, and a tap is looked up once for all.
struct four_values {
  value a, b, c, d;
  TESSERA_FN four_values(float v) : a(v), b(v), c(v), d(v) {}
  TESSERA_FN four_values(value p, value q, value r, value s) : a(p), b(q), c(r), d(s) {}
  template <class T>
  TESSERA_FN explicit four_values(const T* p)
      : a(widen(p)), b(widen(p + lanes())), c(widen(p + 2 * lanes())), d(widen(p + 3 * lanes())) {}
  friend TESSERA_FN four_values operator+(const four_values& p, const four_values& q) {
    return {p.a + q.a, p.b + q.b, p.c + q.c, p.d + q.d};
  }
  friend TESSERA_FN four_values operator*(const four_values& p, const four_values& q) {
    return {p.a * q.a, p.b * q.b, p.c * q.c, p.d * q.d};
  }
  TESSERA_FN void store_to(float* p) const {
    store(a, p);
    store(b, p + lanes());
    store(c, p + 2 * lanes());
    store(d, p + 3 * lanes());
  }
};

/// Weighs n samples; `samples(t)` are those under a tap.
template <class Samples>
TESSERA_FN void weigh_row(const float_pass& pass, float* out, std::size_t n, const Samples& samples) {
  if (n >= 4 * lanes())
    for (std::size_t i = 0; i < n; i = next_block(i, n, 4 * lanes()))
      weigh_floats(pass, [&](int t) { return four_values(samples(t) + i); }).store_to(out + i);
  else if (n >= lanes())
    for (std::size_t i = 0; i < n; i = next_block(i, n, lanes()))
      store(weigh_floats(pass, [&](int t) { return widen(samples(t) + i); }), out + i);
  else
    for (std::size_t i = 0; i < n; ++i)
      out[i] = weigh_floats(pass, [&](int t) { return static_cast<float>(samples(t)[i]); });
}

template <class T>
void vertical_float(const std::byte* const* rows, std::size_t first, const float_pass& pass, float* out,
                    std::size_t n) {
  weigh_row(pass, out, n, [&](int t) { return reinterpret_cast<const T*>(rows[t]) + first; });
}

void horizontal_float(const float* in, std::ptrdiff_t step, const float_pass& pass, float* out, std::size_t n) {
  weigh_row(pass, out, n, [&](int t) { return in + t * step; });
}

}  // namespace

const separable_table& separable_functions() {
  static constexpr separable_table table{
      vertical_u8,      vertical_rows_u8,     horizontal_u8,
      horizontal_sums,  horizontal_sharpened, {vertical_float<u8>, vertical_float<u16>, vertical_float<f32>},
      horizontal_float, wants_copies};
  return table;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
