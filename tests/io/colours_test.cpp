// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/colours.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>

#include "io/expect.hpp"
#include "io/pictures.hpp"
#include "io/profiles.hpp"
#include "support/pictures.hpp"
#include "tessera/host/files.hpp"

using namespace tessera;
using pictures::brought;
using pictures::by_lcms;
using pictures::levels_of;
using pictures::profile;
using pictures::to_profile;
using test::sample_at;
using which = target_colours::which;

namespace {

/// The largest difference from what Little CMS gives, in levels; f32 in units of 1/255. What a type cannot hold is bounded.
double distance(const image& in, const image& out, const bytes& from, const bytes& to) {
  const format f = in.format(), made = out.format();
  const double white = white_of(f.type);
  const by_lcms lcms(from, to);
  double most = 0;
  for (std::int64_t y = 0; y < f.size.height; ++y)
    for (std::int64_t x = 0; x < f.size.width; ++x) {
      std::array<double, 3> colour{};
      for (int c = 0; c < 3; ++c)
        colour[static_cast<std::size_t>(c)] = sample_at(in, x, y, f.colour_channels() == 1 ? 0 : c);
      const auto expected = lcms(colour);
      for (int c = 0; c < made.colour_channels(); ++c) {
        double e = expected[static_cast<std::size_t>(c)], got = sample_at(out, x, y, c);
        if (f.type != sample_type::f32) e = std::clamp(e, 0.0, 1.0);
        most = std::max(most, std::abs(e - got) * (f.type == sample_type::f32 ? 255 : white));
      }
      if (f.alpha && sample_at(in, x, y, f.channels - 1) != sample_at(out, x, y, made.channels - 1)) return 1e9;
    }
  return most;
}

}  // namespace

TEST(colours, display_p3_by_hand) {
  // CSS Color 4, section 18: Display P3 to XYZ and XYZ to sRGB, both under D65.
  const double to_xyz[3][3] = {{0.4865709486, 0.2656676932, 0.1982172852},
                               {0.2289745641, 0.6917385218, 0.0792869141},
                               {0.0, 0.0451133819, 1.0439443689}};
  const double from_xyz[3][3] = {{3.2409699419, -1.5373831776, -0.4986107603},
                                 {-0.9692436363, 1.8759675015, 0.0415550574},
                                 {0.0556300797, -0.2039769589, 1.0569715142}};
  const auto light = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
  const auto code = [](double v) { return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1 / 2.4) - 0.055; };
  const image in = levels_of(make_format(sample_type::f32, 3, {64, 8}));
  const image out = brought(in, profile("p3"), {which::srgb});
  for (std::int64_t y = 0; y < 8; ++y)
    for (std::int64_t x = 0; x < 64; ++x) {
      double xyz[3] = {};
      for (int k = 0; k < 3; ++k)
        for (int c = 0; c < 3; ++c) xyz[k] += to_xyz[k][c] * light(sample_at(in, x, y, c));
      for (int c = 0; c < 3; ++c) {
        const double linear = from_xyz[c][0] * xyz[0] + from_xyz[c][1] * xyz[1] + from_xyz[c][2] * xyz[2];
        // Profiles hold the primaries to 16 bits, which is most beside black.
        EXPECT_NEAR(sample_at(out, x, y, c), code(linear), 2e-3) << x << "," << y << " channel " << c;
      }
    }
}

TEST(colours, little_cms_agrees_in_every_format) {
  for (const char* from : {"adobe", "p3", "prophoto", "swapped", "wide table", "lut", "light"})
    for (const char* to : {"srgb", "adobe", "prophoto", "lut"})
      for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
        for (const int channels : {3, 4}) {
          if (std::string(from) == to) continue;
          const image in = levels_of(make_format(type, channels, {256, 3}));
          const bytes source = profile(from), target = profile(to);
          const image out = brought(in, source, to_profile(target));
          EXPECT_EQ(out.format(), in.format());
          // Little CMS interpolates a profile's own table of L*a*b* between 8 corners, ours is finer and between 4.
          const double bound = (std::string(to) == "lut" ? 2 : 1) * (type == sample_type::u16 ? 257 : 1);
          EXPECT_LE(distance(in, out, source, target), bound)
              << from << " to " << to << ", " << test::words(in.format());
        }
}

