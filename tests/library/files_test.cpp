// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <string>

#include "tessera/tessera.hpp"

namespace tessera {
namespace {

/// A picture whose every sample depends on its place.
image pattern(sample_type type, int channels, extent size) {
  image picture(make_format(type, channels, size));
  const view out = picture.edit();
  for (std::int64_t y = 0; y < size.height; ++y)
    for (std::int64_t x = 0; x < size.width * channels; ++x) {
      const auto value = static_cast<std::uint32_t>((x * 2654435761u) ^ (y * 40503u)) >> 7;
      with_sample(type, [&](auto zero) {
        using T = decltype(zero);
        out.samples<T>(y)[x] = std::is_same_v<T, float> ? static_cast<T>(static_cast<float>(value & 0xffff) / 65535.0f)
                                                        : static_cast<T>(value);
      });
    }
  return picture;
}

class folder {
 public:
  folder() : path_(std::filesystem::path(testing::TempDir()) / ("tessera_files_" + std::to_string(::getpid()))) {
    std::filesystem::create_directories(path_);
  }
  ~folder() { std::filesystem::remove_all(path_); }
  std::string operator/(const char* name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

TEST(files, a_lossless_format_gives_the_picture_back) {
  const folder files;
  for (const sample_type type : {sample_type::u8, sample_type::u16})
    for (const int channels : {1, 2, 3, 4}) {
      const image picture = pattern(type, channels, {37, 23});
      write(picture, files / "a.png");
      EXPECT_EQ(read(files / "a.png"), picture) << name_of(type) << " x " << channels;
      EXPECT_EQ(decode(encode(picture, ".png")), picture) << name_of(type) << " x " << channels;
    }
}

TEST(files, bgr_pixels_are_written_as_rgb) {
  const image picture = pattern(sample_type::u8, 3, {19, 7});
  const_view swapped = picture.pixels();
  swapped.order = channel_order::bgr;
  const image back = decode(encode(swapped, "png"));
  for (std::int64_t x = 0; x < 19; ++x)
    for (int c = 0; c < 3; ++c)
      EXPECT_EQ(back.pixels().samples<u8>(3)[3 * x + c], picture.pixels().samples<u8>(3)[3 * x + 2 - c])
          << x << " " << c;
}

TEST(files, what_jpeg_cannot_hold_is_converted) {
  image picture(make_format(sample_type::u16, 4, {16, 16}));
  const view out = picture.edit();
  for (std::int64_t y = 0; y < 16; ++y) std::fill_n(out.samples<u16>(y), 64, u16{0});
  const image on_white = decode(encode(picture, "jpg"));
  EXPECT_EQ(on_white.format(), make_format(sample_type::u8, 3, {16, 16}));
  EXPECT_GE(on_white.pixels().samples<u8>(8)[24], 254);
  const image on_black = decode(encode(picture, "jpg", {.background = {0, 0, 0, 1}}));
  EXPECT_LE(on_black.pixels().samples<u8>(8)[24], 1);
}

TEST(files, errors_name_the_file) {
  const folder files;
  try {
    read(files / "none.png");
    FAIL() << "read a file that does not exist";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::not_found);
    EXPECT_NE(std::string(e.what()).find("none.png"), std::string::npos) << e.what();
  }
  try {
    write(pattern(sample_type::u8, 3, {4, 4}), files / "picture.xyz");
    FAIL() << "wrote a format that does not exist";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage);
    EXPECT_NE(std::string(e.what()).find("picture.xyz"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("png"), std::string::npos) << e.what();
  }
}

}  // namespace
}  // namespace tessera
