// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstring>
#include <random>

#include "support/stage_harness.hpp"

namespace tessera::tests {

namespace {

/// Where the definition says that an output pixel comes from; false outside the input.
bool origin(const move& m, extent in, std::int64_t x, std::int64_t y, std::int64_t& from_x, std::int64_t& from_y) {
  const std::int64_t width = m.transpose ? in.height : in.width, height = m.transpose ? in.width : in.height;
  x -= m.left, y -= m.top;
  if (x < 0 || y < 0 || x >= width || y >= height) return false;
  if (m.mirror_x) x = width - 1 - x;
  if (m.mirror_y) y = height - 1 - y;
  from_x = m.transpose ? y : x;
  from_y = m.transpose ? x : y;
  return true;
}

picture expected(const move& m, const picture& in, const std::vector<double>& fill) {
  format f = in.layout;
  f.size = m.out;
  picture out(f);
  std::int64_t u = 0, v = 0;
  for (std::int64_t y = 0; y < f.size.height; ++y)
    for (std::int64_t x = 0; x < f.size.width; ++x) {
      const bool inside = origin(m, in.layout.size, x, y, u, v);
      for (int c = 0; c < f.channels; ++c)
        out.set_level(x, y, c, inside ? in.level(u, v, c) : fill[static_cast<std::size_t>(c)]);
    }
  return out;
}

prepared stage_of(const move& m, const format& in) {
  prepared stage{m, in};
  stage.out.size = m.out;
  return stage;
}

std::vector<double> fill_levels(const format& f) {
  const double w = white_of(f.type);  // of the colour (1, 0, 1, 0.2); luma of magenta is 0.413
  const auto level = [&](double v) {
    return f.type == sample_type::f32 ? static_cast<double>(static_cast<float>(v)) : std::nearbyint(v * w);
  };
  const double gray = f.type == sample_type::f32 ? static_cast<double>(0.299f * 1.0f + 0.114f * 1.0f) : level(0.413);
  if (f.channels == 1) return {gray};
  if (f.channels == 2) return {gray, level(0.2f)};
  if (f.channels == 3) return {level(1), level(0), level(1)};
  return {level(1), level(0), level(1), level(0.2f)};
}

}  // namespace

TEST(move, copies_every_format_at_every_level) {
  for (const extent size : {extent{1, 1}, extent{1, 37}, extent{53, 1}, extent{67, 41}, extent{150, 35}})
    for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
      for (int channels = 1; channels <= 4; ++channels) {
        const picture in = noise(make_format(type, channels, size), 7);
        for (int turn = 0; turn < 8; ++turn) {
          move m{{}, -3, 5, (turn & 1) != 0, (turn & 2) != 0, (turn & 4) != 0, {1, 0, 1, 0.2f}};
          m.out = m.transpose ? extent{size.height + 9, size.width + 2} : extent{size.width + 9, size.height + 2};
          const picture want = expected(m, in, fill_levels(in.layout));
          for (int level = 0; level < static_cast<int>(cpu::levels().size()); ++level)
            for (const cutting& how : {cutting{}, cutting{17, 23, 5, std::byte{0x11}}})
              ASSERT_EQ(run_stage(stage_of(m, in.layout), in, level, how).data, want.data)
                  << describe(in.layout) << " turn " << turn << " level " << level;
        }
      }
}

TEST(move, needs_names_exactly_the_pixels_that_are_read) {
  std::mt19937 random(11);
  const auto upto = [&](int n) { return static_cast<std::int64_t>(random() % static_cast<unsigned>(n)); };
  for (int i = 0; i < 3000; ++i) {
    const format in = make_format(sample_type::u8, 1, {1 + upto(12), 1 + upto(12)});
    const move m{{20, 20}, upto(20) - 10, upto(20) - 10, random() % 2 == 0, random() % 2 == 0, random() % 2 == 0};
    const rect out{upto(10), upto(10), upto(20), upto(20)};
    rect hull_of_origins;
    std::int64_t u = 0, v = 0;
    for (std::int64_t y = out.y0; y < out.y1; ++y)
      for (std::int64_t x = out.x0; x < out.x1; ++x)
        if (origin(m, in.size, x, y, u, v)) hull_of_origins = hull(hull_of_origins, {u, v, u + 1, v + 1});
    ASSERT_EQ(needs(stage_of(m, in), out, in), hull_of_origins);
  }
}

/// The eight pictures of the EXIF standard's table, 2 wide and 3 high when upright: ab / cd / ef.
TEST(move, orientation_turns_all_eight_upright) {
  struct stored {
    int orientation;
    extent size;
    const char* pixels;
  };
  const stored all[] = {{1, {2, 3}, "abcdef"}, {2, {2, 3}, "badcfe"}, {3, {2, 3}, "fedcba"}, {4, {2, 3}, "efcdab"},
                        {5, {3, 2}, "acebdf"}, {6, {3, 2}, "bdface"}, {7, {3, 2}, "fdbeca"}, {8, {3, 2}, "ecafdb"}};
  for (const stored& s : all) {
    picture in(make_format(sample_type::u8, 1, s.size));
    std::memcpy(in.data.data(), s.pixels, 6);
    const move m = orientation_move(s.orientation, in.layout);
    ASSERT_EQ(m.out, (extent{2, 3})) << s.orientation;
    const picture upright = run_stage(stage_of(m, in.layout), in, cpu::best_level());
    EXPECT_EQ(std::memcmp(upright.data.data(), "abcdef", 6), 0)
        << s.orientation << ": " << std::string(reinterpret_cast<const char*>(upright.data.data()), 6);
  }
}

TEST(move, unknown_orientation_is_a_copy) {
  for (const int orientation : {-1, 0, 9, 65535}) {
    const move m = orientation_move(orientation, make_format(sample_type::u8, 3, {5, 4}));
    EXPECT_FALSE(m.transpose || m.mirror_x || m.mirror_y);
    EXPECT_EQ(m.out, (extent{5, 4}));
  }
}

}  // namespace tessera::tests
