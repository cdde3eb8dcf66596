// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(depth, keeps_fractions_of_white) {
  expect_samples("depth f32", [](double v) { return v; });
  expect_samples("depth u16", [](double v) { return v; });
}

TEST(depth, goes_up_and_down_without_loss) {
  expect_samples("depth u8 | depth u16 | depth f32 | depth u8", [](double v) { return std::nearbyint(v * 255) / 255; });
}

TEST(depth, keeps_what_is_beyond_white_in_floats) {
  expect_samples("depth f32 | gain 4 | gain 0.25", [](double v) { return v; });
}

}  // namespace tessera::test
