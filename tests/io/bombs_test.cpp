// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

#include "io/expect.hpp"
#include "io/pictures.hpp"
#include "io/raw_tiff.hpp"
#include "tessera/host/io/byte_order.hpp"
#include "tessera/host/io/decode_clock.hpp"

using namespace tessera;
using namespace pictures;
using namespace std::string_view_literals;

namespace {

bytes of(std::string_view text) {
  const auto* data = reinterpret_cast<const std::byte*>(text.data());
  return {data, data + text.size()};
}

bytes segment(int marker, const bytes& payload) {
  const std::size_t size = payload.size() + 2;
  const char head[] = {'\xff', static_cast<char>(marker), static_cast<char>(size >> 8), static_cast<char>(size & 255)};
  return of({head, sizeof head}) + payload;
}

bytes chunk(std::string_view name, const bytes& data) {
  bytes result;
  io::put_big_endian(result, static_cast<std::uint32_t>(data.size()));
  const bytes named = of(name) + data;
  result = result + named;
  io::put_big_endian(result, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(named.data()),
                                                              static_cast<uInt>(named.size()))));
  return result;
}

/// A PNG that says that size and these bits, colours and interlacing, and holds nothing of it.
bytes png_of(std::uint32_t width, std::uint32_t height, int bits, int colours, int interlace) {
  bytes head;
  io::put_big_endian(head, width);
  io::put_big_endian(head, height);
  for (const int value : {bits, colours, 0, 0, interlace}) head.push_back(static_cast<std::byte>(value));
  return of("\x89PNG\r\n\x1a\n") + chunk("IHDR", head) + chunk("IDAT", of("x")) + chunk("IEND", {});
}

/// A gray progressive JPEG: after its first scan so many more, each of one bit of one coefficient, in which every block is zero.
bytes jpeg_of_scans(int side, int count) {
  const bytes table = bytes(1, std::byte{0}) + bytes(64, std::byte{16});
  const auto code = [](int where, int symbol) {
    bytes result(17);
    result[0] = static_cast<std::byte>(where);
    result[1] = std::byte{1};
    result.push_back(static_cast<std::byte>(symbol));
    return segment(0xc4, result);
  };
  const auto scan = [](int first, int last, int bits) {
    const char values[] = {1, 1, 0, static_cast<char>(first), static_cast<char>(last), static_cast<char>(bits)};
    return segment(0xda, of({values, sizeof values}));
  };
  const char frame[] = {8,
                        static_cast<char>(side >> 8),
                        static_cast<char>(side & 255),
                        static_cast<char>(side >> 8),
                        static_cast<char>(side & 255),
                        1,
                        1,
                        0x11,
                        0};
  const int blocks = (side + 7) / 8 * ((side + 7) / 8);
  constexpr int run = 1 << 14;  // blocks that a code of one bit and fourteen more ends
  const bytes nothing(static_cast<std::size_t>(((blocks + run - 1) / run * 15 + 7) / 8));
  bytes result = of("\xff\xd8"sv) + segment(0xdb, table) + segment(0xc2, of({frame, sizeof frame})) + code(0, 0) +
                 scan(0, 0, 0) + bytes(static_cast<std::size_t>((blocks + 7) / 8)) + code(0x10, 0xe0);
  for (int i = 0; i < count; ++i) {
    const int coefficient = 1 + i / 14, low = 13 - i % 14;
    result = result + scan(coefficient, coefficient, low == 13 ? low : (low + 1) << 4 | low) + nothing;
  }
  return result + of("\xff\xd9"sv);
}

auto reading(const bytes& file, const read_options& options = {}) {
  return [&file, options] { read(*open_source(file, options, "bomb")); };
}

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

TEST(bombs, rows_of_a_png_are_reckoned_before_they_are_allocated) {
  read_options options;
  options.limit_bytes = 1 << 24;
  for (const int interlace : {0, 1})
    expect_error(error_kind::limit, {"bomb", "--memory-limit"},
                 reading(png_of(0x7fffffff, 1, 16, 6, interlace), options));
  EXPECT_NO_THROW(open_source(png_of(1 << 22, 1, 1, 0, 0), options));
  expect_error(error_kind::limit, {"--memory-limit"}, reading(png_of(1 << 23, 1, 8, 0, 0), options));
}

