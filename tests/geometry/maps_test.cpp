// SPDX-License-Identifier: Apache-2.0
// Every map of positions against float64: projective, lens, swirl, polar.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "support/oracle_geometry.hpp"
#include "tessera/kernels/patterns/regions.hpp"

namespace tessera::tests {

namespace {

constexpr std::pair<const char*, warp::interpolation> map_kinds[] = {{"nearest", warp::interpolation::nearest},
                                                                     {"bilinear", warp::interpolation::bilinear},
                                                                     {"bicubic", warp::interpolation::bicubic}};
const double pi = std::acos(-1.0);

struct named_map {
  const char* name;
  warp::map how;
  std::vector<double> numbers;
  std::function<bool(double& x, double& y)> oracle;  ///< from the definition, by the mathematical library
};

bool project(const std::vector<double>& m, double& x, double& y) {
  const double w = m[6] * x + m[7] * y + m[8], u = (m[0] * x + m[1] * y + m[2]) / w;
  y = (m[3] * x + m[4] * y + m[5]) / w;
  x = u;
  return w > 0;
}

/// Brown's model as OpenCV documents it.
bool distort(const std::vector<double>& m, double& x, double& y) {
  const double u = (x - m[0]) / m[2], v = (y - m[1]) / m[2], r2 = u * u + v * v;
  const double radial = 1 + m[3] * r2 + m[4] * std::pow(r2, 2) + m[5] * std::pow(r2, 3);
  x = (u * radial + 2 * m[6] * u * v + m[7] * (r2 + 2 * u * u)) * m[2] + m[0];
  y = (v * radial + m[6] * (r2 + 2 * v * v) + 2 * m[7] * u * v) * m[2] + m[1];
  return true;
}

bool swirl_back(const std::vector<double>& m, double& x, double& y) {
  const double u = x - m[0], v = y - m[1], r = std::hypot(u, v);
  const double angle = r < m[2] ? 2 * pi * m[3] * std::pow(1 - r / m[2], 2) : 0;
  x = m[0] + u * std::cos(angle) - v * std::sin(angle);
  y = m[1] + u * std::sin(angle) + v * std::cos(angle);
  return true;
}

bool unroll(const std::vector<double>& m, double& x, double& y) {
  const double r = x * m[2], angle = 2 * pi * y * m[3];
  x = m[0] + r * std::cos(angle);
  y = m[1] + r * std::sin(angle);
  return true;
}

bool roll(const std::vector<double>& m, double& x, double& y) {
  const double u = x - m[0], v = y - m[1], angle = std::atan2(v, u);
  x = std::max(0.5, std::hypot(u, v) * m[2]);
  y = (angle < 0 ? angle + 2 * pi : angle) / (2 * pi) * m[3];
  return true;
}

/// Maps for a picture of a size; the numbers are odd so that no position lies on the border between two pixels.
std::vector<named_map> maps_for(extent in) {
  const double width = static_cast<double>(in.width), height = static_cast<double>(in.height);
  std::vector<named_map> all{
      {"tilted", warp::map::projective, {0.9, 0.113, 0.317, -0.07, 1.21, 0.0713, 0.0031, 0.0117, 1}, {}},
      {"horizon", warp::map::projective, {1.1, 0.013, -3.317, 0.1, 0.71, 1.0713, 0.0131, -0.0517, 0.7}, {}},
      {"behind", warp::map::projective, {1.1, 0.013, -3.317, 0.1, 0.71, 1.0713, -0.0131, -0.0517, -0.7}, {}},
      {"barrel",
       warp::map::undistort,
       {width * 0.47, height * 0.513, width * 0.9, -0.31, 0.11, -0.013, 0.007, -0.011},
       {}},
      {"cushion", warp::map::undistort, {width * 0.53, height * 0.483, width * 1.3, 0.41, 0, 0, -0.02, 0.013}, {}},
      {"swirl", warp::map::swirl, {width * 0.511, height * 0.487, 13.17, 0.4137}, {}},
      {"unrolled", warp::map::to_polar, {width * 0.517, height * 0.4931, 0.417, 0.0313}, {}},
      {"rolled", warp::map::from_polar, {15.317, 11.713, 1.0317, height}, {}}};
  for (named_map& m : all)
    m.oracle = [how = m.how, numbers = m.numbers](double& x, double& y) {
      if (how == warp::map::projective) return project(numbers, x, y);
      if (how == warp::map::undistort) return distort(numbers, x, y);
      if (how == warp::map::swirl) return swirl_back(numbers, x, y);
      return how == warp::map::to_polar ? unroll(numbers, x, y) : roll(numbers, x, y);
    };
  return all;
}

prepared stage_of(const named_map& m, warp::interpolation kind, extent out, const format& in) {
  warp w{kind, out, {}, {1, 0.25f, 0.5f, 0.75f}, m.how};
  std::copy(m.numbers.begin(), m.numbers.end(), w.matrix);
  prepared stage{w, in};
  stage.out.size = out;
  return stage;
}

std::vector<double> fill_of(const format& f) {
  const double white = white_of(f.type), gray = 0.299 * 1 + 0.587 * 0.25 + 0.114 * 0.5;
  std::vector<double> fill =
      f.colour_channels() == 1 ? std::vector{gray * white} : std::vector{white, 0.25 * white, 0.5 * white};
  if (f.alpha) fill.push_back(0.75 * white);
  return fill;
}

void check(const picture& in, const named_map& m, const char* kind_name, warp::interpolation kind) {
  const extent out{41, 29};
  const prepared stage = stage_of(m, kind, out, in.layout);
  const oracle_warp how{kind_name, out, {}, fill_of(in.layout), m.oracle, m.how == warp::map::from_polar};
  const std::string what = describe(in.layout) + " " + kind_name + " " + m.name;
  const picture whole = run_stage(stage, in, 0);
  EXPECT_LE(distance(whole, warped(in, how)), in.layout.type == sample_type::f32 ? 1e-5 : 1.0) << what;
  for (int level = 0; level < static_cast<int>(cpu::levels().size()); ++level) {
    ASSERT_EQ(run_stage(stage, in, level, {19, 11, 16, std::byte{0x11}}).data, whole.data)
        << what << " level " << level;
    ASSERT_EQ(run_stage(stage, in, level, {1 << 20, 7, 3, std::byte{0x80}}).data, whole.data)
        << what << " level " << level;
  }
}

}  // namespace

TEST(warp_maps, are_within_a_level_of_float64_for_every_kind_type_and_channel_count) {
  for (const extent size : {extent{31, 23}, extent{1, 1}, extent{1, 13}, extent{17, 2}})
    for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
      for (int channels = 1; channels <= 4; ++channels) {
        const picture in = noise(make_format(type, channels, size), 21);
        for (const named_map& m : maps_for(size))
          for (const auto& [name, kind] : map_kinds) check(in, m, name, kind);
      }
}

/// The region of a tile holds that of each of its pixels, and what the engine takes as read never exceeds what the plan asked for.
TEST(warp_maps, needs_hold_every_tap_and_grow_with_the_region) {
  std::mt19937 random(8);
  const auto upto = [&](int n) { return static_cast<std::int64_t>(random() % static_cast<unsigned>(n)); };
  for (int i = 0; i < 1500; ++i) {
    const format in = make_format(sample_type::u8, 1, {1 + upto(40), 1 + upto(40)});
    const auto maps = maps_for(in.size);
    const named_map& m = maps[static_cast<std::size_t>(upto(static_cast<int>(maps.size())))];
    const prepared stage = stage_of(m, map_kinds[upto(3)].second, {60, 60}, in);
    const auto& w = std::get<warp>(stage.what);
    const std::int64_t x = upto(50), y = upto(50);
    const rect out{x, y, x + 1 + upto(9), y + 1 + upto(9)};
    const rect region = needs(stage, out, in);
    EXPECT_EQ(intersect(region, whole(in.size)), region);
    rect pixels;
    for (std::int64_t v = out.y0; v < out.y1; ++v)
      for (std::int64_t u = out.x0; u < out.x1; ++u) pixels = hull(pixels, reads(w, {u, v, u + 1, v + 1}, in));
    EXPECT_EQ(hull(pixels, region), region) << m.name;
    EXPECT_EQ(hull(reads(w, out, in), region), region) << m.name;
    EXPECT_TRUE(needs(stage, {}, in).empty());
  }
}

/// A whole picture may be asked for, but not for every pixel: regions are about as small as what they bound.
TEST(warp_maps, needs_are_small_for_small_regions) {
  const format in = make_format(sample_type::u8, 1, {1000, 800});
  const std::vector<named_map> maps{{"tilted", warp::map::projective, {0.9, 0.1, 3, -0.1, 1.2, 2, 1e-4, 3e-4, 1}, {}},
                                    {"barrel", warp::map::undistort, {500, 400, 900, -0.3, 0.1, 0, 0.001, 0}, {}},
                                    {"unrolled", warp::map::to_polar, {500, 400, 0.6, 1.0 / 800}, {}},
                                    {"rolled", warp::map::from_polar, {500, 400, 1.6, 800}, {}}};
  for (const named_map& m : maps) {
    const prepared stage = stage_of(m, warp::interpolation::bilinear, in.size, in);
    for (const rect out : {rect{100, 100, 116, 116}, rect{700, 600, 716, 616}}) {
      const rect region = needs(stage, out, in);
      EXPECT_LT(region.width(), 120) << m.name;
      EXPECT_LT(region.height(), 120) << m.name;
    }
  }
  const prepared beyond = stage_of({"sky", warp::map::projective, {1, 0, 0, 0, 1, 0, 0, 0.01, -4}, {}},
                                   warp::interpolation::bilinear, in.size, in);
  EXPECT_TRUE(needs(beyond, {0, 0, 1000, 399}, in).empty()) << "above the horizon";
  EXPECT_FALSE(needs(beyond, {0, 0, 1000, 800}, in).empty());
}

}  // namespace tessera::tests
