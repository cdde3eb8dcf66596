// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(saturation, moves_away_from_luma) {
  expect_pixels("saturation 1.7", [](std::array<double, 3> p) {
    const double y = 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
    return std::array{y + (p[0] - y) * 1.7, y + (p[1] - y) * 1.7, y + (p[2] - y) * 1.7};
  });
}

TEST(saturation, of_zero_is_gray) {
  const auto p = on_pixel("saturation 0", {0.9, 0.1, 0.4});
  EXPECT_EQ(p[0], p[1]);
  EXPECT_EQ(p[1], p[2]);
}

}  // namespace tessera::test
