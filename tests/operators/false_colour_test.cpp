// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "support/formula_oracle.hpp"
#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/interop_opencv.hpp"

namespace tessera::test {

namespace {

double luma(const std::array<double, 3>& p) { return std::clamp(0.299 * p[0] + 0.587 * p[1] + 0.114 * p[2], 0.0, 1.0); }

}  // namespace

TEST(false_colour, gray_is_luma) {
  expect_pixels("false_colour gray", [](std::array<double, 3> p) { return std::array{luma(p), luma(p), luma(p)}; });
}

TEST(false_colour, gives_the_published_colours) {
  engine runs;
  image ramp(make_format(sample_type::u8, 1, {256, 1}));
  for (int i = 0; i < 256; ++i) ramp.edit().samples<u8>(0)[i] = static_cast<u8>(i);
  const auto expect_map = [&](const char* text, int map) {
    cv::Mat out;
    cv::applyColorMap(to_mat(ramp), out, map);
    const image expected = runs.run(parse("copy"), from_mat(const_cast<const cv::Mat&>(out)));
    EXPECT_EQ(difference(runs.run(parse(text), ramp), expected), "") << text;
  };
  expect_map("false_colour", cv::COLORMAP_VIRIDIS);
  expect_map("false_colour magma", cv::COLORMAP_MAGMA);
  expect_map("false_colour turbo", cv::COLORMAP_TURBO);
}

/// Viridis from its authors' table: 68 1 84, 33 145 140 and 253 231 37.
TEST(false_colour, is_linear_between_them) {
  const auto expect_colour = [](const std::vector<double>& got, std::array<double, 3> levels) {
    ASSERT_EQ(got.size(), 3u);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(got[c], levels[c] / 255, 2e-5);
  };
  expect_colour(on_pixel("false_colour", {0}), {68, 1, 84});
  expect_colour(on_pixel("false_colour", {1, 1, 1}), {253, 231, 37});
  const auto below = on_pixel("false_colour", {127 / 255.0}), above = on_pixel("false_colour", {128 / 255.0});
  const auto between = on_pixel("false_colour", {127.25 / 255});
  expect_colour(above, {33, 145, 140});
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(between[c], 0.75 * below[c] + 0.25 * above[c], 2e-5);
}

/// Alpha is left alone, and colours count by their luma.
TEST(false_colour, of_a_colour_is_that_of_its_luma) {
  const auto colour = on_pixel("false_colour turbo", {0.2, 0.4, 0.6, 0.2});
  const auto gray = on_pixel("false_colour turbo", {0.299 * 0.2 + 0.587 * 0.4 + 0.114 * 0.6});
  ASSERT_EQ(colour.size(), 4u);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(colour[c], gray[c], 1e-4);
  EXPECT_EQ(colour[3], 0.2);
}

}  // namespace tessera::test
