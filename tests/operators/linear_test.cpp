// SPDX-License-Identifier: Apache-2.0
// gaussian, box and unsharp against whole-picture sums in float64, weights of their own included.
#include <cmath>
#include <deque>
#include <span>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"
#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/kernels/cpu/engine.hpp"

namespace tessera::test {

namespace {

using weights = std::vector<double>;

weights bell(double sigma) {
  const int reach = static_cast<int>(std::ceil(4 * sigma));
  weights w(static_cast<std::size_t>(2 * reach + 1));
  double sum = 0;
  for (int i = -reach; i <= reach; ++i)
    sum += w[static_cast<std::size_t>(i + reach)] = std::exp(-(i * i) / (2 * sigma * sigma));
  for (double& v : w) v /= sum;
  return w;
}

/// sum w a c / sum w a, and sum w a for alpha; edges repeat.
double filtered(const const_view& in, const weights& wx, const weights& wy, std::int64_t x, std::int64_t y, int c) {
  const auto rx = static_cast<std::int64_t>(wx.size()) / 2, ry = static_cast<std::int64_t>(wy.size()) / 2;
  const bool weighted = in.format.alpha && c < in.format.channels - 1;
  double sum = 0, total = 0;
  for (std::int64_t j = -ry; j <= ry; ++j)
    for (std::int64_t i = -rx; i <= rx; ++i) {
      const std::int64_t px = std::clamp<std::int64_t>(x + i, 0, in.format.size.width - 1);
      const std::int64_t py = std::clamp<std::int64_t>(y + j, 0, in.format.size.height - 1);
      const double w = wx[static_cast<std::size_t>(i + rx)] * wy[static_cast<std::size_t>(j + ry)] *
                       (weighted ? sample_at(in, px, py, in.format.channels - 1) : 1.0);
      sum += w * sample_at(in, px, py, c);
      total += w;
    }
  return total > 0 ? (weighted ? sum / total : sum) : 0;
}

void expect_filter(const std::string& text, const weights& wx, const weights& wy, extent size) {
  engine runs;
  for (const look kind : {look::noise, look::extremes, look::scene})
    for (const format& layout : all_formats(size)) {
      const image in = picture(layout, kind, 5);
      expect_close(
          runs.run(parse(text), in),
          [&](std::int64_t x, std::int64_t y, int c) { return filtered(in, wx, wy, x, y, c); }, 1.0, text);
    }
}

/// The SIMD levels that this machine runs.
std::span<const char* const> levels_here() {
  return cpu::levels().first(static_cast<std::size_t>(cpu::best_level()) + 1);
}

}  // namespace

TEST(gaussian, is_within_a_level_of_float64) {
  for (const double sigma : {0.3, 1.0, 2.0})
    expect_filter(fmt::format("gaussian {}", sigma), bell(sigma), bell(sigma), {23, 19});
  expect_filter("gaussian 6", bell(6), bell(6), {11, 3});
  expect_filter("gaussian 60", bell(60), bell(60), {3, 2});
}

TEST(gaussian, leaves_a_flat_picture_as_it_is) {
  engine runs;
  for (const format& layout : {make_format(sample_type::u8, 3, {40, 30}), make_format(sample_type::u16, 1, {40, 30})})
    for (const double level : {0.0, 1.0, 200.0 / 255}) {
      image in(layout);
      for (std::int64_t y = 0; y < 30; ++y)
        for (std::int64_t x = 0; x < 40; ++x)
          for (int c = 0; c < layout.channels; ++c) set_sample(in.edit(), x, y, c, level);
      for (const char* text : {"gaussian 0.5", "gaussian 3", "gaussian 20", "box 4", "unsharp 2 3"})
        EXPECT_EQ(difference(in, runs.run(parse(text), in)), "") << text;
    }
}

TEST(box, is_within_a_level_of_float64) {
  expect_filter("box 1", weights(3, 1.0 / 3), weights(3, 1.0 / 3), {23, 19});
  expect_filter("box 0x3", weights(1, 1.0), weights(7, 1.0 / 7), {23, 19});
  expect_filter("box size=21", weights(21, 1.0 / 21), weights(21, 1.0 / 21), {13, 30});
}

TEST(box, refuses_even_sizes_and_fractions) {
  engine runs;
  const image in = picture(make_format(sample_type::u8, 1, {8, 8}));
  for (const char* text : {"box size=4", "box 1.5"}) EXPECT_THROW(runs.run(parse(text), in), error) << text;
}

TEST(unsharp, adds_the_difference_from_a_blur) {
  engine runs;
  for (const format& layout : all_formats({29, 17})) {
    const image in = picture(layout, look::scene, 2);
    const image out = runs.run(parse("unsharp 1.5 0.8"), in);
    const weights w = bell(1.5);
    expect_close(
        out,
        [&](std::int64_t x, std::int64_t y, int c) {
          const double centre = sample_at(in, x, y, c);
          if (layout.alpha && c == layout.channels - 1) return centre;
          return centre + 0.8 * (centre - filtered(in, w, w, x, y, c));
        },
        1.0, "unsharp");
  }
}

TEST(unsharp, leaves_differences_below_the_threshold_alone) {
  engine runs;
  const image in = picture(make_format(sample_type::u8, 3, {40, 30}), look::scene);
  EXPECT_EQ(difference(in, runs.run(parse("unsharp 2 5 threshold=1"), in)), "");
  EXPECT_NE(difference(in, runs.run(parse("unsharp 2 5 threshold=0"), in)), "");
}

/// Without a threshold the horizontal pass sharpens by itself.
TEST(unsharp, does_the_same_with_a_threshold_that_nothing_stays_below) {
  for (const char* level : levels_here()) {
    engine runs({1, level, 0});
    for (const int channels : {1, 2, 3, 4})
      for (const std::int64_t width : {5, 21, 90, 301})
        for (const char* text : {"unsharp 0.4 0.8", "unsharp 1 0.8", "unsharp 1.5 3", "unsharp 6 100", "unsharp 1 0"}) {
          const image in = picture(make_format(sample_type::u8, channels, {width, 13}), look::noise, 3);
          EXPECT_EQ(
              difference(runs.run(parse(text), in), runs.run(parse(std::string(text) + " threshold=0.000000001"), in)),
              "")
              << text << " of " << width << " x 13, " << channels << " channels, " << level;
        }
  }
}

/// Each has its own code for windows up to a reach of 20, which a sigma of a quarter of it has, and takes products of as many weights at a time as it can.
TEST(gaussian, is_the_same_by_every_simd_level) {
  std::deque<engine> engines;
  for (const char* level : levels_here()) engines.emplace_back(engine_options{1, level, 0});
  std::vector<double> sigmas{0.4, 0.7, 1.2, 1.3, 1.6, 2.7, 7.0};
  for (int reach = 1; reach <= 22; ++reach) sigmas.push_back(reach / 4.0);
  for (const look kind : {look::noise, look::extremes})
    for (const int channels : {1, 3})
      for (const std::int64_t width : {21, 66, 127, 301}) {
        const image in = picture(make_format(sample_type::u8, channels, {width, 23}), kind, 3);
        for (const double sigma : sigmas)
          for (const std::string& text : {fmt::format("gaussian {}", sigma), fmt::format("unsharp {} 0.8", sigma)}) {
            const image first = engines.front().run(parse(text), in);
            for (engine& runs : engines)
              EXPECT_EQ(difference(first, runs.run(parse(text), in)), "")
                  << text << ", " << width << " x 23, " << channels << " channels";
          }
      }
}

/// Rows as long as these are filtered some thousands of columns at a time.
TEST(gaussian, of_long_rows_is_that_of_their_parts) {
  engine runs;
  for (const int channels : {1, 3})
    for (const char* text : {"gaussian 5", "unsharp 6 0.8", "gaussian 12 | invert"}) {
      const image in = picture(make_format(sample_type::u8, channels, {17001, 21}), look::noise, 3);
      const image at_once = runs.run(parse(text), in), by_tiles = runs.run(parse(text), in, {.tile = {500, 21}});
      EXPECT_EQ(difference(at_once, by_tiles), "") << text << ", " << channels << " channels";
    }
}

}  // namespace tessera::test
