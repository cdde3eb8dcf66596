// SPDX-License-Identifier: Apache-2.0
#pragma once

// Formulas that go by steps, compiled for one SIMD level; see patterns/steps.hpp.

#include "tessera/kernels/cpu/formula_pixels.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

/// Rows of pixels on their way.
struct stepping_rows {
  float* const* planes;
  std::size_t n;
  float factor;        ///< from levels to fractions, in the first step
  bool begun = false;  ///< the first step was taken already

  template <class F>
  TESSERA_FN void each(const F& f) {
    for (int c = 0; c < 3 && !begun; ++c)
      for (std::size_t i = 0; i < n; i += lanes()) store(f(load(planes[c] + i) * value(factor)), planes[c] + i);
    next();
  }

  template <class F>
  TESSERA_FN void whole(const F& f) {
    for (std::size_t i = 0; i < n; i += lanes()) {
      const rgb<value> v = f(load_pixel<rgb<value>>(planes, i, value(factor)));
      store(v.r, planes[0] + i);
      store(v.g, planes[1] + i);
      store(v.b, planes[2] + i);
    }
    next();
  }

 private:
  TESSERA_FN void next() {
    factor = 1.0f;
    begun = false;
  }
};

/// Samples that take the first step only, if it is one of samples.
struct opening_step {
  float* data;
  std::size_t n;
  float factor;
  bool met = false, taken = false;

  template <class F>
  TESSERA_FN void each(const F& f) {
    for (std::size_t i = 0; i < n && !met; i += lanes()) store(f(load(data + i) * value(factor)), data + i);
    taken |= !met;
    met = true;
  }

  template <class F>
  TESSERA_FN void whole(const F&) {
    met = true;
  }
};

template <class Op>
void stepping_formula(const void* op, float* const* planes, std::size_t n, const scale& levels, bool begun) {
  stepping_rows rows{planes, n, 1.0f / levels.in_white, begun};
  static_cast<const Op*>(op)->in_steps(rows);
  rows.each([&](value v) { return level_of(v, levels); });
}

template <class Op>
bool begin_formula(const void* op, float* data, std::size_t n, const scale& levels) {
  opening_step samples{data, n, 1.0f / levels.in_white};
  static_cast<const Op*>(op)->in_steps(samples);
  return samples.taken;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
