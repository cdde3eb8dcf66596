// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(grayscale, weighs_by_bt601) {
  expect_pixels("grayscale", [](std::array<double, 3> p) {
    const double y = 0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2];
    return std::array{y, y, y};
  });
  EXPECT_EQ(on_pixel("grayscale", {0.2, 0.4, 0.6}).size(), 1u);
}

TEST(grayscale, weighs_by_bt709) {
  expect_pixels("grayscale bt709", [](std::array<double, 3> p) {
    const double y = 0.2126 * p[0] + 0.7152 * p[1] + 0.0722 * p[2];
    return std::array{y, y, y};
  });
}

}  // namespace tessera::test
