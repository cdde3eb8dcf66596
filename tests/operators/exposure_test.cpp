// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(exposure, multiplies_linear_light) {
  for (const double stops : {-3.5, -1.0, 0.5, 2.0})
    expect_samples("exposure " + std::to_string(stops) + "ev", [stops](double v) {
      const double light = (v > 0.04045 ? std::pow((v + 0.055) / 1.055, 2.4) : v / 12.92) * std::exp2(stops);
      return light > 0.0031308 ? 1.055 * std::pow(light, 1 / 2.4) - 0.055 : light * 12.92;
    });
}

TEST(exposure, of_a_stop_doubles_the_light) {
  // 0.5 of sRGB is 0.214041 of light; twice that is 0.686 of sRGB.
  EXPECT_NEAR(on_pixel("exposure 1", {0.5})[0], 0.686, 0.0005);
  EXPECT_EQ(on_pixel("exposure 0", {0.25, 0.5, 1}), on_pixel("copy", {0.25, 0.5, 1}));
}

}  // namespace tessera::test
