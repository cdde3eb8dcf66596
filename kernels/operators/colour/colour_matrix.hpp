// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/numbers.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Mixes the colour channels: each row of the matrix gives a channel of the result. Gray becomes RGB.
/// Example: `colour_matrix 0,0,1,0,1,0,1,0,0`
struct colour_matrix {
  numbers<13> matrix = {1, 0, 0, 0, 1, 0, 0, 0, 1};

  static constexpr auto parameters() {
    return params{param{"matrix", &colour_matrix::matrix, list_of{-1000, 1000, 9, 12},
                        "3 rows of weights for red, green and blue, or of those and a constant (a fraction of white)"}
                      .must()};
  }

  template <class V>
  TESSERA_FN rgb<V> operator()(rgb<V> v) const {
    const float* m = matrix.data();
    const int step = matrix.size() == 12 ? 4 : 3;
    const auto row = [&](const float* w) {
      return v.r * V(w[0]) + v.g * V(w[1]) + v.b * V(w[2]) + V(step == 4 ? w[3] : 0.0f);
    };
    return {row(m), row(m + step), row(m + 2 * step)};
  }

  /// Throws `error` of kind usage unless there are 9 or 12 numbers.
  format output(const format& in) const {
    if (matrix.size() != 9 && matrix.size() != 12)
      throw error(error_kind::usage, "colour_matrix: " + std::to_string(matrix.size()) +
                                         " numbers; give 9 (3x3) or 12 (3x4, with constants)")
          .with_operator("colour_matrix")
          .with_parameter("matrix");
    return {in.type, in.alpha ? 4 : 3, in.alpha, colour_space::rgb, in.size};
  }
};

}  // namespace tessera::inline v0
