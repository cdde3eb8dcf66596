// SPDX-License-Identifier: Apache-2.0
// Statistics that go by sums over all levels, against float64 sums over the picture's own samples.
#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "support/formula_oracle.hpp"
#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"

namespace tessera::test {

namespace {

/// A sample as statistics see it: f32 in 65536 steps.
double counted(const const_view& in, std::int64_t x, std::int64_t y, int c) {
  const double v = std::clamp(sample_at(in, x, y, c), 0.0, 1.0);
  // The product is a float, too: where it lies on the border of two steps, that decides.
  return in.format.type == sample_type::f32 ? std::nearbyint(static_cast<float>(v) * 65535.0f) / 65535 : v;
}

struct moments {
  double mean = 0, deviation = 0;
};

moments moments_of(const const_view& in, int first, int last) {
  double sum = 0, squares = 0, n = 0;
  for (std::int64_t y = 0; y < in.format.size.height; ++y)
    for (std::int64_t x = 0; x < in.format.size.width; ++x)
      for (int c = first; c < last; ++c, ++n) sum += counted(in, x, y, c);
  for (std::int64_t y = 0; y < in.format.size.height; ++y)
    for (std::int64_t x = 0; x < in.format.size.width; ++x)
      for (int c = first; c < last; ++c) squares += std::pow(counted(in, x, y, c) - sum / n, 2);
  return {sum / n, std::sqrt(squares / n)};
}

/// Holds the pipeline against a function of a sample and the moments that its table is made of (the whole picture's or its channel's) and the
/// whole picture's.
void expect_table(const std::string& text, bool separate, const std::function<double(double, moments, moments)>& f) {
  engine runs;
  for (const look kind : {look::scene, look::noise})
    for (const format& layout : all_formats({53, 31})) {
      const image in = picture(layout, kind, 5), out = runs.run(parse(text), in);
      const int colours = layout.colour_channels();
      const moments all = moments_of(in, 0, colours);
      std::vector<moments> own;
      for (int c = 0; c < colours; ++c) own.push_back(separate ? moments_of(in, c, c + 1) : all);
      expect_close(
          out,
          [&](std::int64_t x, std::int64_t y, int c) {
            if (c >= colours) return sample_at(in, x, y, c);
            return f(counted(in, x, y, c), own[static_cast<std::size_t>(c)], all);
          },
          1, text);
    }
}

image two_levels(const format& layout, double dark, double bright) {
  image in(layout);
  for (std::int64_t y = 0; y < layout.size.height; ++y)
    for (std::int64_t x = 0; x < layout.size.width; ++x)
      for (int c = 0; c < layout.channels; ++c) set_sample(in.edit(), x, y, c, (x + 3 * y) % 5 == 0 ? bright : dark);
  return in;
}

/// The variance between two classes, from its definition, for every threshold.
double best_threshold(const std::vector<double>& samples) {
  std::vector<double> levels = samples;
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  double best = -1, found = 0;
  for (const double level : levels) {
    double n[2] = {0, 0}, sum[2] = {0, 0};
    for (const double v : samples) n[v > level] += 1, sum[v > level] += v;
    if (n[1] == 0) continue;
    const double between = n[0] * n[1] * std::pow(sum[0] / n[0] - sum[1] / n[1], 2);
    if (between > best * (1 + 1e-12)) best = between, found = level;
  }
  return found;
}

}  // namespace

TEST(otsu, takes_the_threshold_of_the_greatest_variance) {
  engine runs;
  for (const char* text : {"otsu", "otsu separate=true"})
    for (const format& layout : all_formats({23, 17})) {
      const image in = picture(layout, look::scene, 4), out = runs.run(parse(text), in);
      const int colours = layout.colour_channels();
      for (int c = 0; c < colours; ++c) {
        std::vector<double> samples;
        const bool all = std::string(text) == "otsu";
        for (std::int64_t y = 0; y < 17; ++y)
          for (std::int64_t x = 0; x < 23; ++x)
            for (int k = all ? 0 : c; k < (all ? colours : c + 1); ++k) samples.push_back(counted(in, x, y, k));
        const double threshold = best_threshold(samples);
        for (std::int64_t y = 0; y < 17; ++y)
          for (std::int64_t x = 0; x < 23; ++x)
            ASSERT_EQ(sample_at(out, x, y, c), counted(in, x, y, c) > threshold ? 1.0 : 0.0) << text << words(layout);
      }
    }
}

TEST(otsu, equals_opencv) {
  engine runs;
  for (const look kind : {look::scene, look::noise, look::flat, look::extremes})
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const image in = picture(make_format(sample_type::u8, 1, {123, 77}), kind, seed);
      const image out = runs.run(parse("otsu"), in);
      cv::Mat from(77, 123, CV_8UC1), to;
      for (int y = 0; y < 77; ++y) std::copy_n(in.pixels().samples<u8>(y), 123, from.ptr(y));
      cv::threshold(from, to, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU);
      for (int y = 0; y < 77; ++y)
        for (int x = 0; x < 123; ++x) ASSERT_EQ(out.pixels().samples<u8>(y)[x], to.at<std::uint8_t>(y, x));
    }
}

