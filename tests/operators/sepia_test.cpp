// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(sepia, is_the_w3c_matrix) {
  expect_pixels("sepia 0.75", [](std::array<double, 3> p) {
    const double r = 0.393 * p[0] + 0.769 * p[1] + 0.189 * p[2], g = 0.349 * p[0] + 0.686 * p[1] + 0.168 * p[2];
    const double b = 0.272 * p[0] + 0.534 * p[1] + 0.131 * p[2];
    return std::array{p[0] + (r - p[0]) * 0.75, p[1] + (g - p[1]) * 0.75, p[2] + (b - p[2]) * 0.75};
  });
}

}  // namespace tessera::test
