// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/cuda/device.hpp"
#include "tessera/kernels/cuda/modules.hpp"

namespace tessera::inline v0::cuda {

/// One weight of a matrix for the sample `column` pixels right of and `row` rows below the corner of the window.
struct matrix_tap {
  std::int32_t column, row;
  float weight;
};

/// A stencil as a kernel's parameter: a formula or a matrix.
struct stencil_program {
  formula_code what;  ///< none: a matrix
  edge_rule edges;
  std::int32_t channels = 1, reach_x = 1, reach_y = 1;
  std::int32_t out_colours = 1;  ///< of formulas over whole pixels
  bool alpha = false;
  const matrix_tap* taps = nullptr;
  std::int32_t tap_count = 0;
  float offset = 0;
  float gain = 0;  ///< sum of the weights if colour is weighted by alpha, else 0
};

}  // namespace tessera::inline v0::cuda
