// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(sigmoid_contrast, is_the_scaled_logistic_function) {
  const auto logistic = [](double x) { return 1 / (1 + std::exp(-x)); };
  for (const auto& [strength, midpoint] : {std::pair{0.1, 0.5}, {4.0, 0.5}, {7.5, 0.2}, {20.0, 1.0}})
    expect_samples("sigmoid_contrast " + std::to_string(strength) + " " + std::to_string(midpoint),
                   [&, s = strength, m = midpoint](double v) {
                     const double low = logistic(-s * m), high = logistic(s * (1 - m));
                     return (logistic(s * (std::clamp(v, 0.0, 1.0) - m)) - low) / (high - low);
                   });
}

TEST(sigmoid_contrast, keeps_black_white_and_the_middle) {
  const std::vector<double> made = on_pixel("sigmoid_contrast 6", {0, 0.5, 1});
  EXPECT_EQ(made[0], 0.0);
  EXPECT_NEAR(made[1], 0.5, 1e-4);
  EXPECT_EQ(made[2], 1.0);
}

TEST(sigmoid_contrast, darkens_shadows_and_brightens_lights) {
  EXPECT_LT(on_pixel("sigmoid_contrast", {0.25})[0], 0.2);
  EXPECT_GT(on_pixel("sigmoid_contrast", {0.75})[0], 0.8);
}

}  // namespace tessera::test