TEST(colours, photographs_are_within_a_level_of_little_cms) {
  std::map<std::string, bytes> profiles;
  for (const char* name : {"adobe", "p3", "prophoto", "lut"}) profiles[name] = profile(name);
  // Profiles that are in use, where a folder of them is given.
  if (const char* const folder = std::getenv("TESSERA_TEST_PROFILES"))
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      const bytes file = pictures::load(entry.path());
      if (file.size() > 128 && static_cast<char>(file[16]) == 'R') profiles[entry.path().filename()] = file;
    }
  for (const std::string& path : pictures::photographs(".png")) {
    const image in = read(path);
    if (in.format().channels != 3) continue;
    for (const auto& [name, file] : profiles) {
      const double there = distance(in, brought(in, file, {which::srgb}), file, profile("srgb"));
      const double back = distance(in, brought(in, {}, to_profile(file)), profile("srgb"), file);
      EXPECT_LE(there, 1) << name << " to sRGB, " << path;
      // Tables of curves that are level somewhere have no one inverse, and that of Little CMS is coarse there.
      const bool made_here = name.find('.') == std::string::npos;
      EXPECT_LE(made_here ? back : 0.0, 1) << "sRGB to " << name << ", " << path;
      RecordProperty(std::filesystem::path(path).stem().string() + " " + name,
                     fmt::format("to sRGB {:.3f}, from it {:.3f}", there, back));
    }
  }
}

TEST(colours, tables_of_a_curve_lead_back) {
  // Little CMS inverts them too coarsely beside black to compare with, but follows them exactly.
  const image in = levels_of(make_format(sample_type::f32, 3, {256, 3}));
  const image out = brought(in, profile("light"), to_profile(profile("wide table")));
  const image light = brought(in, profile("light"), to_profile(profile("p3 light")));
  EXPECT_LE(distance(out, light, profile("wide table"), profile("p3 light")), 0.01);
}

TEST(colours, curves_and_a_matrix_are_within_a_level_of_16_bits) {
  for (const char* from : {"adobe", "p3", "prophoto"}) {
    const image in = levels_of(make_format(sample_type::u16, 3, {256, 3}));
    const image out = brought(in, profile(from), {which::srgb});
    // Beside black, where sRGB is 12.92 times as steep as light, the primaries' 16 bits count.
    EXPECT_LE(distance(in, out, profile(from), profile("srgb")), 20) << from;
  }
}

TEST(colours, gray_stays_gray) {
  for (const char* from : {"gray18", "dot gain"})
    for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
      for (const int channels : {1, 2}) {
        const image in = levels_of(make_format(type, channels, {256, 3}));
        const image out = brought(in, profile(from), {which::srgb});
        EXPECT_EQ(out.format(), in.format());
        const double bound = type == sample_type::u16 ? 8 : 1;
        EXPECT_LE(distance(in, out, profile(from), profile("srgb")), bound) << from << ", " << test::words(in.format());
        const image same = brought(in, profile(from), to_profile(profile(from)));
        EXPECT_EQ(same, in);
      }
  // An RGB picture in a gray profile is gray of the same luminance.
  const image in = levels_of(make_format(sample_type::u8, 3, {256, 3}));
  const image out = brought(in, profile("adobe"), to_profile(profile("gray18")));
  EXPECT_EQ(out.format(), make_format(sample_type::u8, 1, {256, 3}));
  EXPECT_LE(distance(in, out, profile("adobe"), profile("gray18")), 1);
  // Gray beside colours has the tones of their gray axis.
  const image gray = levels_of(make_format(sample_type::u8, 1, {256, 3}));
  const image toned = brought(gray, profile("gray18"), to_profile(profile("prophoto")));
  EXPECT_EQ(toned, gray) << "both are powers of 1.8";
}

