// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "io/pictures.hpp"

using namespace tessera;
using namespace pictures;

TEST(other, lossless_formats_keep_every_sample) {
  struct row {
    const char* extension;
    sample_type type;
    int channels;
  };
  const row rows[] = {{".bmp", sample_type::u8, 1},  {".bmp", sample_type::u8, 3},  {".ppm", sample_type::u8, 3},
                      {".ppm", sample_type::u16, 3}, {".pgm", sample_type::u8, 1},  {".pgm", sample_type::u16, 1},
                      {".pnm", sample_type::u8, 3},  {".pfm", sample_type::f32, 1}, {".pfm", sample_type::f32, 3},
                      {".ras", sample_type::u8, 3}};
  for (const row& r : rows) {
    const format wanted = make_format(r.type, r.channels, {53, 41});
    ASSERT_EQ(storable(*container_of_name(std::string("x") + r.extension), wanted), wanted) << r.extension;
    const picture p = make(wanted);
    const picture back = read(write(p, r.extension));
    EXPECT_EQ(back.format, p.format) << r.extension;
    EXPECT_EQ(back.data, p.data) << r.extension << r.channels << name_of(r.type);
  }
}

TEST(other, what_is_storable_is_written_and_read_back) {
  for (const std::string& extension : writable_extensions()) {
    for (const auto type : {sample_type::u8, sample_type::u16, sample_type::f32}) {
      for (int channels = 1; channels <= 4; ++channels) {
        const file_type file = *container_of_name("x." + extension);
        const format held = storable(file, make_format(type, channels, {48, 32}));
        EXPECT_EQ(storable(file, held), held);
        const picture back = read(write(make(held), "." + extension));
        EXPECT_EQ(back.format.size, held.size) << extension;
        EXPECT_EQ(back.format.type, held.type) << extension;
      }
    }
  }
}

TEST(other, webp_is_near) {
  const picture p = make(make_format(sample_type::u8, 4, {64, 48}));
  encode_options options;
  options.quality = 100;
  const picture back = read(write(p, ".webp", options));
  ASSERT_EQ(back.format, p.format);
  for (int x = 0; x < 64; ++x) EXPECT_EQ(back.sample<u8>(x, 7, 3), p.sample<u8>(x, 7, 3));  // alpha is kept exactly
}

TEST(other, damage_is_an_error_and_nothing_is_printed) {
  bytes file = write(make(make_format(sample_type::u8, 3, {64, 48})), ".webp");
  file.resize(file.size() / 2);
  testing::internal::CaptureStderr();
  EXPECT_THROW(read(file), error);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

TEST(other, a_missing_codec_says_what_to_install) {
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  const auto attempt = [] {
    bytes file(64);
    file[0] = std::byte{'B'};
    file[1] = std::byte{'M'};
    try {
      open_source(std::move(file));
    } catch (const error& e) {
      std::fprintf(stderr, "%s\n", e.what());
      std::exit(e.kind() == error_kind::unsupported ? 7 : 1);
    }
    std::exit(0);
  };
  // In a fresh process: here the codec is loaded already.
  EXPECT_EXIT(
      {
        setenv("TESSERA_OPENCV_CODEC", "/nowhere/codec.so", 1);
        attempt();
      },
      testing::ExitedWithCode(7), "BMP needs the OpenCV codec.*install libopencv-imgcodecs");
}
