// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(gain, multiplies_and_adds) {
  expect_samples("gain 1.3 -10%", [](double v) { return v * 1.3 - 0.1; });
  expect_samples("gain 0", [](double) { return 0.0; });
}

TEST(gain, saturates_whole_numbers) { EXPECT_EQ(on_pixel("gain 3", {0.5})[0], 1.0); }

}  // namespace tessera::test
