// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(temperature, of_daylight_changes_little) {
  for (const double v : on_pixel("temperature 6504", {0.5, 0.5, 0.5})) EXPECT_NEAR(v, 0.5, 0.01);
}

TEST(temperature, makes_the_light_of_a_lamp_neutral) {
  // Linear sRGB of a 2856 K black body (CIE illuminant A, x = 0.44758, y = 0.40745), as bright as fits.
  const double x = 0.44758, y = 0.40745, big_x = x / y, big_z = (1 - x - y) / y;
  const double light[3] = {3.2406 * big_x - 1.5372 - 0.4986 * big_z, -0.9689 * big_x + 1.8758 + 0.0415 * big_z,
                           0.0557 * big_x - 0.2040 + 1.0570 * big_z};
  std::vector<double> stored;
  for (const double l : light) stored.push_back(1.055 * std::pow(l / light[0] * 0.4, 1 / 2.4) - 0.055);
  const auto p = on_pixel("temperature 2856", stored);
  EXPECT_NEAR(p[0], p[1], 0.01);
  EXPECT_NEAR(p[1], p[2], 0.01);
}

TEST(temperature, tint_takes_green_away) {
  const auto p = on_pixel("temperature 6504 tint=0.3", {0.5, 0.5, 0.5});
  EXPECT_LT(p[1], p[0]);
  EXPECT_LT(p[1], p[2]);
}

}  // namespace tessera::test
