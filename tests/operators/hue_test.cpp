// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(hue, is_the_matrix_of_the_standard) {
  // For 90 degrees the cosine is 0 and the sine 1.
  expect_pixels("hue 90", [](std::array<double, 3> p) {
    return std::array{0.0 * p[0] + 0.0 * p[1] + 1.0 * p[2], 0.356 * p[0] + 0.855 * p[1] - 0.211 * p[2],
                      -0.574 * p[0] + 1.43 * p[1] + 0.144 * p[2]};
  });
}

TEST(hue, leaves_gray_and_comes_round) {
  for (const double v : on_pixel("hue 77", {0.5, 0.5, 0.5})) EXPECT_NEAR(v, 0.5, 1e-4);
  const auto round = on_pixel("hue 360", {0.8, 0.3, 0.1}), same = on_pixel("copy", {0.8, 0.3, 0.1});
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(round[c], same[c], 1e-4);
}

}  // namespace tessera::test
