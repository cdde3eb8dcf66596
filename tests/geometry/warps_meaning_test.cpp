// SPDX-License-Identifier: Apache-2.0
// What perspective, affine, shear, undistort, swirl and polar mean: identities, sizes and pixels worked out by hand.
#include "geometry/by_hand.hpp"

#include <cmath>

#include "support/pictures.hpp"

namespace tessera::tests {

namespace {

gray ramp(std::size_t width, std::size_t height) {
  gray picture(height, std::vector<int>(width));
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x) picture[y][x] = static_cast<int>(1 + 7 * x + 3 * y);
  return picture;
}

image made(const char* look, const image& in) { return engine().run(parse(look), in); }

/// The largest difference, in levels, of the middle of two pictures of one size.
double difference_inside(const image& a, const image& b, std::int64_t margin) {
  const extent size = a.format().size;
  double largest = 0;
  for (std::int64_t y = margin; y < size.height - margin; ++y)
    for (std::int64_t x = margin; x < size.width - margin; ++x)
      largest =
          std::max(largest, std::abs(test::sample_at(a.pixels(), x, y, 0) - test::sample_at(b.pixels(), x, y, 0)));
  return largest * 255;
}

image smooth_scene() {
  return made("gaussian 3", test::picture(make_format(sample_type::u8, 1, {160, 120}), test::look::scene, 3));
}

}  // namespace

TEST(perspective, of_the_whole_picture_changes_nothing) {
  for (const char* kind : {"nearest", "bilinear", "bicubic"})
    for (const char* way : {"false", "true"})
      EXPECT_EQ(run(std::string("perspective 0,0,1,0,1,1,0,1 interpolation=") + kind + " inverse=" + way, ramp(9, 7)),
                ramp(9, 7));
}

/// A rectangle of the picture fills the result: a crop, and an enlarged one.
TEST(perspective, of_a_rectangle_crops_and_resizes) {
  EXPECT_EQ(run("perspective 2,1,6,1,6,4,2,4 scale=pixels size=4x3 interpolation=nearest", ramp(9, 7)),
            run("crop 4x3 x=2 y=1", ramp(9, 7)));
  EXPECT_EQ(run("perspective 2,1,6,1,6,4,2,4 scale=pixels size=8x6 interpolation=nearest", ramp(9, 7)),
            run("crop 4x3 x=2 y=1 | resize 8x6 filter=nearest", ramp(9, 7)));
  EXPECT_EQ(run("perspective 1,0,0,0,0,1,1,1 interpolation=nearest", ramp(9, 7)), run("flop", ramp(9, 7)));
  EXPECT_EQ(run("perspective 0,1,0,0,1,0,1,1 size=7x9 interpolation=nearest", ramp(9, 7)),
            run("rotate 90", ramp(9, 7)));
}

/// Lines stay lines: the diagonals from (0, 0) to (300, 300) and from (200, 0) to (0, 200) cross at (100, 100).
TEST(perspective, puts_the_middle_where_the_diagonals_cross) {
  gray dark(700, std::vector<int>(700, 0));
  for (std::size_t y = 95; y < 105; ++y)
    for (std::size_t x = 95; x < 105; ++x) dark[y][x] = 200;
  const gray out = run("perspective 0,0,200,0,300,300,0,200 scale=pixels size=101x101", dark);
  EXPECT_EQ(out[50][50], 200);
  EXPECT_EQ(out[20][20], 0);
  EXPECT_EQ(out[80][80], 0);
}

TEST(perspective, and_back_is_the_picture) {
  const image in = smooth_scene();
  const char* there = "perspective 0.1,0.05,0.95,0,1,0.9,0,1 inverse=true";
  const char* back = "perspective 0.1,0.05,0.95,0,1,0.9,0,1";
  EXPECT_LE(difference_inside(made(back, made(there, in)), in, 4), 3);
}

TEST(perspective, refuses_points_that_do_not_go_round) {
  EXPECT_NE(refusal("perspective 0,0,1,1,1,0,0,1").find("go round"), std::string::npos);
  EXPECT_NE(refusal("perspective 0,0,0.5,0.5,1,1,0,1").find("on a line"), std::string::npos);
  EXPECT_NE(refusal("perspective 0,0,0,0,0,0,0,0"), "");
}

TEST(affine, moves_pixels_to_where_the_matrix_says) {
  EXPECT_EQ(run("affine 1,0,0,0,1,0", ramp(5, 4)), ramp(5, 4));
  EXPECT_EQ(run("affine 1,0,1,0,1,0", {{1, 2, 3}}), (gray{{0, 1, 2}}));
  EXPECT_EQ(run("affine 1,0,0,0,1,-1", {{1, 2}, {3, 4}}), (gray{{3, 4}, {0, 0}}));
  EXPECT_EQ(run("affine -1,0,8,0,1,0", ramp(9, 7)), run("flop", ramp(9, 7)));
  EXPECT_EQ(run("affine 0,-1,6,1,0,0 size=7x9", ramp(9, 7)), run("rotate 90", ramp(9, 7)));
  EXPECT_EQ(run("affine 2,0,0,0,2,0 size=9x7 interpolation=nearest", {{1, 2}, {3, 4}})[0][2], 2) << "pixel 1 goes to 2";
  EXPECT_NE(refusal("affine 1,2,0,2,4,0").find("on a line"), std::string::npos);
}

