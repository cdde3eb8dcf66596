// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(gamma, is_the_root) {
  for (const double g : {0.45, 1.0, 2.2, 10.0})
    expect_samples("gamma " + std::to_string(g), [g](double v) { return std::pow(v, 1 / g); });
}

TEST(gamma, keeps_black_and_white) { EXPECT_EQ(on_pixel("gamma 3", {0, 1, 0}), (std::vector<double>{0, 1, 0})); }

TEST(gamma, of_two_takes_a_quarter_to_a_half) { EXPECT_NEAR(on_pixel("gamma 2", {0.25})[0], 0.5, 1.5 / 65535); }

}  // namespace tessera::test
