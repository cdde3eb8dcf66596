// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(clamp, bounds_what_lies_outside) {
  expect_samples("clamp 20% 70%", [](double v) { return std::min(std::max(v, 0.2), 0.7); });
  EXPECT_EQ(on_pixel("clamp 0.25 0.75", {0, 0.5, 1}), on_pixel("copy", {0.25, 0.5, 0.75}));
}

}  // namespace tessera::test
