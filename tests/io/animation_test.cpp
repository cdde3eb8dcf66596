// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <zlib.h>

#include <string_view>

#include "io/expect.hpp"
#include "io/pictures.hpp"

using namespace tessera;
using namespace pictures;

namespace {

using numbers = std::vector<int>;

void put_text(bytes& to, std::string_view text) {
  for (const char c : text) to.push_back(static_cast<std::byte>(c));
}

void put(bytes& to, const numbers& values) {
  for (const int v : values) to.push_back(static_cast<std::byte>(v));
}

/// Codes of three bits; a clear code (4) before the table grows keeps them so.
bytes packed(const numbers& codes) {
  bytes result;
  unsigned window = 0, have = 0;
  for (const int code : codes) {
    window |= static_cast<unsigned>(code) << have;
    for (have += 3; have >= 8; have -= 8, window >>= 8) result.push_back(static_cast<std::byte>(window & 0xff));
  }
  result.push_back(static_cast<std::byte>(window));
  return result;
}

struct frame {
  int x, y, width, height, disposal, transparent;  // -1: no colour is
  numbers codes;
  bool interlaced = false;
};

/// Four colours: black, red, green, blue.
bytes gif(int width, int height, const std::vector<frame>& frames) {
  bytes file;
  put_text(file, "GIF89a");
  put(file, {width, 0, height, 0, 0x81, 0, 0, 0, 0, 0, 255, 0, 0, 0, 255, 0, 0, 0, 255});
  for (const frame& f : frames) {
    put(file, {0x21, 0xf9, 4, f.disposal << 2 | (f.transparent >= 0 ? 1 : 0), 0, 0, std::max(0, f.transparent), 0});
    put(file, {0x2c, f.x, 0, f.y, 0, f.width, 0, f.height, 0, f.interlaced ? 0x40 : 0, 2});
    const bytes data = packed(f.codes);
    put(file, {static_cast<int>(data.size())});
    file.insert(file.end(), data.begin(), data.end());
    put(file, {0});
  }
  put_text(file, ";");
  return file;
}

picture page(const bytes& file, int number, std::uint64_t limit = std::uint64_t{1} << 30) {
  read_options options;
  options.limit_bytes = limit;
  options.page = number;
  return read(*open_source(file, options));
}

/// The colours of a row as letters: k r g b, and - for transparent.
std::string colours(const picture& p, std::int64_t y = 0) {
  std::string text;
  for (std::int64_t x = 0; x < p.format.size.width; ++x) {
    if (p.format.alpha && p.sample<u8>(x, y, 3) == 0) text += '-';
    else
      text += p.sample<u8>(x, y, 0) != 0   ? 'r'
              : p.sample<u8>(x, y, 1) != 0 ? 'g'
              : p.sample<u8>(x, y, 2) != 0 ? 'b'
                                           : 'k';
  }
  return text;
}

/// Reads every page of a file that is cut at each length and changed at each byte: errors may come, nothing else.
void expect_survival(const bytes& file) {
  const auto attempt = [](const bytes& changed) {
    for (int number = 1; number <= 3; ++number) {
      try {
        page(changed, number, 1 << 20);
      } catch (const error& e) {
        EXPECT_NE(e.kind(), error_kind::usage) << e.what();
      }
    }
  };
  for (std::size_t i = 0; i < file.size(); ++i) {
    attempt(bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(i)));
    for (const int value : {0, 0x7f, 0xff}) {
      bytes changed = file;
      changed[i] = static_cast<std::byte>(value);
      attempt(changed);
    }
  }
}

void png_chunk(bytes& to, std::string_view name, const bytes& data) {
  const auto number = [&](std::size_t value) {
    put(to, {static_cast<int>(value >> 24 & 255), static_cast<int>(value >> 16 & 255),
             static_cast<int>(value >> 8 & 255), static_cast<int>(value & 255)});
  };
  number(data.size());
  const std::size_t start = to.size();
  put_text(to, name);
  to.insert(to.end(), data.begin(), data.end());
  number(crc32(0, reinterpret_cast<const Bytef*>(to.data() + start), static_cast<uInt>(to.size() - start)));
}