TEST(colours, what_is_there_already_does_not_change_a_bit) {
  for (const format& f : test::all_formats({64, 3})) {
    const image in = test::picture(f);
    const bool gray = f.colour_channels() == 1;
    for (const target_colours& to : {target_colours{}, target_colours{which::srgb}}) {
      EXPECT_EQ(brought(in, {}, to), in);
      if (gray) continue;
      EXPECT_EQ(brought(in, profile("srgb"), to), in);
      EXPECT_EQ(brought(in, profile("table"), to), in) << "sRGB as a table";
    }
    EXPECT_EQ(brought(in, profile(gray ? "gray18" : "lut"), {which::keep}), in);
    EXPECT_EQ(brought(in, profile(gray ? "gray18" : "lut"), to_profile(profile(gray ? "gray18" : "lut"))), in);
  }
}

TEST(colours, light_is_floats_and_comes_back) {
  for (const format& f : {make_format(sample_type::u8, 3, {256, 2}), make_format(sample_type::u8, 2, {256, 2}),
                          make_format(sample_type::u16, 4, {256, 2})}) {
    const image in = levels_of(f);
    const image light = brought(in, {}, {which::linear});
    EXPECT_EQ(light.format().type, sample_type::f32);
    EXPECT_EQ(light.format().colour, colour_space::linear);
    EXPECT_EQ(light.format().channels, f.channels);
    EXPECT_NEAR(sample_at(light, 188, 0, 0), 0.502887, 1e-5) << "half the light";
    plan_options options;
    options.storable = [](const format& wanted) { return wanted; };
    EXPECT_EQ(brought(in, {}, {which::linear}, options), in);
  }
}

TEST(colours, any_tile_any_level_and_no_fusion_give_the_same_bits) {
  for (const char* from : {"adobe", "lut", "wide table"})
    for (const target_colours& to : {target_colours{which::srgb}, target_colours{which::linear}}) {
      const image in = test::picture(make_format(sample_type::u8, 4, {131, 40}));
      const image expected = brought(in, profile(from), to);
      for (int level = 0; level <= cpu::best_level(); ++level)
        for (const bool fuse : {true, false}) {
          plan_options options;
          options.level = level;
          options.fuse = fuse;
          options.tile = {17, 5};
          EXPECT_EQ(brought(in, profile(from), to, options), expected) << from << " at level " << level;
        }
    }
}

TEST(colours, a_profile_that_cannot_be_is_left_out_with_a_notice) {
  bytes cut = profile("adobe");
  cut.resize(200);
  const image in = levels_of(make_format(sample_type::u8, 3, {256, 2}));
  for (const auto& [embedded, why] :
       {std::pair{bytes(5), "damaged"}, std::pair{cut, "so its samples count as sRGB"},
        std::pair{pictures::cmyk_profile(), "none of RGB or gray"}, std::pair{profile("gray18"), "for gray"}}) {
    std::vector<std::string> notices;
    EXPECT_EQ(brought(in, embedded, {which::srgb}, {}, &notices), in);
    ASSERT_EQ(notices.size(), 1u) << why;
    EXPECT_NE(notices[0].find(why), std::string::npos) << notices[0];
    EXPECT_NE(notices[0].find("--colour keep"), std::string::npos) << notices[0];
    brought(in, embedded, {which::keep}, {}, &notices);
    EXPECT_TRUE(notices.empty());
  }
}

TEST(colours, damaged_profiles_break_nothing) {
  test::random_numbers numbers(11);
  const image in = levels_of(make_format(sample_type::u8, 3, {64, 2}));
  for (const char* name : {"p3", "wide table", "lut"}) {
    const bytes good = profile(name);
    for (int k = 0; k < (std::string(name) == "lut" ? 8 : 100); ++k) {
      bytes damaged = good;
      for (int hits = 0; hits < 4; ++hits)
        damaged[static_cast<std::size_t>(numbers.below(std::min<std::int64_t>(600, std::ssize(good))))] =
            static_cast<std::byte>(numbers.below(256));
      EXPECT_EQ(brought(in, damaged, {which::srgb}).format(), in.format());
      EXPECT_EQ(brought(in, damaged, {which::linear}).format().type, sample_type::f32);
    }
  }
}