TEST(otsu, separates_two_levels_and_takes_one_for_white) {
  engine runs;
  for (const format& layout : all_formats({20, 10})) {
    const image out = runs.run(parse("otsu"), two_levels(layout, 0.4, 0.45));
    for (std::int64_t x = 0; x < 20; ++x) EXPECT_EQ(sample_at(out, x, 0, 0), x % 5 == 0 ? 1.0 : 0.0) << words(layout);
    EXPECT_EQ(sample_at(runs.run(parse("otsu"), two_levels(layout, 0.4, 0.4)), 3, 3, 0), 1.0) << words(layout);
  }
}

TEST(auto_gamma, follows_the_formula_of_imagemagick) {
  expect_table("auto_gamma", false,
               [](double v, moments own, moments) { return std::pow(v, std::log(0.5) / std::log(own.mean)); });
  expect_table("auto_gamma 0.3 separate=true", true,
               [](double v, moments own, moments) { return std::pow(v, std::log(0.3) / std::log(own.mean)); });
}

TEST(auto_gamma, brings_a_flat_picture_to_the_target_and_leaves_black_and_white) {
  engine runs;
  for (const format& layout : all_formats({8, 4})) {
    const double step = 1.0 / static_cast<double>(layout.type == sample_type::u8 ? 255 : 65535);
    EXPECT_NEAR(sample_at(runs.run(parse("auto_gamma"), two_levels(layout, 0.1, 0.1)), 1, 1, 0), 0.5, step);
    EXPECT_EQ(sample_at(runs.run(parse("auto_gamma"), two_levels(layout, 0, 0)), 1, 1, 0), 0.0);
    EXPECT_EQ(sample_at(runs.run(parse("auto_gamma"), two_levels(layout, 1, 1)), 1, 1, 0), 1.0);
  }
}

TEST(gray_world, brings_each_mean_to_the_mean_of_all) {
  expect_table("gray_world", true, [](double v, moments own, moments all) { return v * all.mean / own.mean; });
}

TEST(gray_world, leaves_gray_pictures_alone_and_black_channels_black) {
  engine runs;
  const image gray = picture(make_format(sample_type::u16, 1, {31, 17}), look::scene);
  EXPECT_EQ(difference(gray, runs.run(parse("gray_world"), gray)), "");
  image red(make_format(sample_type::u8, 3, {4, 4}));
  for (std::int64_t y = 0; y < 4; ++y)
    for (std::int64_t x = 0; x < 4; ++x)
      for (int c = 0; c < 3; ++c) set_sample(red.edit(), x, y, c, c == 0 ? 0.6 : 0.0);
  const image out = runs.run(parse("gray_world"), red);
  EXPECT_NEAR(sample_at(out, 1, 1, 0), 0.2, 1e-6);
  EXPECT_EQ(sample_at(out, 1, 1, 1), 0.0);
}

TEST(standardize, gives_the_wished_mean_and_deviation) {
  const auto formula = [](double mean, double deviation) {
    return [=](double v, moments own, moments) { return mean + (v - own.mean) * deviation / own.deviation; };
  };
  expect_table("standardize", false, formula(0.5, 0.25));
  expect_table("standardize 0.4 deviation=0.1 separate=true", true, formula(0.4, 0.1));
  engine runs;
  const image out =
      runs.run(parse("standardize 0.4 0.1"), picture(make_format(sample_type::f32, 3, {64, 48}), look::scene));
  EXPECT_NEAR(moments_of(out, 0, 3).mean, 0.4, 1e-5);
  EXPECT_NEAR(moments_of(out, 0, 3).deviation, 0.1, 1e-5);
  EXPECT_NEAR(sample_at(runs.run(parse("standardize 0.3"), two_levels(out.format(), 0.8, 0.8)), 2, 2, 1), 0.3, 1e-5);
}

}  // namespace tessera::test
