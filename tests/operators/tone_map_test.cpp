// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"

namespace tessera::test {

TEST(tone_map, is_each_curve_of_its_source) {
  const auto hable = [](double x) {
    const double a = 0.15, b = 0.5, c = 0.1, d = 0.2, e = 0.02, f = 0.3;
    return (x * (a * x + c * b) + d * e) / (x * (a * x + b) + d * f) - e / f;
  };
  for (const double stops : {0.0, 3.0}) {
    const std::string exposure = " exposure=" + std::to_string(stops);
    expect_samples("tone_map reinhard" + exposure, [=](double v) {
      const double x = v * std::exp2(stops);
      return x * (1 + x / 16) / (1 + x);
    });
    expect_samples("tone_map aces" + exposure, [=](double v) {
      const double x = v * std::exp2(stops);
      return x * (2.51 * x + 0.03) / (x * (2.43 * x + 0.59) + 0.14);
    });
    expect_samples("tone_map hable white=11.2" + exposure,
                   [=](double v) { return hable(v * std::exp2(stops)) / hable(11.2); });
  }
}

TEST(tone_map, brings_its_white_to_white) {
  EXPECT_NEAR(on_pixel("tone_map reinhard white=1", {1})[0], 1, 1e-4);
  EXPECT_NEAR(on_pixel("tone_map hable white=1", {1})[0], 1, 1e-4);
}

}  // namespace tessera::test
