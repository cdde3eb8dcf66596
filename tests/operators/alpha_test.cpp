// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(premultiply, multiplies_colours_by_alpha) {
  EXPECT_EQ(on_pixel("premultiply", {1, 0.5, 0, 0.5}), on_pixel("copy", {0.5, 0.25, 0, 0.5}));
  EXPECT_EQ(on_pixel("premultiply", {0.5, 0}), on_pixel("copy", {0, 0}));
  EXPECT_EQ(on_pixel("premultiply", {0.3, 0.6, 0.9}), on_pixel("copy", {0.3, 0.6, 0.9}));
}

TEST(unpremultiply, undoes_it) {
  const auto there_and_back = on_pixel("premultiply | unpremultiply", {0.9, 0.5, 0.1, 0.75});
  const auto before = on_pixel("copy", {0.9, 0.5, 0.1, 0.75});
  for (std::size_t c = 0; c < 4; ++c) EXPECT_NEAR(there_and_back[c], before[c], 2e-5);
  EXPECT_EQ(on_pixel("unpremultiply", {0.9, 0.5, 0.1, 0}), (std::vector<double>{0, 0, 0, 0}));
}

TEST(add_alpha, gives_or_multiplies_alpha) {
  EXPECT_EQ(on_pixel("add_alpha 25%", {0.2, 0.4, 0.6}), on_pixel("copy", {0.2, 0.4, 0.6, 0.25}));
  EXPECT_EQ(on_pixel("add_alpha 1", {0.2}), on_pixel("copy", {0.2, 1}));
  EXPECT_EQ(on_pixel("add_alpha 50%", {0.2, 0.5}), on_pixel("copy", {0.2, 0.25}));
}

}  // namespace tessera::test
