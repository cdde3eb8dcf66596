// SPDX-License-Identifier: Apache-2.0
// thumbnail, extend, border and pixelate: sizes and pixels worked out by hand, blocks against means in float64.
#include "geometry/by_hand.hpp"
#include "support/pictures.hpp"

namespace tessera::tests {

TEST(thumbnail, fits_inside_and_never_enlarges_unless_asked) {
  EXPECT_EQ(size_after("thumbnail 200", {1600, 1000}), "200x125");
  EXPECT_EQ(size_after("thumbnail 200x100", {1600, 1000}), "160x100");
  EXPECT_EQ(size_after("thumbnail 200x100 fit=cover", {1600, 1000}), "200x100");
  EXPECT_EQ(size_after("thumbnail 200x100 fit=exact", {1600, 1000}), "200x100");
  EXPECT_EQ(size_after("thumbnail 200x100", {16, 10}), "16x10");
  EXPECT_EQ(size_after("thumbnail 200x100 only=both", {16, 10}), "160x100");
  EXPECT_NE(refusal("thumbnail 2000000 only=both").find("1048576"), std::string::npos);
}

/// Four wide and one high, shown two wide: halves of the picture, nothing resampled.
TEST(thumbnail, keeps_the_side_that_gravity_names) {
  const gray wide = {{10, 20, 30, 40}, {11, 21, 31, 41}};
  EXPECT_EQ(run("thumbnail 2x2 fit=cover gravity=west", wide), (gray{{10, 20}, {11, 21}}));
  EXPECT_EQ(run("thumbnail 2x2 fit=cover", wide), (gray{{20, 30}, {21, 31}}));
  EXPECT_EQ(run("thumbnail 2x2 fit=cover gravity=northeast", wide), (gray{{30, 40}, {31, 41}}));
  const gray high = {{1}, {2}, {3}};
  EXPECT_EQ(run("thumbnail 1x1 fit=cover gravity=north", high), (gray{{1}}));
  EXPECT_EQ(run("thumbnail 1x1 fit=cover", high), (gray{{2}}));
  EXPECT_EQ(run("thumbnail 1x1 fit=cover gravity=south", high), (gray{{3}}));
}

TEST(thumbnail, equals_resize_where_both_show_the_same) {
  const image in = test::picture(make_format(sample_type::u8, 3, {97, 61}), test::look::scene, 4);
  const auto same = [&](const char* a, const char* b) {
    return test::difference(engine().run(parse(a), in), engine().run(parse(b), in));
  };
  EXPECT_EQ(same("thumbnail 40x30", "resize 40x30"), "");
  EXPECT_EQ(same("thumbnail 40x30 fit=cover linear=true", "resize 40x30 fit=cover linear=true"), "");
  EXPECT_NE(same("thumbnail 40x30 fit=cover gravity=west", "resize 40x30 fit=cover"), "");
}

TEST(extend, lays_the_picture_on_a_canvas) {
  EXPECT_EQ(run("extend 4x1 gravity=west", {{7}}), (gray{{7, 0, 0, 0}}));
  EXPECT_EQ(run("extend 3x3 colour=white", {{7}}), (gray{{255, 255, 255}, {255, 7, 255}, {255, 255, 255}}));
  EXPECT_EQ(run("extend 3x2 gravity=southeast x=1", {{7}}), (gray{{0, 0, 0}, {0, 7, 0}}));
  EXPECT_EQ(run("extend 2x3 gravity=northwest", abcdef), (gray{{1, 2}, {4, 5}, {0, 0}}))
      << "cuts one way, fills the other";
  EXPECT_EQ(run("extend 1x1", abcdef), (gray{{2}})) << "the halves of an odd rest go to the right and below";
  EXPECT_EQ(run("extend 2x1 x=5", abcdef), (gray{{0, 0}})) << "beside the canvas";
  EXPECT_EQ(size_after("extend 150%", {10, 6}), "15x9");
  EXPECT_EQ(size_after("extend x100", {10, 6}), "10x100");
  EXPECT_NE(refusal("extend 2000000"), "");
}

TEST(border, grows_the_picture_by_a_frame) {
  EXPECT_EQ(run("border 1", {{7}}), (gray{{255, 255, 255}, {255, 7, 255}, {255, 255, 255}}));
  EXPECT_EQ(run("border 2 colour=black", {{7, 8}})[2], (std::vector<int>{0, 0, 7, 8, 0, 0}));
  EXPECT_EQ(run("border 0", abcdef), abcdef);
  EXPECT_NE(refusal("border 1048576").find("no side may be above"), std::string::npos);
}

TEST(pixelate, shows_the_mean_of_each_block) {
  EXPECT_EQ(run("pixelate 2", {{0, 10, 50}, {20, 30, 70}, {5, 7, 9}}), (gray{{15, 15, 60}, {15, 15, 60}, {6, 6, 9}}));
  EXPECT_EQ(run("pixelate 1", abcdef), abcdef);
  EXPECT_EQ(run("pixelate 100", {{1, 2}, {3, 6}}), (gray{{3, 3}, {3, 3}}));
}

namespace {

/// The mean of a block, colour weighted by alpha.
double mean_of(const const_view& in, std::int64_t x, std::int64_t y, std::int64_t side, int c) {
  const format& f = in.format;
  const std::int64_t left = x / side * side, top = y / side * side;
  double sum = 0, weights = 0, count = 0;
  for (std::int64_t v = top; v < std::min(top + side, f.size.height); ++v)
    for (std::int64_t u = left; u < std::min(left + side, f.size.width); ++u) {
      const double alpha = f.alpha && c + 1 < f.channels ? test::sample_at(in, u, v, f.channels - 1) : 1;
      sum += alpha * test::sample_at(in, u, v, c), weights += alpha, ++count;
    }
  if (!f.alpha || c + 1 == f.channels) return sum / count;
  const double invisible = f.type == sample_type::f32 ? 0x1p-20 : 0.5 / white_of(f.type);
  return weights / count > invisible ? sum / weights : 0;  // what rounds to no alpha has no colour
}

}  // namespace

TEST(pixelate, is_within_a_level_of_float64_where_blocks_do_not_divide_the_picture) {
  for (const std::int64_t side : {2, 3, 7, 16, 50})
    for (const format& f : test::all_formats({53, 37})) {
      const image in = test::picture(f, test::look::noise, 8),
                  out = engine().run(pipeline{pixelate{static_cast<int>(side)}}, in);
      ASSERT_EQ(out.format(), f);
      const double levels = white_of(f.type), allowed = f.type == sample_type::f32 ? 1e-5 : 1.0 / levels;
      double largest = 0;
      for (std::int64_t y = 0; y < f.size.height; ++y)
        for (std::int64_t x = 0; x < f.size.width; ++x)
          for (int c = 0; c < f.channels; ++c)
            largest = std::max(largest,
                               std::abs(test::sample_at(out.pixels(), x, y, c) - mean_of(in.pixels(), x, y, side, c)));
      EXPECT_LE(largest, allowed) << test::words(f) << " side " << side;
    }
}

}  // namespace tessera::tests
