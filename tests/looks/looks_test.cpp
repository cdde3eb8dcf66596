// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <string>
#include <vector>

#include "tessera/tessera.hpp"

namespace tessera {
namespace {

std::vector<std::string> looks() {
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(TESSERA_SOURCE_DIR "/samples/looks"))
    if (entry.path().extension() == ".txt") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// Soft waves with a hard-edged square, neither black nor white anywhere.
image scene(sample_type type, int channels) {
  image picture(make_format(type, channels, {320, 240}));
  const view out = picture.edit();
  for (std::int64_t y = 0; y < 240; ++y)
    for (std::int64_t x = 0; x < 320; ++x)
      for (int c = 0; c < channels; ++c) {
        const bool square = x > 100 && x < 180 && y > 60 && y < 140;
        const float wave = 0.5f + 0.2f * std::sin(0.05f * static_cast<float>(x + 2 * c * y)) + (square ? 0.15f : 0.0f);
        with_sample(type, [&](auto zero) {
          using T = decltype(zero);
          out.samples<T>(y)[x * channels + c] = static_cast<T>(wave * white<T>);
        });
      }
  return picture;
}

class look : public testing::TestWithParam<std::string> {};

TEST_P(look, reads_and_prints) {
  const pipeline p = parse("@" + GetParam());
  EXPECT_FALSE(p.empty());
  EXPECT_EQ(parse(print(p)), p) << print(p);
}

TEST_P(look, works_on_every_kind_of_picture) {
  const pipeline p = parse("@" + GetParam());
  engine engine;
  for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
    for (const int channels : {1, 3, 4}) {
      const image picture = scene(type, channels);
      const image result = engine.run(p, picture);
      EXPECT_EQ(result.format(), engine.output_format(p, picture.format()));
      EXPECT_NE(result, picture) << name_of(type) << " x " << channels;
    }
}

TEST(looks, have_the_size_that_they_promise) {
  engine engine;
  const format wide = make_format(sample_type::u8, 3, {4000, 3000});
  const std::string folder = TESSERA_SOURCE_DIR "/samples/looks/";
  EXPECT_EQ(engine.output_format(parse("@" + folder + "web.txt"), wide).size, (extent{1600, 1200}));
  EXPECT_EQ(engine.output_format(parse("@" + folder + "thumbnail.txt"), wide).size, (extent{256, 256}));
  EXPECT_EQ(engine.output_format(parse("@" + folder + "product_on_white.txt"), wide).size, (extent{1000, 1000}));
  EXPECT_EQ(engine.output_format(parse("@" + folder + "print_sharpen.txt"), wide).type, sample_type::u16);
  EXPECT_EQ(engine.output_format(parse("@" + folder + "xray_16bit.txt"), wide).colour_channels(), 1);
  EXPECT_EQ(engine.output_format(parse("@" + folder + "web.txt"), make_format(sample_type::u8, 3, {640, 480})).size,
            (extent{640, 480}));
}

INSTANTIATE_TEST_SUITE_P(samples, look, testing::ValuesIn(looks()),
                         [](const auto& test) { return std::filesystem::path(test.param).stem().string(); });

}  // namespace
}  // namespace tessera
