// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(invert, is_one_minus_the_sample) {
  expect_samples("invert", [](double v) { return 1 - v; });
  EXPECT_EQ(on_pixel("invert", {0, 1, 0}), (std::vector<double>{1, 0, 1}));
}

TEST(invert, twice_changes_nothing) {
  expect_samples("invert | invert", [](double v) { return v; });
}

}  // namespace tessera::test
