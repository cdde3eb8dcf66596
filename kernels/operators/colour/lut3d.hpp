// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/cube_file.hpp"

namespace tessera::inline v0 {

/// A table over red, green and blue from a .cube file (Adobe 2013), 2 to 129 nodes along each axis, tetrahedrally interpolated. Gray becomes
/// RGB. Example: `lut3d warm.cube`
struct lut3d {
  std::string file;

  static constexpr auto parameters() {
    return params{param{"file", &lut3d::file, any_value{}, "a .cube file with LUT_3D_SIZE", unit::file}.must()};
  }

  /// Throws `error` where the file cannot be read or holds no such table.
  colour_table prepare(const format&) const { return read_colour_table(file); }

  format output(const format& in) const {
    const bool gray = in.colour == colour_space::gray;
    return {in.type, in.alpha ? 4 : 3, in.alpha, gray ? colour_space::rgb : in.colour, in.size};
  }
};

}  // namespace tessera::inline v0
