// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(brightness_contrast, moves_and_stretches_about_the_middle) {
  expect_samples("brightness_contrast 0.1 0.5", [](double v) { return (v - 0.5) * 1.5 + 0.6; });
}

TEST(brightness_contrast, of_minus_one_is_gray) {
  EXPECT_NEAR(on_pixel("brightness_contrast 0 -1", {0.1, 0.9, 0.3})[1], 0.5, 1.0 / 65535);
}

}  // namespace tessera::test