TEST(bombs, a_progressive_jpeg_has_a_number_of_scans_that_depends_on_its_size) {
  EXPECT_NO_THROW(reading(jpeg_of_scans(64, 490))());
  expect_error(error_kind::limit, {"bomb", "500 scans", "64x64"}, reading(jpeg_of_scans(64, 510)));
  EXPECT_NO_THROW(reading(jpeg_of_scans(1100, 190))());
  expect_error(error_kind::limit, {"200 scans", "1100x1100"}, reading(jpeg_of_scans(1100, 210)));
}

TEST(bombs, a_hundred_thousand_segments_of_a_jpeg_take_no_minutes) {
  picture p = make(make_format(sample_type::u8, 3, {8, 8}));
  const bytes plain = write(p, ".jpg");
  bytes many(plain.begin(), plain.begin() + 2);
  many = many + segment(0xfe, of("first"));
  for (int i = 0; i < 100'000; ++i)
    for (const int v : {0xff, 0xfe, 0, 2}) many.push_back(static_cast<std::byte>(v));
  many.insert(many.end(), plain.begin() + 2, plain.end());
  const auto source = open_source(many);
  ASSERT_FALSE(source->info().extra.comments.empty());
  EXPECT_EQ(source->info().extra.comments[0], of("first"));
  EXPECT_LE(source->info().extra.comments.size(), 4096u);
  EXPECT_EQ(read(*source).data, read(*open_source(plain)).data);
}

TEST(bombs, what_opencv_decodes_is_reckoned_by_its_header) {
  read_options options;
  options.limit_bytes = 1'000'000;
  const std::string far(5000, '#');
  for (const std::string& head :
       {std::string("P6\n1000 1000\n255\n"), "P6\n" + far + "\n1000 1000\n255\n", std::string("P5\n1000 600\n65535\n"),
        std::string("PF\n300 300\n-1.0\n"), std::string("P7\nWIDTH 600\nHEIGHT 500\nDEPTH 4\nMAXVAL 255\nENDHDR\n"),
        std::string("#?RADIANCE\nFORMAT=32-bit_rle_rgbe\n\n-Y 300 +X 300\n")})
    expect_error(error_kind::limit, {"--memory-limit", "decoded as a whole"}, reading(of(head + "x"), options));
  expect_error(error_kind::unreadable, {"does not say its size"}, reading(of("P7\nWIDTH 600\n")));
  expect_error(error_kind::limit, {"--limit-pixels"}, reading(of("P6\n18446744073709551632 16\n255\n")));
  expect_error(error_kind::unsupported, {"bomb", "2^20"}, reading(of("P5\n2000000 1\n255\nx")));
  // 49 bytes of a lossless WebP may be 16384 x 16384 pixels; libwebp needs eight bytes for each.
  encode_options lossless;
  lossless.settings = {{"lossless", "true"}};
  const bytes webp = write(make(make_format(sample_type::u8, 3, {400, 400})), ".webp", lossless);
  expect_error(error_kind::limit, {"--memory-limit"}, reading(webp, options));
  options.limit_bytes = 2'000'000;
  EXPECT_NO_THROW(reading(webp, options)());
}

TEST(bombs, a_tiff_without_data_for_a_strip_or_tile_is_refused) {
  for (const bool tiled : {false, true}) {
    // What is not written has neither a place nor bytes.
    const auto made = [&](int count) {
      return write_raw([&](TIFF* tiff) {
        set_fields(tiff, 16, 48, 8, 1, PHOTOMETRIC_MINISBLACK);
        TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 16);
        if (tiled) TIFFSetField(tiff, TIFFTAG_TILEWIDTH, 16), TIFFSetField(tiff, TIFFTAG_TILELENGTH, 16);
        std::vector<std::uint8_t> piece(16 * 16, 7);
        for (int i = 0; i < count; ++i) {
          const auto number = static_cast<std::uint32_t>(i);
          if (tiled) TIFFWriteEncodedTile(tiff, number, piece.data(), 256);
          else TIFFWriteEncodedStrip(tiff, number, piece.data(), 256);
        }
      });
    };
    const bytes whole = made(3), lacking = made(2);
    EXPECT_NO_THROW(reading(whole)());
    for (const int threads : {1, 2}) {
      read_options options;
      options.threads = threads;
      expect_error(error_kind::unreadable,
                   {"bomb", "no data", tiled ? "the tile after row 32 of 48" : "the strip after row 32 of 48"},
                   reading(lacking, options));
    }
  }
}

