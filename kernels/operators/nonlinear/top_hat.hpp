// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/nonlinear/open.hpp"
#include "tessera/kernels/operators/two_pictures/subtract.hpp"

namespace tessera::inline v0 {

/// The picture less its opening: light details smaller than the window. Example: `top_hat 2`
struct top_hat {
  window_sides radius = 1;
  window_sides size = 0;

  static constexpr auto parameters() { return window_parameters<top_hat>(); }
  tessera::recipe recipe() const { return {subtract{input_through({open{radius, size}})}}; }
};

}  // namespace tessera::inline v0
