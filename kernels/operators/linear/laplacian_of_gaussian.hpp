// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/stencil.hpp"

namespace tessera::inline v0 {

/// Second derivative of a Gaussian blur, times sigma^2 so that blobs of any size answer alike (Marr and Hildreth 1980, Lindeberg 1998): light
/// blobs with a radius of sigma sqrt(2) are darkest. Example: `laplacian_of_gaussian 2 offset=50%`
struct laplacian_of_gaussian {
  float sigma = 1.4f;
  float offset = 0;

  static constexpr auto parameters() {
    return params{
        param{"sigma", &laplacian_of_gaussian::sigma, range{0.3, 7}, "standard deviation of the blur", unit::pixels},
        param{"offset", &laplacian_of_gaussian::offset, range{-1, 1}, "added to the result; 50% shows both signs",
              unit::fraction}};
  }
  stencil prepare() const { return gaussian_laplacian(sigma, offset); }
};

}  // namespace tessera::inline v0