TEST(shear, leans_on_a_canvas_that_grows) {
  EXPECT_EQ(size_after("shear 45", {100, 40}), "140x40");
  EXPECT_EQ(size_after("shear -45", {100, 40}), "140x40");
  EXPECT_EQ(size_after("shear 0 45", {100, 40}), "100x140");
  EXPECT_EQ(size_after("shear 45 45", {100, 40}), "140x180");
  EXPECT_EQ(size_after("shear 45 -45", {100, 40}), "140x100");
  EXPECT_EQ(run("shear 0 0", ramp(9, 7)), ramp(9, 7));
  const gray leaning = run("shear 45", gray(40, std::vector<int>(40, 200)));
  for (const std::size_t row : {5u, 20u, 36u}) {
    EXPECT_EQ(leaning[row][row - 3], 0) << "lower rows lie farther right";
    EXPECT_EQ(leaning[row][row + 3], 200);
    EXPECT_EQ(leaning[row][row + 37], 200);
    EXPECT_EQ(leaning[row][row + 43], 0);
  }
}

TEST(undistort, without_coefficients_changes_nothing) {
  EXPECT_EQ(run("undistort 0", ramp(9, 7)), ramp(9, 7));
  EXPECT_EQ(run("undistort 0 focal=0.3 centre_x=0.1", ramp(9, 7)), ramp(9, 7));
}

/// On the axis of the lens r = 0.3 shows what lies at r (1 + k1 r^2): with k1 = -1 at 0.273; the picture is a ramp of a level a pixel.
TEST(undistort, follows_browns_formula) {
  gray levels(101, std::vector<int>(201));
  for (auto& row : levels)
    for (std::size_t x = 0; x < row.size(); ++x) row[x] = static_cast<int>(x);
  const gray out = run("undistort -1 interpolation=bilinear", levels);
  EXPECT_EQ(out[50][100], 100);
  const double r = 60.0 / 201;
  EXPECT_NEAR(out[50][160], 100 + 201 * r * (1 - r * r), 1);
  const gray tangential = run("undistort 0 p2=0.1 interpolation=bilinear", levels);
  EXPECT_NEAR(tangential[50][160], 160 + 201 * 0.1 * 3 * r * r, 1);
}

TEST(swirl, turns_the_middle_and_leaves_the_rest) {
  EXPECT_EQ(run("swirl 0", ramp(9, 7)), ramp(9, 7));
  const image in = smooth_scene();
  const image out = made("swirl 180 radius=0.5", in);
  for (std::int64_t x = 0; x < 160; ++x)
    EXPECT_EQ(test::sample_at(out.pixels(), x, 20, 0), test::sample_at(in.pixels(), x, 20, 0));
  EXPECT_LE(difference_inside(made("swirl -40", made("swirl 40", in)), in, 4), 6);
}

/// Halfway out a quarter of the angle is left: 360 degrees turn a point at half the radius by 90, clockwise: from the right to below.
TEST(swirl, falls_with_the_square_of_the_distance) {
  gray dark(201, std::vector<int>(201, 0));
  for (std::size_t y = 98; y < 103; ++y)
    for (std::size_t x = 148; x < 153; ++x) dark[y][x] = 200;
  const gray out = run("swirl 360 radius=0.995 interpolation=nearest", dark);
  EXPECT_EQ(out[150][100], 200);
  EXPECT_EQ(out[100][150], 0);
  EXPECT_EQ(out[50][100], 0);
}

/// A ring of equal levels becomes columns; angles run clockwise from the right.
TEST(polar, unrolls_rings_to_columns) {
  gray rings(101, std::vector<int>(101));
  for (int y = 0; y < 101; ++y)
    for (int x = 0; x < 101; ++x)
      rings[static_cast<std::size_t>(y)][static_cast<std::size_t>(x)] =
          static_cast<int>(std::lround(2 * std::hypot(x - 50, y - 50)));
  const gray out = run("polar radius=0.7 interpolation=bilinear", rings);
  const double pixels = 0.7 * std::sqrt(2.0) * 101 / 2 / 101;
  for (const std::size_t row : {3u, 40u, 77u})
    for (const std::size_t column : {30u, 60u, 90u})
      EXPECT_NEAR(out[row][column], 2 * (static_cast<double>(column) + 0.5) * pixels, 1.5);
  gray below(101, std::vector<int>(101, 0));
  for (std::size_t x = 45; x < 56; ++x) below[80][x] = below[81][x] = below[79][x] = 200;
  const gray marked = run("polar radius=0.7 interpolation=nearest", below);
  EXPECT_EQ(marked[25][static_cast<std::size_t>(30 / pixels)], 200) << "a quarter of a turn is a quarter of the rows";
  EXPECT_EQ(marked[75][static_cast<std::size_t>(30 / pixels)], 0);
}

/// The middle is seen and the seam is not: there and back is the picture, within the radius.
TEST(polar, and_back_is_the_picture_without_a_seam) {
  const image in = made("resize 400x400 fit=exact", smooth_scene());
  const image out = made("polar | polar inverse=true", in);
  EXPECT_LE(difference_inside(out, in, 4), 12);
  image white(make_format(sample_type::u8, 1, {64, 48}));
  for (std::int64_t y = 0; y < 48; ++y) std::fill_n(white.edit().samples<u8>(y), 64, u8{255});
  const image rolled = made("polar inverse=true radius=2", white);
  EXPECT_EQ(test::difference(rolled, white), "") << "no darker line where the last row meets the first";
}

}  // namespace tessera::tests
