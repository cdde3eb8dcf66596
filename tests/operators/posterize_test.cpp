// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(posterize, leaves_evenly_spread_levels) {
  EXPECT_EQ(on_pixel("posterize 2", {0.49, 0.51, 1}), (std::vector<double>{0, 1, 1}));
  EXPECT_NEAR(on_pixel("posterize 3", {0.3})[0], 0.5, 1.0 / 65535);
  EXPECT_NEAR(on_pixel("posterize 3", {0.2})[0], 0.0, 1.0 / 65535);
}

TEST(posterize, with_all_levels_of_u8_changes_nothing_there) {
  expect_samples("depth u8 | posterize 256",
                 [](double v) { return std::nearbyint(std::clamp(v, 0.0, 1.0) * 255) / 255; });
}

}  // namespace tessera::test