/// The content of the first chunk of that name in one of our PNGs.
bytes chunk_of(const bytes& png, std::string_view name) {
  for (std::size_t at = 8; at + 12 <= png.size();) {
    std::size_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) size = size << 8 | static_cast<std::size_t>(png[at + i]);
    if (std::string_view(reinterpret_cast<const char*>(png.data()) + at + 4, 4) == name)
      return {png.begin() + static_cast<std::ptrdiff_t>(at + 8),
              png.begin() + static_cast<std::ptrdiff_t>(at + 8 + size)};
    at += size + 12;
  }
  return {};
}

bytes control(int number, int width, int height, int x, int y, int disposal, int blend) {
  bytes data;
  for (const int v : {number, width, height, x, y}) put(data, {0, 0, 0, v});
  put(data, {0, 1, 0, 10, disposal, blend});
  return data;
}

picture of_one_colour(int width, int height, int r, int g, int b, int a) {
  picture p = make(make_format(sample_type::u8, 4, {width, height}));
  for (std::size_t i = 0; i < p.data.size(); ++i) p.data[i] = static_cast<std::byte>(std::array{r, g, b, a}[i % 4]);
  return p;
}

/// A default image of red, 3 x 1, and a green pixel laid over its middle.
bytes animated_png(bool default_is_frame) {
  const bytes first = write(of_one_colour(3, 1, 255, 0, 0, 255), ".png"),
              second = write(of_one_colour(1, 1, 0, 255, 0, 255), ".png");
  bytes file(first.begin(), first.begin() + 8), part{std::byte{0}, std::byte{0}, std::byte{0}, std::byte{1}};
  const bytes pixels = chunk_of(second, "IDAT");
  part.insert(part.end(), pixels.begin(), pixels.end());
  png_chunk(file, "IHDR", chunk_of(first, "IHDR"));
  png_chunk(
      file, "acTL",
      {std::byte{0}, std::byte{0}, std::byte{0}, std::byte{2}, std::byte{0}, std::byte{0}, std::byte{0}, std::byte{0}});
  if (default_is_frame) png_chunk(file, "fcTL", control(0, 3, 1, 0, 0, 0, 0));
  png_chunk(file, "IDAT", chunk_of(first, "IDAT"));
  png_chunk(file, "fcTL", control(1, 1, 1, 1, 0, 0, 1));
  png_chunk(file, "fdAT", part);
  png_chunk(file, "IEND", {});
  return file;
}

/// A red canvas of 4 x 2 and a green frame of 2 x 2 on its right half.
bytes animated_webp() {
  encode_options lossless;
  lossless.settings = {{"lossless", "true"}};
  bytes file;
  put_text(file, "RIFF");
  put(file, {0, 0, 0, 0});
  put_text(file, "WEBPVP8X");
  put(file, {10, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 1, 0, 0});
  put_text(file, "ANIM");
  put(file, {6, 0, 0, 0, 0, 0, 0, 0, 0, 0});
  const auto add = [&](const picture& p, int half_x) {
    const bytes still = write(p, ".webp", lossless);
    const int width = static_cast<int>(p.format.size.width), size = static_cast<int>(still.size()) - 12 + 16;
    put_text(file, "ANMF");
    put(file, {size & 255, size >> 8, 0, 0, half_x, 0, 0, 0, 0, 0, width - 1, 0, 0, 1, 0, 0, 100, 0, 0, 0});
    file.insert(file.end(), still.begin() + 12, still.end());
  };
  add(of_one_colour(4, 2, 255, 0, 0, 255), 0);
  add(of_one_colour(2, 2, 0, 255, 0, 255), 1);
  const std::size_t size = file.size() - 8;
  file[4] = static_cast<std::byte>(size & 255);
  file[5] = static_cast<std::byte>(size >> 8);
  return file;
}

}  // namespace

