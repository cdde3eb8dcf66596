// SPDX-License-Identifier: Apache-2.0
// What each operator does to pixels that are worked out by hand.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/gray_rows.hpp"

namespace tessera::tests {

namespace {

using gray = gray_rows;

std::string refusal(const std::string& look) {
  try {
    run(look, {{1, 2, 3}});
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage);
    return e.what();
  }
  return "";
}

const gray speck = {
    {10, 10, 10, 10, 10}, {10, 10, 10, 10, 10}, {10, 10, 200, 10, 10}, {10, 10, 10, 10, 10}, {10, 10, 10, 10, 10}};
const gray step = {{0, 0, 80, 80}, {0, 0, 80, 80}, {0, 0, 80, 80}};

}  // namespace

TEST(median, removes_a_speck_and_keeps_a_step) {
  EXPECT_EQ(run("median", speck), gray(5, std::vector<int>(5, 10)));
  EXPECT_EQ(run("median 1", step), step);
  EXPECT_EQ(run("median radius=1x0", {{1, 9, 2, 8, 3}}), (gray{{1, 2, 8, 3, 3}}));
  EXPECT_EQ(run("median 2x0", {{1, 9, 2, 8, 3}}), (gray{{1, 2, 3, 3, 3}}));
  EXPECT_EQ(run("median size=5x1", {{1, 9, 2, 8, 3}}), run("median 2x0", {{1, 9, 2, 8, 3}}));
  EXPECT_EQ(run("median size=3", speck), run("median 1", speck));
}

TEST(erode, spreads_dark) {
  EXPECT_EQ(run("erode 1", step), (gray{{0, 0, 0, 80}, {0, 0, 0, 80}, {0, 0, 0, 80}}));
  EXPECT_EQ(run("erode", speck), gray(5, std::vector<int>(5, 10)));
}

TEST(dilate, spreads_light) {
  EXPECT_EQ(run("dilate 1", step), (gray{{0, 80, 80, 80}, {0, 80, 80, 80}, {0, 80, 80, 80}}));
  EXPECT_EQ(run("dilate 0x1", speck), (gray{{10, 10, 10, 10, 10},
                                            {10, 10, 200, 10, 10},
                                            {10, 10, 200, 10, 10},
                                            {10, 10, 200, 10, 10},
                                            {10, 10, 10, 10, 10}}));
}

TEST(open, removes_light_and_keeps_dark_details) {
  EXPECT_EQ(run("open 1x0", {{5, 5, 9, 5, 5, 1, 5, 5, 5}}), (gray{{5, 5, 5, 5, 5, 1, 5, 5, 5}}));
}

TEST(close, removes_dark_and_keeps_light_details) {
  EXPECT_EQ(run("close 1x0", {{5, 5, 9, 5, 5, 1, 5, 5, 5}}), (gray{{5, 5, 9, 5, 5, 5, 5, 5, 5}}));
}

TEST(sobel, of_a_step_is_its_height) {
  EXPECT_EQ(run("sobel", step), (gray{{0, 80, 80, 0}, {0, 80, 80, 0}, {0, 80, 80, 0}}));
  EXPECT_EQ(run("sobel y offset=0.4", step), gray(3, std::vector<int>(4, 102)));
  EXPECT_EQ(run("sobel x offset=40%", {{80, 80, 0, 0}}), (gray{{102, 22, 22, 102}}));
  // Corner of a bright quarter: right (1 + 2) * 80 / 4 = 60, down the same; the length is 84.85.
  EXPECT_EQ(run("sobel", {{0, 0, 0}, {0, 80, 80}, {0, 80, 80}})[1][1], 85);
}

TEST(laplacian, is_the_neighbours_less_the_centre) {
  EXPECT_EQ(run("laplacian", {{9, 9, 9}, {9, 4, 9}, {9, 9, 9}})[1][1], 20);
  EXPECT_EQ(run("laplacian diagonals=true", {{9, 9, 9}, {9, 4, 9}, {9, 9, 9}})[1][1], 40);
  EXPECT_EQ(run("laplacian offset=0.4", {{9, 9, 9}, {9, 10, 9}, {9, 9, 9}})[1][1], 98);
}

TEST(convolve, sums_weighted_neighbours) {
  EXPECT_EQ(run("convolve 1,2,3 width=3", {{10, 20, 60}}), (gray{{15, 38, 53}}));
  EXPECT_EQ(run("convolve 1,2,3 width=3 divisor=10", {{10, 20, 60}})[0][1], 23);
  EXPECT_EQ(run("convolve -1,0,1 width=1 offset=20%", {{10, 10}, {20, 5}, {30, 0}}),
            (gray{{61, 46}, {71, 41}, {61, 46}}));
  EXPECT_EQ(run("convolve 0,-1,0,-1,5,-1,0,-1,0", speck)[2][1], 0);
  EXPECT_EQ(run("convolve 0,-1,0,-1,5,-1,0,-1,0", speck)[2][2], 255);
}

TEST(neighbourhood, refuses_what_has_no_centre) {
  EXPECT_NE(refusal("convolve 1,2,3,4").find("2x2 has no centre"), std::string::npos) << refusal("convolve 1,2,3,4");
  EXPECT_NE(refusal("convolve 1,2,3").find("width="), std::string::npos) << refusal("convolve 1,2,3");
  EXPECT_NE(refusal("convolve 1,2,3 width=2").find("do not fill rows of 2"), std::string::npos);
  EXPECT_NE(refusal("median size=4").find("take 3 or 5"), std::string::npos) << refusal("median size=4");
  EXPECT_NE(refusal("median 1.5").find("whole number"), std::string::npos) << refusal("median 1.5");
  EXPECT_NE(refusal("median 300").find("250"), std::string::npos) << refusal("median 300");
}

}  // namespace tessera::tests
