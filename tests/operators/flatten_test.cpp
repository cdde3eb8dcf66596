// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(flatten, lays_colours_on_the_background) {
  const auto p = on_pixel("flatten #ff0000", {0.0, 0.5, 1.0, 0.25});
  ASSERT_EQ(p.size(), 3u);
  EXPECT_NEAR(p[0], 0.75, 1.0 / 65535);
  EXPECT_NEAR(p[1], 0.125, 1.0 / 65535);
  EXPECT_NEAR(p[2], 0.25, 1.0 / 65535);
}

TEST(flatten, leaves_opaque_pixels_and_gray_stays_gray_on_gray) {
  EXPECT_EQ(on_pixel("flatten #123456", {0.2, 0.4, 0.6, 1}), (std::vector<double>{0.2, 0.4, 0.6}));
  EXPECT_EQ(on_pixel("flatten #fff", {0.5, 0}), (std::vector<double>{1}));
}

}  // namespace tessera::test
