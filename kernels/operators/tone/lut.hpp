// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/colour/colour_matrix.hpp"
#include "tessera/kernels/patterns/cube_file.hpp"

namespace tessera::inline v0 {

/// Curves of red, green and blue from a .cube file (Adobe 2013) or from a picture of one row or column, black's colour first; linear between their entries.
/// Gray becomes RGB if the three differ. f32 samples take the nearest of 65536 levels. Example: `lut fade.cube`
struct lut {
  std::string file;
  std::shared_ptr<const held_picture> row{};  ///< of the file, once it is read; null: the file is no picture

  static constexpr auto parameters() {
    return params{param{"file", &lut::file, any_value{},
                        "a .cube file with LUT_1D_SIZE, or a picture one pixel high or wide", unit::file}
                      .must()};
  }

  /// `read` gives the picture of a path. Throws what it throws.
  template <class Read>
  lut with_picture(const Read& read) const {
    return {file, row || is_cube_file(file) ? row : read(file)};
  }

  /// Throws `error` where the file cannot be read or holds no such table.
  prepared prepare(const format& in) const {
    lookup table = curve_lookup(row ? curve_of_row(row->pixels, file) : read_cube_curve(file), in.type);
    // The identity matrix takes gray as equal red, green and blue.
    if (table.tables > 1 && in.colour_channels() == 1) return {tessera::recipe{colour_matrix{}, *this}, in};
    return {std::move(table), in};
  }
};

}  // namespace tessera::inline v0
