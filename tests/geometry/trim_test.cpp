// SPDX-License-Identifier: Apache-2.0
// trim: boxes worked out by hand, and against a plain search through the pixels of what comes before it.
#include <algorithm>
#include <cmath>

#include "geometry/by_hand.hpp"
#include "support/pictures.hpp"

namespace tessera::tests {

namespace {

/// A picture of one colour with a part of noise in it; that part may touch the edges.
image framed(const format& f, const rect& part, std::uint64_t seed) {
  image made = test::picture(f, test::look::noise, seed);
  for (std::int64_t y = 0; y < f.size.height; ++y)
    for (std::int64_t x = 0; x < f.size.width; ++x)
      if (intersect(part, {x, y, x + 1, y + 1}).empty())
        for (int c = 0; c < f.channels; ++c) test::set_sample(made.edit(), x, y, c, 0.6);
  return made;
}

rect searched(const image& in, double tolerance) {
  const const_view v = in.pixels();
  const format& f = v.format;
  const auto seen = [&](std::int64_t x, std::int64_t y, int c) {
    const double alpha = f.alpha && c + 1 < f.channels ? test::sample_at(v, x, y, f.channels - 1) : 1;
    return test::sample_at(v, x, y, c) * alpha;
  };
  rect box;
  for (std::int64_t y = 0; y < f.size.height; ++y)
    for (std::int64_t x = 0; x < f.size.width; ++x)
      for (int c = 0; c < f.channels; ++c)
        if (std::abs(seen(x, y, c) - seen(0, 0, c)) > tolerance) box = hull(box, {x, y, x + 1, y + 1});
  return box.empty() ? whole(f.size) : box;
}

image cut_out(const image& in, const rect& box) {
  return engine().run(pipeline{crop{{static_cast<double>(box.width()), static_cast<double>(box.height())},
                                    static_cast<int>(box.x0),
                                    static_cast<int>(box.y0)}},
                      in);
}

}  // namespace

TEST(trim, cuts_off_what_looks_like_the_corner) {
  EXPECT_EQ(run("trim 0", {{9, 9, 9, 9}, {9, 9, 7, 9}, {9, 8, 9, 9}, {9, 9, 9, 9}}), (gray{{9, 7}, {8, 9}}));
  EXPECT_EQ(run("trim 0", {{9, 9, 1}}), (gray{{1}}));
  EXPECT_EQ(run("trim 0", {{9, 9}, {9, 9}}), (gray{{9, 9}, {9, 9}})) << "all alike";
  EXPECT_EQ(run("trim 0", {{3}}), (gray{{3}}));
  EXPECT_EQ(run("trim 0", {{1, 2}, {3, 4}}), (gray{{1, 2}, {3, 4}})) << "the corner's row and column hold more";
}

TEST(trim, takes_small_differences_for_the_same) {
  const gray in = {{100, 103, 98}, {97, 120, 100}};
  EXPECT_EQ(run("trim 2%", in), (gray{{120}}));
  EXPECT_EQ(run("trim 1%", in), (gray{{100, 103}, {97, 120}})) << "2.55 levels: 103 and 97 are farther";
  EXPECT_EQ(run("trim 100%", in), in);
}

TEST(trim, finds_the_box_in_every_format) {
  for (const rect part : {rect{5, 3, 20, 11}, rect{0, 4, 31, 5}, rect{30, 18, 31, 19}, rect{1, 1, 30, 18}})
    for (const format& f : test::all_formats({31, 19}))
      for (const float tolerance : {0.0f, 0.25f}) {
        const image in = framed(f, part, 5);
        const image expected = cut_out(in, searched(in, static_cast<double>(tolerance)));
        EXPECT_EQ(test::difference(engine().run(pipeline{trim{tolerance}}, in), expected), "") << test::words(f);
      }
}

TEST(trim, sees_what_comes_before_it_and_the_rest_sees_what_is_left) {
  const image in = test::picture(make_format(sample_type::u8, 3, {61, 43}), test::look::scene, 2);
  const auto after = [&](const char* look) { return engine().run(parse(look), in); };
  EXPECT_EQ(test::difference(after("border 9 | trim 0 | gaussian 2"), after("gaussian 2")), "");
  EXPECT_EQ(test::difference(after("border 3 | trim 0 | invert | border 4 colour=black | trim 0 | resize 20"),
                             after("invert | resize 20")),
            "");
  EXPECT_EQ(test::difference(after("extend 200% | gaussian 1 | equalize | trim 0 | extend 70x70"),
                             after("extend 200% | gaussian 1 | equalize | trim 0 | extend 70x70")),
            "");
}

/// Colour under transparent pixels is not seen.
TEST(trim, counts_colour_as_far_as_it_is_seen) {
  image in(make_format(sample_type::u8, 4, {3, 1}));
  const u8 pixels[] = {200, 0, 0, 0, 0, 90, 0, 1, 10, 20, 30, 255};
  std::copy_n(pixels, 12, in.edit().samples<u8>(0));
  EXPECT_EQ(engine().run(parse("trim 1%"), in).format().size, (extent{1, 1}));
  EXPECT_EQ(engine().run(parse("trim 0"), in).format().size, (extent{2, 1})) << "alpha differs by a level";
}

TEST(trim, into_memory_of_the_callers_and_in_parts) {
  const image in = framed(make_format(sample_type::u8, 3, {40, 30}), {4, 6, 24, 16}, 1);
  image out(make_format(sample_type::u8, 3, {20, 10}));
  engine().run(parse("trim 0"), in, out.edit());
  EXPECT_EQ(test::difference(out, engine().run(parse("trim 0"), in)), "");
  run_options part;
  part.region = rect{2, 3, 9, 7};
  EXPECT_EQ(test::difference(engine().run(parse("trim 0"), in, part), cut_out(in, {6, 9, 13, 13})), "");
}

TEST(trim, is_refused_where_nobody_can_look) {
  try {
    engine().output_format(parse("trim 2%"), make_format(sample_type::u8, 3, {9, 9}));
    FAIL() << "a size without pixels";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::unsupported);
    EXPECT_NE(std::string(e.what()).find("pixels were seen"), std::string::npos) << e.what();
  }
  const image in = test::picture(make_format(sample_type::u8, 3, {9, 9}));
  EXPECT_THROW(engine().run(parse("overlay (input | trim 2%)"), in), error);
}

}  // namespace tessera::tests
