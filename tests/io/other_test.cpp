// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <span>

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
        if (file.kind == container::deepzoom) continue;  // a folder, not read
        const picture back = read(write(make(held), "." + extension));
        EXPECT_EQ(back.format.size, held.size) << extension;
        EXPECT_EQ(back.format.type, held.type) << extension;
      }
    }
  }
}

TEST(other, lossless_webp_on_request_and_like_the_input) {
  const picture p = make(make_format(sample_type::u8, 3, {64, 48}));
  encode_options options;
  options.settings = {{"lossless", "true"}};
  const bytes file = write(p, ".webp", options);
  const auto source = open_source(file);
  EXPECT_EQ(source->info().compression, "lossless");
  EXPECT_EQ(read(*source).data, p.data);
  EXPECT_EQ(read(write(p, ".webp", like_input({}, source->info()))).data, p.data);
  encode_options lossy;
  lossy.quality = 80;
  EXPECT_NE(read(write(p, ".webp", like_input(lossy, source->info()))).data, p.data) << "a quality asks for loss";
  EXPECT_EQ(open_source(write(p, ".webp", lossy))->info().compression, "");
}

TEST(other, jpeg_2000_is_lossless_unless_a_quality_is_given) {
  for (const auto type : {sample_type::u8, sample_type::u16}) {
    const picture p = make(make_format(type, 3, {64, 48}));
    EXPECT_EQ(read(write(p, ".jp2")).data, p.data);
    encode_options options;
    options.quality = 10;
    const bytes small = write(p, ".jp2", options);
    EXPECT_LT(small.size(), p.data.size() / 8);
  }
}

TEST(other, a_comment_in_a_pfm_is_read_over) {
  const float sample = 0.25f;
  std::string text = "Pf\n# by somebody\n1 1\n# twice\n-1.0\n";
  text.append(reinterpret_cast<const char*>(&sample), 4);
  const picture p = read(bytes(std::as_bytes(std::span(text)).begin(), std::as_bytes(std::span(text)).end()));
  ASSERT_EQ(p.format, make_format(sample_type::f32, 1, {1, 1}));
  EXPECT_EQ(p.sample<float>(0, 0, 0), 0.25f);
}

TEST(other, a_gray_sun_raster_without_a_table) {
  const picture p = make(make_format(sample_type::u8, 1, {38, 30}));
  EXPECT_EQ(read(write(p, ".ras")).data, p.data);
}

TEST(other, a_bmp_holds_no_alpha) {
  const format wanted = make_format(sample_type::u8, 4, {5, 4});
  EXPECT_EQ(storable(*container_of_name("x.bmp"), wanted), make_format(sample_type::u8, 3, {5, 4}));
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
