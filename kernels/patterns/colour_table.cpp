// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

colour_grid grid_of(const colour_table& table) {
  colour_grid grid{table.nodes->data(), table.size, {}, {}};
  for (std::size_t c = 0; c < 3; ++c) {
    grid.low[c] = table.low[c];
    grid.scale[c] = static_cast<float>(table.size - 1) / (table.high[c] - table.low[c]);
  }
  return grid;
}

}  // namespace tessera::inline v0
