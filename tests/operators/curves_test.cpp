// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"
#include "tessera/host/engine.hpp"

namespace tessera::test {

TEST(curves, on_a_straight_line_change_nothing) {
  EXPECT_EQ(on_pixel("curves 0,0,0.3,0.3,1,1", {0.1, 0.5, 0.9}), on_pixel("copy", {0.1, 0.5, 0.9}));
  EXPECT_EQ(on_pixel("curves 0,1,1,0", {0.1, 0.5, 0.9}), on_pixel("invert", {0.1, 0.5, 0.9}));
}

TEST(curves, go_through_their_points_and_stay_level_beyond) {
  const auto p = on_pixel("curves 20%,10%,50%,60%,80%,95%", {0.2, 0.5, 0.8});
  EXPECT_NEAR(p[0], 0.1, 2e-5);
  EXPECT_NEAR(p[1], 0.6, 2e-5);
  EXPECT_NEAR(p[2], 0.95, 2e-5);
  const auto beyond = on_pixel("curves 20%,10%,50%,60%,80%,95%", {0, 0.1, 1});
  EXPECT_NEAR(beyond[0], 0.1, 2e-5);
  EXPECT_NEAR(beyond[1], 0.1, 2e-5);
  EXPECT_NEAR(beyond[2], 0.95, 2e-5);
}

TEST(curves, never_overshoot_between_points) {
  double last = 0;
  for (int i = 0; i <= 1000; ++i) {
    const double v = on_pixel("curves 0,0,0.3,0.05,0.35,0.9,1,1", {i / 1000.0})[0];
    EXPECT_GE(v, last) << i;
    last = v;
  }
  // Between two points of one level the curve is that level.
  EXPECT_NEAR(on_pixel("curves 0,0,0.4,0.5,0.6,0.5,1,1", {0.47})[0], 0.5, 2e-5);
}

TEST(curves, refuse_what_is_no_curve) {
  EXPECT_THROW(parse("curves 0,0,1"), error);
  EXPECT_THROW(parse("curves 0,0,0.5,0.2,0.5,0.3,1,1"), error);
}

}  // namespace tessera::test
