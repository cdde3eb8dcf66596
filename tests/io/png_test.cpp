// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

#include "io/pictures.hpp"
#include "io/raw_png.hpp"

using namespace tessera;
using namespace pictures;

TEST(png, keeps_every_format_exactly) {
  for (const auto type : {sample_type::u8, sample_type::u16}) {
    for (int channels = 1; channels <= 4; ++channels) {
      for (const char* interlace : {"false", "true"}) {
        for (const char* level : {"0", "6"}) {
          encode_options options;
          options.settings = {{"interlace", interlace}, {"level", level}};
          const picture p = make(make_format(type, channels, {53, 41}));
          const picture back = read(write(p, ".png", options));
          EXPECT_EQ(back.format, p.format);
          EXPECT_EQ(back.data, p.data) << name_of(type) << channels << interlace;
        }
      }
    }
  }
}

TEST(png, photographs_as_opencv_reads_them) {
  for (const std::string& path : photographs(".png")) {
    const auto source = open_source(path);
    const picture ours = read(*source, 64);
    const cv::Mat theirs = cv::imread(path, cv::IMREAD_UNCHANGED);
    ASSERT_EQ(theirs.channels(), ours.format.channels) << path;
    std::size_t different = 0;
    for (std::int64_t y = 0; y < ours.format.size.height; ++y) {
      for (std::int64_t x = 0; x < ours.format.size.width; ++x) {
        for (int c = 0; c < ours.format.channels; ++c) {
          const int other = ours.format.channels >= 3 && c < 3 ? 2 - c : c;
          different += theirs.ptr<std::uint8_t>(static_cast<int>(y))[x * ours.format.channels + other] !=
                       ours.sample<std::uint8_t>(x, y, c);
        }
      }
    }
    EXPECT_EQ(different, 0u) << path;
  }
}

TEST(png, rewinds) {
  for (const char* interlace : {"false", "true"}) {
    encode_options options;
    options.settings = {{"interlace", interlace}};
    const picture p = make(make_format(sample_type::u16, 4, {37, 23}));
    const bytes file = write(p, ".png", options);
    const auto source = open_source(file);
    EXPECT_EQ(read(*source).data, p.data);
    source->rewind();
    EXPECT_EQ(read(*source, 3).data, p.data);
  }
}

TEST(png, an_interlaced_picture_is_counted_in_memory) {
  const picture p = make(make_format(sample_type::u8, 3, {600, 500}));
  encode_options options;
  options.settings = {{"interlace", "true"}};
  const bytes whole = write(p, ".png", options), plain = write(p, ".png");
  EXPECT_GE(open_source(whole)->memory(), p.data.size());
  EXPECT_LT(open_source(plain)->memory(), p.data.size());
}

TEST(png, palettes_become_colours) {
  const raw_png p{
      4, 1, 2, PNG_COLOR_TYPE_PALETTE, {{0b00011011}}, {{1, 2, 3}, {40, 50, 60}, {70, 80, 90}, {255, 254, 253}}};
  const picture rgb = read(write_raw(p));
  ASSERT_EQ(rgb.format, make_format(sample_type::u8, 3, {4, 1}));
  EXPECT_EQ(rgb.sample<u8>(0, 0, 0), 1);
  EXPECT_EQ(rgb.sample<u8>(1, 0, 1), 50);
  EXPECT_EQ(rgb.sample<u8>(3, 0, 2), 253);
  raw_png q = p;
  q.palette_alpha = {0, 128};
  const picture rgba = read(write_raw(q));
  ASSERT_EQ(rgba.format, make_format(sample_type::u8, 4, {4, 1}));
  EXPECT_EQ(rgba.sample<u8>(0, 0, 3), 0);
  EXPECT_EQ(rgba.sample<u8>(1, 0, 3), 128);
  EXPECT_EQ(rgba.sample<u8>(2, 0, 3), 255);
  EXPECT_EQ(open_source(write_raw(q))->info().stored, "palette");
}

TEST(png, few_bits_become_eight) {
  const int whole[] = {0, 255, 85, 0, 17};
  for (const int bits : {1, 2, 4}) {
    const raw_png p{8 / bits, 1, bits, PNG_COLOR_TYPE_GRAY, {{static_cast<png_byte>(1)}}};
    const picture gray = read(write_raw(p));
    ASSERT_EQ(gray.format, make_format(sample_type::u8, 1, {8 / bits, 1}));
    EXPECT_EQ(gray.sample<u8>(8 / bits - 1, 0, 0), whole[bits]);
    EXPECT_EQ(gray.sample<u8>(0, 0, 0), 0);
  }
}

TEST(png, a_transparent_colour_becomes_alpha) {
  raw_png p{2, 1, 16, PNG_COLOR_TYPE_RGB, {{0x12, 0x34, 0, 1, 0, 2, 0x12, 0x34, 0, 1, 0, 3}}};
  p.has_transparent = true;
  p.transparent.red = 0x1234;
  p.transparent.green = 1;
  p.transparent.blue = 2;
  const picture rgba = read(write_raw(p));
  ASSERT_EQ(rgba.format, make_format(sample_type::u16, 4, {2, 1}));
  EXPECT_EQ(rgba.sample<u16>(0, 0, 0), 0x1234);
  EXPECT_EQ(rgba.sample<u16>(0, 0, 3), 0);
  EXPECT_EQ(rgba.sample<u16>(1, 0, 3), 65535);
}
