// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/formula.hpp"

namespace tessera::inline v0 {

/// What formulas over whole pixels read through, in an engine's own values: `pixel` and `value` are the types of a pixel and of a sample.
struct pixel_window {
  using value = float;
  using pixel = rgb<float>;
  pixel operator()(int dx,
                   int dy) const;     ///< a neighbour, in fractions of white; gray counts as equal red, green and blue
  value alpha(int dx, int dy) const;  ///< its alpha, 1 in a picture without
  int colours() const;                ///< 1 of a gray picture, else 3
  value odd_x() const;                ///< 1 where the pixel's column is odd, counted from the picture's left, else 0
  value odd_y() const;
};

/// A weighted mean of pixels.
template <class V>
struct weighted_pixels {
  V total{0.0f}, r{0.0f}, g{0.0f}, b{0.0f};
  TESSERA_FN void add(const rgb<V>& pixel, V weight) {
    total = total + weight;
    r = r + pixel.r * weight, g = g + pixel.g * weight, b = b + pixel.b * weight;
  }
  /// `none` where no pixel has weight.
  TESSERA_FN rgb<V> mean(const rgb<V>& none) const {
    const auto any = total > V(0.0f);
    return {select(any, r / total, none.r), select(any, g / total, none.g), select(any, b / total, none.b)};
  }
};

/// A formula over windows of whole pixels; one over samples takes anything that gives a sample for (dx, dy).
template <class Op>
concept reads_pixels = requires(const Op& op, const pixel_window& at) {
  op(at);
}
&&!requires(const Op& op, float (*at)(int, int)) { op(at); };

/// A formula of a sample and of the mean and deviation around it.
template <class Op>
concept has_moments_formula = requires(const Op& op, float v) {
  op(v, v, v);
};

}  // namespace tessera::inline v0
