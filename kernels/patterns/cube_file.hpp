// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

// Look-up tables in the .cube format (Adobe: Cube LUT Specification 1.0, 2013).

/// A one-dimensional table: `size` rows of red, green and blue.
struct cube_curve {
  int size = 2;
  std::array<float, 3> low{0, 0, 0}, high{1, 1, 1};
  std::vector<float> rows;
};

/// Reads a table over three axes. Throws `error` that names the file and the line: of kind not_found or unreadable where there is no such file,
/// else unsupported.
colour_table read_colour_table(const std::string& path);

/// The same for LUT_1D_SIZE, 2 to 65536.
cube_curve read_cube_curve(const std::string& path);

/// Whether a path ends in .cube, however that is written.
bool is_cube_file(const std::string& path);

/// The colours of a picture of one row or column, 2 to 65536 pixels, without their alpha. Throws `error` that names the path where it has another shape.
cube_curve curve_of_row(const const_view& row, const std::string& path);

/// The entries of a curve for a sample type, linear between its rows: one table if red, green and blue are the same, else three.
lookup curve_lookup(const cube_curve& curve, sample_type type);

}  // namespace tessera::inline v0
