// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/pixel.hpp"

namespace tessera::inline v0 {

// A formula of pixels may say the steps that it goes by: `in_steps(pixels)` calls pixels.each(f), which puts every sample through f, and
// pixels.whole(f), which puts every pixel through f. A CPU does one step for many pixels at a time: results that wait for one another
// (the powers of colour spaces) then wait side by side.

/// One pixel that goes by steps.
template <class V>
struct stepping_pixel {
  rgb<V> v;

  template <class F>
  TESSERA_FN void each(const F& f) {
    v = {f(v.r), f(v.g), f(v.b)};
  }

  template <class F>
  TESSERA_FN void whole(const F& f) {
    v = f(v);
  }
};

template <class Op, class V>
TESSERA_FN rgb<V> by_steps(const Op& op, rgb<V> v) {
  stepping_pixel<V> pixel{v};
  op.in_steps(pixel);
  return pixel.v;
}

}  // namespace tessera::inline v0
