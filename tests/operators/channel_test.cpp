// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(channel, keeps_one) {
  for (const auto& [name, index] : {std::pair{"red", 0}, {"green", 1}, {"blue", 2}, {"alpha", 3}})
    EXPECT_EQ(on_pixel(std::string("channel ") + name, {0.2, 0.4, 0.6, 0.8}),
              on_pixel("copy", {std::array{0.2, 0.4, 0.6, 0.8}[static_cast<std::size_t>(index)]}))
        << name;
}

TEST(channel, of_gray_is_the_gray_and_without_alpha_all_is_opaque) {
  EXPECT_EQ(on_pixel("channel blue", {0.25, 0.5}), on_pixel("copy", {0.25}));
  EXPECT_EQ(on_pixel("channel alpha", {0.25, 0.5}), on_pixel("copy", {0.5}));
  EXPECT_EQ(on_pixel("channel alpha", {0.25}), (std::vector<double>{1}));
}

}  // namespace tessera::test
