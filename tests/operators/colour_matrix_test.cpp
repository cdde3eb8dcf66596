// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

TEST(colour_matrix, mixes_channels) {
  expect_pixels("colour_matrix 0.5,0.25,0.25,0.1,0.8,0.1,0,0.2,0.7", [](std::array<double, 3> p) {
    return std::array{0.5 * p[0] + 0.25 * p[1] + 0.25 * p[2], 0.1 * p[0] + 0.8 * p[1] + 0.1 * p[2],
                      0.2 * p[1] + 0.7 * p[2]};
  });
}

TEST(colour_matrix, swaps_channels_to_the_bit) {
  const std::vector<double> swapped = on_pixel("colour_matrix 0,0,1,0,1,0,1,0,0", {0.0, 0.2, 1.0});
  EXPECT_EQ(swapped, (std::vector<double>{1.0, 0.2, 0.0}));
}

TEST(colour_matrix, adds_constants_of_a_fourth_column) {
  expect_pixels("colour_matrix 1,0,0,0.1,0,1,0,0.2,0,0,1,-0.1", [](std::array<double, 3> p) {
    return std::array{p[0] + 0.1, p[1] + 0.2, p[2] - 0.1};
  });
}

TEST(colour_matrix, refuses_ten_numbers) {
  try {
    on_pixel("colour_matrix 1,2,3,4,5,6,7,8,9,10", {0, 0, 0});
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage);
    EXPECT_EQ(e.parameter(), "matrix");
  }
}

}  // namespace tessera::test
