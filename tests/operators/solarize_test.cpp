// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(solarize, inverts_what_lies_above_the_level) {
  // The level lies between two levels of u8 and of u16.
  expect_samples("solarize 0.6001", [](double v) { return v > 0.6001 ? 1 - v : v; });
  EXPECT_EQ(on_pixel("solarize", {0, 1, 0.2}), (std::vector<double>{0, 0, 0.2}));
}

TEST(solarize, of_white_changes_nothing) {
  expect_samples("solarize 100%", [](double v) { return v; });
}

}  // namespace tessera::test
