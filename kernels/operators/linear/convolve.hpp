// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/matrix_file.hpp"
#include "tessera/kernels/patterns/stencil.hpp"

namespace tessera::inline v0 {

/// Weighted sum of the pixels around each pixel, by a matrix given row by row and not mirrored, or read from a text file. Example: `convolve 0,-1,0,-1,5,-1,0,-1,0`
struct convolve {
  std::vector<float> matrix{0, -1, 0, -1, 5, -1, 0, -1, 0};
  int width = 0;
  float divisor = 0;
  float offset = 0;
  std::string file = {};

  static constexpr auto parameters() {
    return params{
        param{"matrix", &convolve::matrix, list_of{-1e6, 1e6, 1, 961}, "weights, an odd number of rows and columns"},
        param{"width", &convolve::width, range{0, 961}, "columns of the matrix; 0: it is square", unit::pixels},
        param{"divisor", &convolve::divisor, range{-1e6, 1e6},
              "divides the weights; 0: their sum, or 1 if that is not above 0"},
        param{"offset", &convolve::offset, range{-1, 1}, "added to the result", unit::fraction},
        param{"file", &convolve::file, any_value{},
              "has the matrix instead: a row a line, numbers parted by blanks or commas", unit::file}};
  }
  /// Throws `error` of kind usage if the weights do not make up a matrix with odd sides.
  stencil prepare() const { return matrix_stencil(matrix, width, divisor, offset); }

  /// Throws `error` that names the file where it cannot be read or holds no such matrix.
  stencil prepare(const format&) const {
    if (file.empty()) return prepare();
    const number_rows rows = read_number_rows(file);
    return matrix_stencil(rows.numbers, rows.width, divisor, offset);
  }
};

}  // namespace tessera::inline v0
