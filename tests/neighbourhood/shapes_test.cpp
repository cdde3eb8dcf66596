// SPDX-License-Identifier: Apache-2.0
// Windows that are no rectangles, held against OpenCV's structuring elements.
#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "support/expect_right.hpp"
#include "support/gray_rows.hpp"
#include "tessera/operators.hpp"

namespace tessera::tests {

namespace {

int opencv_shape(window_shape shape) {
  return shape == window_shape::ellipse ? cv::MORPH_ELLIPSE
         : shape == window_shape::cross ? cv::MORPH_CROSS
                                        : cv::MORPH_RECT;
}

/// The extreme of the samples that OpenCV's element holds.
levels shape_oracle(const picture& in, window_shape shape, int radius_x, int radius_y, bool largest,
                    border_kind border) {
  const cv::Mat element = cv::getStructuringElement(opencv_shape(shape), {2 * radius_x + 1, 2 * radius_y + 1});
  return each(in, [&](auto x, auto y, int c) {
    double found = in.level(x, y, c);
    for (int dy = -radius_y; dy <= radius_y; ++dy)
      for (int dx = -radius_x; dx <= radius_x; ++dx) {
        if (element.at<unsigned char>(dy + radius_y, dx + radius_x) == 0) continue;
        const double other = level_at(in, x + dx, y + dy, c, border);
        found = largest ? std::max(found, other) : std::min(found, other);
      }
    return found;
  });
}

void expect_exact(const prepared& stage, const picture& in, const levels& expected, border_kind border) {
  expect_right(stage, in, border, [&](const picture& got) {
    return distance(got, expected) == 0 ? std::string() : std::string("another sample");
  });
}

}  // namespace

TEST(shapes, are_those_of_opencv) {
  for_hard_cases([](const picture& in, border_kind border) {
    for (const window_shape shape : {window_shape::ellipse, window_shape::cross, window_shape::rectangle})
      for (const auto& [x, y] : {std::pair{1, 1}, std::pair{2, 2}, std::pair{5, 2}, std::pair{3, 9}}) {
        expect_exact(stage_of(erode{{x, y}, 0, shape}, in.layout), in, shape_oracle(in, shape, x, y, false, border),
                     border);
        expect_exact(stage_of(dilate{{x, y}, 0, shape}, in.layout), in, shape_oracle(in, shape, x, y, true, border),
                     border);
      }
  });
}

TEST(shapes, of_any_size_are_those_of_opencv) {
  const picture in = noise(make_format(sample_type::u8, 3, {61, 37}), 3);
  for (const int radius : {4, 7, 12, 25, 40})
    expect_exact(stage_of(dilate{radius, 0, window_shape::ellipse}, in.layout), in,
                 shape_oracle(in, window_shape::ellipse, radius, radius, true, border_kind::wrap), border_kind::wrap);
  const picture wide = noise(make_format(sample_type::u16, 4, {1400, 9}), 3);
  expect_exact(stage_of(erode{{31, 3}, 0, window_shape::ellipse}, wide.layout), wide,
               shape_oracle(wide, window_shape::ellipse, 31, 3, false, border_kind::reflect), border_kind::reflect);
}

TEST(shapes, spread_a_point_to_themselves) {
  gray_rows point(5, std::vector<int>(5, 0));
  point[2][2] = 9;
  EXPECT_EQ(run("dilate 2 shape=ellipse", point),
            (gray_rows{{0, 0, 9, 0, 0}, {9, 9, 9, 9, 9}, {9, 9, 9, 9, 9}, {9, 9, 9, 9, 9}, {0, 0, 9, 0, 0}}));
  EXPECT_EQ(run("dilate 2x1 shape=cross", point),
            (gray_rows{{0, 0, 0, 0, 0}, {0, 0, 9, 0, 0}, {9, 9, 9, 9, 9}, {0, 0, 9, 0, 0}, {0, 0, 0, 0, 0}}));
  EXPECT_EQ(run("open 1 shape=cross", point), gray_rows(5, std::vector<int>(5, 0)));
  EXPECT_EQ(run("close 1 shape=ellipse", point), point);
}

}  // namespace tessera::tests