TEST(animation, frames_of_a_gif_lie_on_each_other) {
  const numbers all_red{4, 1, 1, 4, 1, 1, 5}, green{4, 2, 5}, blue_hole{4, 3, 0, 5};
  const bytes kept =
      gif(4, 1, {{0, 0, 4, 1, 0, -1, all_red}, {1, 0, 1, 1, 0, -1, green}, {2, 0, 2, 1, 0, 0, blue_hole}});
  EXPECT_EQ(open_source(kept)->info().pages, 3);
  EXPECT_EQ(open_source(kept)->info().format_name, "GIF");
  EXPECT_EQ(colours(page(kept, 1)), "rrrr");
  EXPECT_EQ(page(kept, 1).format.channels, 3) << "nothing is transparent";
  EXPECT_EQ(colours(page(kept, 2)), "rgrr");
  EXPECT_EQ(colours(page(kept, 3)), "rgbr");
  const bytes cleared =
      gif(4, 1, {{0, 0, 4, 1, 0, -1, all_red}, {1, 0, 1, 1, 2, -1, green}, {2, 0, 2, 1, 0, 0, blue_hole}});
  EXPECT_EQ(colours(page(cleared, 3)), "r-br");
  const bytes restored =
      gif(4, 1, {{0, 0, 4, 1, 0, -1, all_red}, {1, 0, 1, 1, 3, -1, green}, {2, 0, 2, 1, 0, 0, blue_hole}});
  EXPECT_EQ(colours(page(restored, 3)), "rrbr");
  expect_error(error_kind::not_found, {"no page 4", "1 to 3"}, [&] { page(kept, 4); });
}

TEST(animation, codes_of_a_gif) {
  // 6 is what it is about to mean: the last string and its first sample again.
  EXPECT_EQ(colours(page(gif(4, 1, {{0, 0, 4, 1, 0, -1, {4, 1, 6, 1, 5}}}), 1)), "rrrr");
  const picture rows = page(gif(1, 5, {{0, 0, 1, 5, 0, -1, {4, 0, 1, 4, 2, 3, 4, 1, 5}, true}}), 1);
  std::string column;
  for (std::int64_t y = 0; y < 5; ++y) column += colours(rows, y);
  EXPECT_EQ(column, "kbgrr") << "rows 0, 4, 2, 1 and 3 come in this order";
  for (const numbers& wrong : {numbers{4, 7, 1, 1, 5}, {4, 5}, {4, 1}, {6, 1, 1, 1}}) {
    expect_error(error_kind::unreadable, {"GIF", "picture 1 of 1"}, [&] {
      page(gif(4, 1, {{0, 0, 4, 1, 0, -1, wrong}}), 1);
    });
  }
}

TEST(animation, frames_of_a_png) {
  for (const bool default_is_frame : {true, false}) {
    const bytes file = animated_png(default_is_frame);
    EXPECT_EQ(open_source(file)->info().pages, 2);
    EXPECT_EQ(colours(page(file, 1)), "rrr");
    EXPECT_EQ(colours(page(file, 2)), default_is_frame ? "rgr" : "-g-");
    expect_error(error_kind::not_found, {"no page 3", "1 to 2"}, [&] { page(file, 3); });
  }
}

TEST(animation, frames_of_a_webp) {
  const bytes file = animated_webp();
  EXPECT_EQ(open_source(file)->info().pages, 2);
  EXPECT_EQ(colours(page(file, 1), 1), "rrrr");
  EXPECT_EQ(colours(page(file, 2), 1), "rrgg");
  expect_error(error_kind::not_found, {"no page 3", "1 to 2"}, [&] { page(file, 3); });
}

TEST(animation, damage_is_survived) {
  expect_survival(gif(4, 1, {{0, 0, 4, 1, 0, -1, {4, 1, 6, 1, 5}}, {1, 0, 1, 1, 3, -1, {4, 2, 5}}}));
  expect_survival(animated_png(true));
  expect_survival(animated_webp());
}

TEST(animation, a_canvas_meets_the_limits_before_memory_is_touched) {
  bytes file = gif(4, 1, {{0, 0, 4, 1, 0, -1, {4, 1, 6, 1, 5}}});
  for (const std::size_t i : {6u, 7u, 8u, 9u}) file[i] = std::byte{0xff};
  expect_error(error_kind::limit, {"65535x65535", "--limit-pixels"}, [&] { open_source(file); });
  read_options options;
  options.limit_pixels = std::int64_t{1} << 40;
  expect_error(error_kind::limit, {"an animation"}, [&] { open_source(file, options); });
}
