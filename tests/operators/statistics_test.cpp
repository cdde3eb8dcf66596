// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <vector>

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "support/formula_oracle.hpp"
#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"

namespace tessera::test {

namespace {

/// Where in the sorted order of all colour samples a value stands.
std::vector<double> sorted_samples(const image& in, int first, int last) {
  std::vector<double> all;
  for (std::int64_t y = 0; y < in.format().size.height; ++y)
    for (std::int64_t x = 0; x < in.format().size.width; ++x)
      for (int c = first; c < last; ++c) all.push_back(std::clamp(sample_at(in, x, y, c), 0.0, 1.0));
  std::sort(all.begin(), all.end());
  return all;
}

double up_to(const std::vector<double>& sorted, double v) {
  // f32 pictures are counted in 65536 steps: half a step decides what counts as equal.
  return static_cast<double>(std::upper_bound(sorted.begin(), sorted.end(), v + 0.5 / 65535) - sorted.begin());
}

}  // namespace

TEST(equalize, follows_the_cumulative_counts) {
  engine runs;
  for (const format& layout : all_formats({37, 29})) {
    const image in = picture(layout, look::scene, 4);
    const image out = runs.run(parse("equalize"), in);
    const auto all = sorted_samples(in, 0, layout.colour_channels());
    const double first = up_to(all, all.front());
    for (std::int64_t y = 0; y < 29; y += 5)
      for (std::int64_t x = 0; x < 37; x += 3)
        for (int c = 0; c < layout.colour_channels(); ++c) {
          const double expected =
              (up_to(all, sample_at(in, x, y, c)) - first) / (static_cast<double>(all.size()) - first);
          const double level =
              layout.type == sample_type::u8 ? 1.0 / 255 : 0.002;  // counts of neighbouring steps of f32 and u16
          EXPECT_NEAR(sample_at(out, x, y, c), expected, level) << words(layout);
        }
  }
}

TEST(equalize, equals_opencv_on_gray) {
  engine runs;
  const image in = picture(make_format(sample_type::u8, 1, {123, 77}), look::scene);
  const image out = runs.run(parse("equalize"), in);
  cv::Mat from(77, 123, CV_8UC1), to;
  for (int y = 0; y < 77; ++y) std::copy_n(in.pixels().samples<u8>(y), 123, from.ptr(y));
  cv::equalizeHist(from, to);
  for (int y = 0; y < 77; ++y)
    for (int x = 0; x < 123; ++x) ASSERT_NEAR(out.pixels().samples<u8>(y)[x], to.at<std::uint8_t>(y, x), 1);
}

TEST(equalize, leaves_a_flat_picture_alone) {
  engine runs;
  image in(make_format(sample_type::u8, 3, {9, 9}));
  for (std::int64_t y = 0; y < 9; ++y) std::fill_n(in.edit().samples<u8>(y), 27, u8{77});
  EXPECT_EQ(difference(in, runs.run(parse("equalize"), in)), "");
  EXPECT_EQ(difference(in, runs.run(parse("auto_levels"), in)), "");
}

TEST(auto_levels, stretches_to_the_ends) {
  engine runs;
  for (const format& layout : all_formats({41, 31})) {
    const image in = picture(layout, look::flat, 1);  // levels 0.25 and 0.75 only
    const image out = runs.run(parse("auto_levels 0"), in);
    for (std::int64_t y = 0; y < 31; ++y)
      for (std::int64_t x = 0; x < 41; ++x)
        for (int c = 0; c < layout.colour_channels(); ++c)
          ASSERT_EQ(sample_at(out, x, y, c), sample_at(in, x, y, c) > 0.5 ? 1.0 : 0.0) << words(layout);
  }
}

TEST(auto_levels, separately_removes_a_cast) {
  engine runs;
  image in = picture(make_format(sample_type::u8, 3, {64, 64}), look::noise);
  for (std::int64_t y = 0; y < 64; ++y)
    for (std::int64_t x = 0; x < 64; ++x) set_sample(in.edit(), x, y, 2, 0.5 * sample_at(in, x, y, 2));
  const auto top = [&](const char* text) {
    const image out = runs.run(parse(text), in);
    return sorted_samples(out, 2, 3).back();
  };
  EXPECT_LT(top("auto_levels 0"), 0.6);
  EXPECT_EQ(top("auto_levels 0 separate=true"), 1.0);
}

}  // namespace tessera::test
