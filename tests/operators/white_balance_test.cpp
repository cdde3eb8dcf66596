// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(white_balance, multiplies_light) {
  const auto scaled = [](double v, double f) {
    const double light = (v > 0.04045 ? std::pow((v + 0.055) / 1.055, 2.4) : v / 12.92) * f;
    return light > 0.0031308 ? 1.055 * std::pow(light, 1 / 2.4) - 0.055 : light * 12.92;
  };
  expect_pixels("white_balance 1.3,1,0.7", [&](std::array<double, 3> p) {
    return std::array{scaled(p[0], 1.3), p[1], scaled(p[2], 0.7)};
  });
  expect_pixels("white_balance 1.3,1,0.7 linear=false", [](std::array<double, 3> p) {
    return std::array{1.3 * p[0], p[1], 0.7 * p[2]};
  });
}

}  // namespace tessera::test
