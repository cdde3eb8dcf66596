// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(vibrance, spares_what_is_colourful) {
  expect_pixels("vibrance 0.6", [](std::array<double, 3> p) {
    const double y = 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
    const double c = std::max({p[0], p[1], p[2]}) - std::min({p[0], p[1], p[2]}), f = 1 + 0.6 * (1 - std::min(c, 1.0));
    return std::array{y + (p[0] - y) * f, y + (p[1] - y) * f, y + (p[2] - y) * f};
  });
  EXPECT_EQ(on_pixel("vibrance 1", {1, 0, 0}), (std::vector<double>{1, 0, 0}));
}

}  // namespace tessera::test
