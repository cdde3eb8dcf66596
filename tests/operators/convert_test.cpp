// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"
#include "support/pictures.hpp"
#include "support/scratch.hpp"
#include "tessera/tessera.hpp"

namespace tessera::test {

namespace {

using triple = std::array<double, 3>;

triple linear(triple v) {
  for (double& c : v) c = c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
  return v;
}

/// From the chromaticities of IEC 61966-2-1: each primary scaled so that all together are white.
triple xyz_over_white(triple rgb) {
  constexpr double x[] = {0.64, 0.30, 0.15, 0.3127}, y[] = {0.33, 0.60, 0.06, 0.3290};
  const auto primary = [&](int i, int c) { return (c == 0 ? x[i] : c == 1 ? y[i] : 1 - x[i] - y[i]) / y[i]; };
  const auto determinant = [](const triple& a, const triple& b, const triple& c) {
    return a[0] * (b[1] * c[2] - b[2] * c[1]) - b[0] * (a[1] * c[2] - a[2] * c[1]) + c[0] * (a[1] * b[2] - a[2] * b[1]);
  };
  const auto column = [&](int i) { return triple{primary(i, 0), primary(i, 1), primary(i, 2)}; };
  const triple r = column(0), g = column(1), b = column(2), w = column(3);
  const double all = determinant(r, g, b);
  const triple scale{determinant(w, g, b) / all, determinant(r, w, b) / all, determinant(r, g, w) / all};
  triple sum{};
  for (std::size_t c = 0; c < 3; ++c)
    sum[c] = (scale[0] * r[c] * rgb[0] + scale[1] * g[c] * rgb[1] + scale[2] * b[c] * rgb[2]) / w[c];
  return sum;
}

triple xyz(triple v) { return xyz_over_white(linear(v)); }

/// L*, a*, b*
triple cie_lab(triple v) {
  triple f = xyz(v);
  for (double& c : f) c = c > 216.0 / 24389 ? std::cbrt(c) : (24389.0 / 27 * c + 16) / 116;
  return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

triple lab(triple v) {
  const triple l = cie_lab(v);
  return {l[0] / 100, (l[1] + 128) / 255, (l[2] + 128) / 255};
}

triple lch(triple v) {
  const triple l = cie_lab(v);
  const double chroma = std::hypot(l[1], l[2]) / 150, hue = std::atan2(l[2], l[1]) / (2 * std::numbers::pi);
  return {l[0] / 100, chroma, chroma < 0.001 ? 0 : hue < 0 ? hue + 1 : hue};
}

double hue_of(triple v) {
  const double most = std::max({v[0], v[1], v[2]}), width = most - std::min({v[0], v[1], v[2]});
  if (width == 0) return 0;
  if (most == v[0]) return std::fmod((v[1] - v[2]) / width + 6, 6.0) / 6;
  return (most == v[1] ? (v[2] - v[0]) / width + 2 : (v[0] - v[1]) / width + 4) / 6;
}

triple hsv(triple v) {
  const double most = std::max({v[0], v[1], v[2]}), least = std::min({v[0], v[1], v[2]});
  return {hue_of(v), most == 0 ? 0 : (most - least) / most, most};
}

triple hsl(triple v) {
  const double most = std::max({v[0], v[1], v[2]}), least = std::min({v[0], v[1], v[2]}), sum = most + least;
  const double room = sum < 1 ? sum : 2 - sum;
  return {hue_of(v), room == 0 ? 0 : (most - least) / room, sum / 2};
}

triple ycbcr(triple v) {
  const double y = 0.299 * v[0] + 0.587 * v[1] + 0.114 * v[2];
  return {y, 0.5 * (v[2] - y) / (1 - 0.114) + 128.0 / 255, 0.5 * (v[0] - y) / (1 - 0.299) + 128.0 / 255};
}

void expect_near(const std::vector<double>& got, triple wanted, double tolerance) {
  ASSERT_EQ(got.size(), 3u);
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(got[c], wanted[c], tolerance) << "channel " << c;
}

constexpr const char* spaces[] = {"linear", "hsv", "hsl", "lab", "lch", "xyz", "ycbcr"};

}  // namespace

TEST(convert, follows_the_formulas) {
  expect_pixels("convert linear", linear);
  expect_pixels("convert xyz", xyz);
  expect_pixels("convert lab", lab);
  expect_pixels("convert lch", lch);
  expect_pixels("convert hsv", hsv);
  expect_pixels("convert hsl", hsl);
  expect_pixels("convert ycbcr", ycbcr);
}

/// L*a*b* of the primaries of sRGB under D65 as B. Lindbloom's calculator gives them.
TEST(convert, gives_the_published_values_of_the_primaries) {
  const auto coded = [](double l, double a, double b) { return triple{l / 100, (a + 128) / 255, (b + 128) / 255}; };
  expect_near(on_pixel("convert lab", {1, 0, 0}), coded(53.2408, 80.0925, 67.2032), 2e-4);
  expect_near(on_pixel("convert lab", {0, 1, 0}), coded(87.7347, -86.1827, 83.1793), 2e-4);
  expect_near(on_pixel("convert lab", {0, 0, 1}), coded(32.2970, 79.1875, -107.8602), 2e-4);
  expect_near(on_pixel("convert xyz", {1, 0, 0}), {0.4124 / 0.9505, 0.2126, 0.0193 / 1.0890}, 1e-4);
  expect_near(on_pixel("convert lch", {1, 0, 0}), {0.532408, 104.5518 / 150, 39.999 / 360}, 1e-4);
  expect_near(on_pixel("convert hsv", {0.2, 0.4, 0.6}), {210.0 / 360, 2.0 / 3, 0.6}, 3e-5);
  expect_near(on_pixel("convert hsl", {0.2, 0.4, 0.6}), {210.0 / 360, 0.5, 0.4}, 3e-5);
}

TEST(convert, has_grays_of_no_colour_at_all) {
  for (const double gray : {0.0, 0.2, 0.6, 1.0}) {
    const auto encoded = on_pixel("depth u8 | convert lab", {gray, gray, gray});
    EXPECT_EQ(encoded[1], 128 / 255.0);
    EXPECT_EQ(encoded[2], 128 / 255.0);
    EXPECT_EQ(on_pixel("convert lch", {gray})[2], 0.0);
    EXPECT_EQ(on_pixel("convert hsv", {gray})[1], 0.0);
  }
}

TEST(convert, comes_back) {
  engine runs;
  for (const char* space : spaces)
    for (const int channels : {3, 4}) {
      const image in = picture(make_format(sample_type::u16, channels, {96, 64}), look::noise, 8);
      const std::string there = fmt::format("depth f32 | convert {} | convert srgb | depth u16", space);
      EXPECT_LE(largest_difference(in, runs.run(parse(there), in)), 1) << space;
      // Between spaces other than sRGB, too.
      for (const char* other : spaces) {
        const std::string round =
            fmt::format("depth f32 | convert {} | convert {} | convert srgb | depth u16", space, other);
        EXPECT_LE(largest_difference(in, runs.run(parse(round), in)), 2) << round;
      }
    }
}

/// Half a step of 16 bits in the other space is what this costs at most: most where a channel is nearly black, where sRGB is 12.92 times as steep as
/// light, beside bright ones.
TEST(convert, comes_back_from_sixteen_bits_as_near_as_they_allow) {
  engine runs;
  const image in = picture(make_format(sample_type::u16, 3, {96, 64}), look::noise, 8);
  const auto expect_worst = [&](const std::string& space, double levels) {
    const image back = runs.run(parse(fmt::format("convert {} | convert srgb", space)), in);
    EXPECT_LE(std::lround(largest_difference(in, back)), levels) << space;
  };
  expect_worst("ycbcr", 2);
  expect_worst("hsv", 3);
  expect_worst("hsl", 3);
  expect_worst("linear", 7);
  expect_worst("xyz", 33);
  expect_worst("lab", 23);
  expect_worst("lch", 43);
}

TEST(convert, is_needed_before_operators_that_take_rgb_for_granted) {
  engine runs;
  const image in = picture(make_format(sample_type::u8, 3, {8, 8}));
  try {
    runs.run(parse("convert lab | saturation 1.5"), in);
    ADD_FAILURE() << "saturation of Lab";
  } catch (const error& fault) {
    EXPECT_EQ(fault.kind(), error_kind::usage);
    EXPECT_EQ(fault.operator_name(), "saturation");
    EXPECT_NE(std::string(fault.what()).find("convert srgb"), std::string::npos) << fault.what();
  }
  EXPECT_NO_THROW(runs.run(parse("convert lab | gaussian 1 | levels 1% 99% | convert srgb | saturation 1.5"), in));
  EXPECT_NO_THROW(runs.run(parse("convert lab | channel red"), in));
  const format light = runs.output_format(parse("convert linear | white_balance"), in.format());
  EXPECT_EQ(light.colour, colour_space::linear) << "mixing light gives light";
  for (const char* text : {"convert linear | grayscale", "convert linear | channel green"}) {
    const format gray = runs.output_format(parse(text), in.format());
    EXPECT_EQ(gray.colour, colour_space::linear) << text;
    EXPECT_EQ(gray.colour_channels(), 1) << text;
  }
}

TEST(convert, is_needed_before_a_file_takes_the_picture) {
  const scratch folder;
  engine runs;
  const image in = picture(make_format(sample_type::u8, 3, {8, 8}));
  for (const char* name : {"a.png", "a.jpg", "a.tif", "a.webp"})
    for (const char* space : spaces) {
      const std::string path = folder / name;
      const image made = runs.run(parse(fmt::format("convert {}", space)), in);
      try {
        write(made.pixels(), path);
        ADD_FAILURE() << space << " in " << name;
      } catch (const error& fault) {
        EXPECT_NE(std::string(fault.what()).find("| convert srgb"), std::string::npos) << fault.what();
      }
      EXPECT_FALSE(std::filesystem::exists(path));
    }
  EXPECT_NO_THROW(write(runs.run(parse("convert lab | convert srgb"), in).pixels(), folder / "b.png"));
}

}  // namespace tessera::test
