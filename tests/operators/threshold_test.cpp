// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(threshold, parts_black_from_white) {
  // Levels on both sides of the limit and none on it.
  expect_samples("threshold 0.4999", [](double v) { return v >= 0.4999 ? 1.0 : 0.0; });
  EXPECT_EQ(on_pixel("threshold 1", {1, 0.999, 0}), (std::vector<double>{1, 0, 0}));
}

}  // namespace tessera::test
