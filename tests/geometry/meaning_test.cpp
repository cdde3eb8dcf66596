// SPDX-License-Identifier: Apache-2.0
// What each operator does to pixels and sizes that are worked out by hand.
#include "geometry/by_hand.hpp"

namespace tessera::tests {

TEST(flip, turns_upside_down) { EXPECT_EQ(run("flip", abcdef), (gray{{4, 5, 6}, {1, 2, 3}})); }

TEST(flop, mirrors) { EXPECT_EQ(run("flop", abcdef), (gray{{3, 2, 1}, {6, 5, 4}})); }

TEST(rotate, turns_quarters_clockwise_and_exactly) {
  EXPECT_EQ(run("rotate 90", abcdef), (gray{{4, 1}, {5, 2}, {6, 3}}));
  EXPECT_EQ(run("rotate -90", abcdef), (gray{{3, 6}, {2, 5}, {1, 4}}));
  EXPECT_EQ(run("rotate 270", abcdef), run("rotate -90", abcdef));
  EXPECT_EQ(run("rotate 180", abcdef), (gray{{6, 5, 4}, {3, 2, 1}}));
  EXPECT_EQ(run("rotate 0", abcdef), abcdef);
  EXPECT_EQ(run("rotate -360", abcdef), abcdef);
}

TEST(rotate, grows_the_canvas_and_leaves_corners_black_or_in_the_background) {
  EXPECT_EQ(size_after("rotate 45", {100, 100}), "142x142");
  EXPECT_EQ(size_after("rotate 30", {200, 100}), "224x187");
  const gray flat(40, std::vector<int>(40, 200));
  for (const char* kind : {"nearest", "bilinear", "bicubic"}) {
    const gray turned = run(std::string("rotate 45 interpolation=") + kind, flat);
    EXPECT_EQ(turned[0][0], 0);
    EXPECT_EQ(turned[turned.size() / 2][turned.size() / 2], 200);
    EXPECT_EQ(run(std::string("rotate 45 background=white interpolation=") + kind, flat)[0][0], 255);
  }
}

/// A white mark right of the centre comes to lie below it: clockwise.
TEST(rotate, is_clockwise_at_any_angle) {
  gray mark(41, std::vector<int>(41, 0));
  for (std::size_t y = 19; y < 22; ++y)
    for (std::size_t x = 34; x < 37; ++x) mark[y][x] = 255;
  const gray turned = run("rotate 80", mark);
  const std::size_t centre = turned.size() / 2;
  EXPECT_GT(turned[centre + 15][centre + 3], 200);
  EXPECT_EQ(turned[centre - 15][centre], 0);
}

/// At 45 degrees a column runs along the edge: from black to flat within two pixels or so, and never above the picture's own level.
TEST(rotate, antialiases_edges_without_ringing) {
  const gray turned = run("rotate 20", gray(60, std::vector<int>(60, 128)));
  int between = 0;
  for (const auto& row : turned)
    for (const int level : row) {
      EXPECT_LE(level, 128);
      between += level > 0 && level < 128;
    }
  EXPECT_GT(between, 100);
}

TEST(crop, keeps_a_rectangle) {
  EXPECT_EQ(run("crop 2x1 x=1 y=1", abcdef), (gray{{5, 6}}));
  EXPECT_EQ(run("crop 2x1", abcdef), (gray{{1, 2}}));
  EXPECT_EQ(run("crop 1x1 gravity=southeast", abcdef), (gray{{6}}));
  EXPECT_EQ(run("crop 1x1 gravity=southeast x=1", abcdef), (gray{{5}}));
  EXPECT_EQ(run("crop 1x2 gravity=center", abcdef), (gray{{2}, {5}}));
  EXPECT_EQ(run("crop x1", abcdef), (gray{{1, 2, 3}}));
}

TEST(crop, refuses_what_reaches_outside) {
  const std::string beyond = refusal("crop 600x400 x=100");
  EXPECT_NE(beyond.find("600x400 at 100,0"), std::string::npos) << beyond;
  EXPECT_NE(beyond.find("640x480"), std::string::npos) << beyond;
  EXPECT_NE(beyond.find("x may be 0 to 40 and y 0 to 80"), std::string::npos) << beyond;
  EXPECT_NE(refusal("crop 641x10").find("at most the picture's size"), std::string::npos);
  EXPECT_NE(refusal("crop 10x10 x=-1"), "");
}

TEST(pad, adds_margins) {
  EXPECT_EQ(run("pad 1", {{7}}), (gray{{0, 0, 0}, {0, 7, 0}, {0, 0, 0}}));
  EXPECT_EQ(run("pad 1,0 colour=white", {{7}}), (gray{{255, 7, 255}}));
  EXPECT_EQ(run("pad 1,0,2,1", {{7}}), (gray{{0, 7, 0, 0}, {0, 0, 0, 0}}));
  EXPECT_EQ(run("pad size=4x1", {{7}}), (gray{{0, 7, 0, 0}}));
  EXPECT_EQ(run("pad size=3x2 gravity=southeast", {{7}}), (gray{{0, 0, 0}, {0, 0, 7}}));
  EXPECT_EQ(run("pad size=1x1", abcdef), abcdef);
  EXPECT_NE(refusal("pad 1,2,3").find("1, 2 or 4"), std::string::npos);
  EXPECT_NE(refusal("pad 1048576").find("1048576"), std::string::npos);
}

TEST(resize, works_sizes_out) {
  EXPECT_EQ(size_after("resize 800", {1600, 1000}), "800x500");
  EXPECT_EQ(size_after("resize x500", {1600, 1000}), "800x500");
  EXPECT_EQ(size_after("resize 800x600", {1600, 1000}), "800x500");
  EXPECT_EQ(size_after("resize 800x400", {1600, 1000}), "640x400");
  EXPECT_EQ(size_after("resize 800x400 fit=exact", {1600, 1000}), "800x400");
  EXPECT_EQ(size_after("resize 300x300 fit=cover", {1600, 1000}), "300x300");
  EXPECT_EQ(size_after("resize 50%", {1601, 999}), "801x500");
  EXPECT_EQ(size_after("resize 200%", {3, 5}), "6x10");
  EXPECT_EQ(size_after("resize 50%x200% fit=exact", {100, 100}), "50x200");
  EXPECT_EQ(size_after("resize 10", {1000, 3}), "10x1");
  EXPECT_EQ(size_after("resize 3", {2, 5}), "3x8") << "7.5 counts up";
  EXPECT_EQ(size_after("resize 1%", {10, 10}), "1x1");
}

TEST(resize, keeps_to_the_allowed_way) {
  EXPECT_EQ(size_after("resize 800x600 only=shrink", {400, 300}), "400x300");
  EXPECT_EQ(size_after("resize 800x600 only=shrink", {1600, 300}), "800x150");
  EXPECT_EQ(size_after("resize 800x600 only=enlarge", {1600, 1200}), "1600x1200");
  EXPECT_EQ(size_after("resize 800x600 only=enlarge", {400, 300}), "800x600");
  EXPECT_EQ(size_after("resize 300x300 fit=cover only=shrink", {200, 600}), "200x300");
  EXPECT_EQ(size_after("resize 300x300 fit=exact only=shrink", {200, 600}), "200x300");
}

TEST(resize, refuses_sizes_beyond_the_limit) {
  const std::string told = refusal("resize 2000000");
  EXPECT_NE(told.find("1048576"), std::string::npos) << told;
  EXPECT_NE(told.find("2000000x1500000"), std::string::npos) << told;
}

TEST(resize, does_to_pixels_what_the_filters_say) {
  EXPECT_EQ(run("resize 2x1 filter=area fit=exact", {{0, 100, 50, 51}, {0, 100, 50, 51}}), (gray{{50, 51}}));
  EXPECT_EQ(run("resize 4x1 filter=nearest fit=exact", {{3, 9}}), (gray{{3, 3, 9, 9}}));
  EXPECT_EQ(run("resize 4x1 filter=bilinear fit=exact", {{0, 100}}), (gray{{0, 25, 75, 100}}));
  EXPECT_EQ(run("resize 2x1 filter=bilinear fit=exact antialias=false", {{0, 10, 50, 70}}), (gray{{5, 60}}));
  EXPECT_EQ(run("resize 100% filter=lanczos3", abcdef), abcdef);
  EXPECT_EQ(run("resize 1x1 filter=area fit=exact linear=true", {{0, 255}}),
            (gray{{188}}));  // half the light of white in sRGB
}

TEST(resize, cover_shows_the_middle) {
  EXPECT_EQ(run("resize 2x1 fit=cover filter=nearest", {{1, 1, 5, 5, 9, 9, 2, 2}, {1, 1, 5, 5, 9, 9, 2, 2}}),
            (gray{{5, 9}}));
}

/// What is transparent does not bleed: red beside transparent green stays red.
TEST(resize, weights_colour_by_alpha) {
  image in(make_format(sample_type::u8, 4, {2, 1}));
  const u8 pixels[] = {255, 0, 0, 255, 0, 255, 0, 0};
  std::copy_n(pixels, 8, in.edit().samples<u8>(0));
  const image out = engine().run(parse("resize 1x1 filter=area fit=exact"), in);
  const u8* got = out.pixels().samples<u8>(0);
  EXPECT_EQ(got[0], 255);
  EXPECT_EQ(got[1], 0);
  EXPECT_EQ(got[3], 128);
}

}  // namespace tessera::tests