TEST(bombs, half_a_jpeg_in_a_tiff_is_refused) {
  encode_options options;
  options.settings = {{"compression", "jpeg"}};
  bytes file = write(make(make_format(sample_type::u8, 3, {64, 64})), ".tif", options);
  EXPECT_NO_THROW(reading(file)());
  // The end of the entropy-coded data becomes its end marker.
  const std::byte start[] = {std::byte{0xff}, std::byte{0xda}};
  const auto scan = std::search(file.begin(), file.end(), std::begin(start), std::end(start));
  ASSERT_LT(scan + 40, file.end());
  scan[30] = std::byte{0xff};
  scan[31] = std::byte{0xd9};
  expect_error(error_kind::unreadable, {"bomb", "damaged TIFF"}, reading(file));
}

TEST(bombs, a_tiff_says_its_size_before_libtiff_refuses_it) {
  bytes file = write(make(make_format(sample_type::u8, 1, {16, 16})), ".tif");
  const auto patch = [&](int tag) {
    for (std::size_t i = 8; i + 12 <= file.size(); i += 2)
      if (file[i] == static_cast<std::byte>(tag & 255) && file[i + 1] == static_cast<std::byte>(tag >> 8) &&
          file[i + 4] == std::byte{1} && file[i + 8] == std::byte{16}) {
        file[i + 2] = std::byte{4};
        std::fill_n(file.begin() + static_cast<std::ptrdiff_t>(i) + 8, 4, std::byte{0xff});
      }
  };
  patch(256);
  patch(257);
  expect_error(error_kind::limit, {"--limit-pixels", "4294967295x4294967295"}, reading(file));
}

TEST(bombs, decoding_has_an_end_where_its_time_has) {
  encode_options interlaced;
  interlaced.settings = {{"interlace", "true"}};
  read_options options;
  options.limit_seconds = 1e-9;
  const std::vector<std::pair<const char*, encode_options>> kinds{
      {".jpg", {}}, {".png", {}}, {".png", interlaced}, {".tif", {}}, {".bmp", {}}};
  for (const auto& [extension, encode] : kinds) {
    const bytes file = write(make(make_format(sample_type::u8, 3, {64, 64})), extension, encode);
    expect_error(error_kind::limit, {"bomb", "--limit-seconds", "1e-09 seconds"}, reading(file, options));
    read_options enough;
    enough.limit_seconds = 100;
    EXPECT_EQ(read(*open_source(file, enough)).data, read(*open_source(file)).data);
  }
}

TEST(bombs, a_long_scan_or_pass_is_left_in_the_middle) {
  // Each takes a second and more to its end; the time between is not ours alone, so that half of it will do.
  const bytes jpeg = jpeg_of_scans(4000, 190);
  const double whole = seconds_of(reading(jpeg));
  read_options options;
  options.limit_seconds = whole / 50;
  const double stopped =
      seconds_of([&] { expect_error(error_kind::limit, {"--limit-seconds"}, reading(jpeg, options)); });
  EXPECT_LT(stopped, whole / 2);
}

TEST(bombs, the_clock_counts_each_second_of_decoding_once) {
  using namespace std::chrono_literals;
  io::decode_clock clock("bomb", 0.25);
  std::this_thread::sleep_for(300ms);
  EXPECT_FALSE(clock.over()) << "nobody decodes";
  {
    const io::decode_clock::running one(clock), two(clock), three(clock);
    std::this_thread::sleep_for(100ms);
  }
  EXPECT_FALSE(clock.over());
  const io::decode_clock::running one(clock);
  std::this_thread::sleep_for(200ms);
  EXPECT_TRUE(clock.over());
  expect_error(error_kind::limit, {"bomb", "0.25 seconds"}, [&] { clock.check(); });
}
