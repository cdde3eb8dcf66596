// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(levels, stretches_bends_and_maps) {
  expect_samples("levels 10% 80% 1.5 0.2 0.9",
                 [](double v) { return std::pow(std::clamp((v - 0.1) / 0.7, 0.0, 1.0), 1 / 1.5) * 0.7 + 0.2; });
}

TEST(levels, takes_black_and_white_to_the_ends) {
  EXPECT_EQ(on_pixel("levels 0.2 0.6", {0.1, 0.7, 0.2}), (std::vector<double>{0, 1, 0}));
}

}  // namespace tessera::test
