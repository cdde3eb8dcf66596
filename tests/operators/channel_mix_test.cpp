// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(channel_mix, weighs_every_channel) {
  expect_pixels("channel_mix 0.5,0.25,0.25 0,0.5,0.5 1,0,0", [](std::array<double, 3> p) {
    return std::array{0.5 * p[0] + 0.25 * p[1] + 0.25 * p[2], 0.5 * p[1] + 0.5 * p[2], p[0]};
  });
}

}  // namespace tessera::test
