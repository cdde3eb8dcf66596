// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(swap_channels, gives_every_order) {
  const auto of = [](const char* order) {
    return on_pixel(std::string("swap_channels ") + order, {0.2, 0.4, 0.6, 0.8});
  };
  EXPECT_EQ(of("bgr"), on_pixel("copy", {0.6, 0.4, 0.2, 0.8}));
  EXPECT_EQ(of("rbg"), on_pixel("copy", {0.2, 0.6, 0.4, 0.8}));
  EXPECT_EQ(of("grb"), on_pixel("copy", {0.4, 0.2, 0.6, 0.8}));
  EXPECT_EQ(of("gbr"), on_pixel("copy", {0.4, 0.6, 0.2, 0.8}));
  EXPECT_EQ(of("brg"), on_pixel("copy", {0.6, 0.2, 0.4, 0.8}));
}

}  // namespace tessera::test
