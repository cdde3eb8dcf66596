// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <tiffio.h>

#include <cmath>
#include <limits>
#include <opencv2/imgcodecs.hpp>

#include "io/pictures.hpp"
#include "io/raw_tiff.hpp"

using namespace tessera;
using namespace pictures;

TEST(tiff, keeps_every_format_exactly) {
  for (const auto type : {sample_type::u8, sample_type::u16, sample_type::f32}) {
    for (int channels = 1; channels <= 4; ++channels) {
      for (const char* compression : {"none", "lzw", "deflate", "zstd", "packbits"}) {
        for (const char* tile : {"", "16", "64"}) {
          encode_options options;
          options.settings = {{"compression", compression}, {"bigtiff", channels % 2 == 0 ? "true" : "false"}};
          if (*tile != 0) options.settings["tile"] = tile;
          const picture p = make(make_format(type, channels, {53, 41}));
          const bytes file = write(p, ".tif", options);
          const auto source = open_source(file);
          const picture back = read(*source);
          EXPECT_EQ(back.format, p.format);
          EXPECT_EQ(back.data, p.data) << name_of(type) << channels << compression << tile;
          EXPECT_EQ(source->info().compression, compression);
          EXPECT_EQ(source->info().format_name, channels % 2 == 0 ? "BigTIFF" : "TIFF");
          source->rewind();
          EXPECT_EQ(read(*source, 2).data, p.data);
        }
      }
    }
  }
}

TEST(tiff, keeps_the_compression_of_the_input) {
  const picture p = make(make_format(sample_type::u8, 3, {20, 20}));
  for (const char* compression : {"none", "lzw", "deflate", "zstd", "packbits"}) {
    encode_options options;
    options.settings = {{"compression", compression}};
    const bytes first = write(p, ".tif", options);
    const bytes second = write(p, ".tif", like_input({}, open_source(first)->info()));
    EXPECT_EQ(open_source(second)->info().compression, compression);
  }
  EXPECT_EQ(open_source(write(p, ".tif"))->info().compression, "deflate");
}

TEST(tiff, jpeg_inside) {
  const picture p = make(make_format(sample_type::u8, 3, {160, 96}));
  for (const int quality : {80, 95})
    for (const char* tile : {"", "32"})
      for (const int threads : {1, 2}) {
        encode_options options;
        options.quality = quality;
        options.settings = {{"compression", "jpeg"}};
        if (*tile != 0) options.settings["tile"] = tile;
        const bytes file = write(p, ".tif", options);
        const auto source = open_source(file, read_options{.threads = threads});
        const picture back = read(*source);
        ASSERT_EQ(back.format, p.format);
        double sum = 0;
        for (std::size_t i = 0; i < p.data.size(); ++i)
          sum += std::abs(static_cast<int>(p.data[i]) - static_cast<int>(back.data[i]));
        EXPECT_LT(sum / static_cast<double>(p.data.size()), quality == 80 ? 25 : 6) << tile << " " << threads;
      }
}

TEST(tiff, opencv_reads_what_is_written) {
  const scratch_folder folder;
  for (const auto type : {sample_type::u8, sample_type::u16, sample_type::f32}) {
    const picture p = make(make_format(type, 1, {53, 41}));
    save(folder / "x.tif", write(p, ".tif"));
    const cv::Mat theirs = cv::imread(folder / "x.tif", cv::IMREAD_UNCHANGED);
    ASSERT_EQ(theirs.rows, 41);
    for (int y = 0; y < 41; ++y)
      EXPECT_EQ(std::memcmp(theirs.ptr(y), p.row(y), static_cast<std::size_t>(p.format.row_bytes())), 0) << y;
  }
}

TEST(tiff, one_bit_and_white_is_zero) {
  const bytes file = write_raw([](TIFF* t) {
    set_fields(t, 10, 1, 1, 1, PHOTOMETRIC_MINISWHITE);
    put_rows<std::uint8_t>(t, {{0b10110000, 0b01000000}});
  });
  const picture p = read(file);
  ASSERT_EQ(p.format, make_format(sample_type::u8, 1, {10, 1}));
  const int expected[] = {0, 255, 0, 0, 255, 255, 255, 255, 255, 0};
  for (int x = 0; x < 10; ++x) EXPECT_EQ(p.sample<u8>(x, 0, 0), expected[x]) << x;
  const bytes wide = write_raw([](TIFF* t) {
    set_fields(t, 2, 1, 16, 1, PHOTOMETRIC_MINISWHITE);
    put_rows<std::uint16_t>(t, {{0, 65000}});
  });
  EXPECT_EQ(read(wide).sample<u16>(0, 0, 0), 65535);
  EXPECT_EQ(read(wide).sample<u16>(1, 0, 0), 535);
}

TEST(tiff, palettes_become_colours) {
  const bytes file = write_raw([](TIFF* t) {
    set_fields(t, 3, 1, 4, 1, PHOTOMETRIC_PALETTE);
    std::vector<std::uint16_t> r(16), g(16), b(16);
    r[1] = 0xff00, g[1] = 0x1200, b[1] = 0x3456;
    r[15] = 0x0100;
    TIFFSetField(t, TIFFTAG_COLORMAP, r.data(), g.data(), b.data());
    put_rows<std::uint8_t>(t, {{0x1f, 0x00}});
  });
  const picture p = read(file);
  ASSERT_EQ(p.format, make_format(sample_type::u8, 3, {3, 1}));
  EXPECT_EQ(p.sample<u8>(0, 0, 0), 255);
  EXPECT_EQ(p.sample<u8>(0, 0, 1), 0x12);
  EXPECT_EQ(p.sample<u8>(0, 0, 2), 0x34);
  EXPECT_EQ(p.sample<u8>(1, 0, 0), 1);
  EXPECT_EQ(p.sample<u8>(2, 0, 0), 0);
}

TEST(tiff, planes_are_interleaved) {
  for (const bool tiled : {false, true}) {
    const bytes file = write_raw([tiled](TIFF* t) {
      set_fields(t, 20, 7, 16, 3, PHOTOMETRIC_RGB);
      TIFFSetField(t, TIFFTAG_PLANARCONFIG, PLANARCONFIG_SEPARATE);
      if (tiled) {
        TIFFSetField(t, TIFFTAG_TILEWIDTH, 16);
        TIFFSetField(t, TIFFTAG_TILELENGTH, 16);
      }
      for (int plane = 0; plane < 3; ++plane) {
        const auto value = [plane](int x, int y) { return static_cast<std::uint16_t>(1000 * plane + 20 * y + x); };
        if (tiled) {
          for (int x0 = 0; x0 < 20; x0 += 16) {
            std::vector<std::uint16_t> tile(256);
            for (int i = 0; i < 256; ++i) tile[static_cast<std::size_t>(i)] = value(x0 + i % 16, i / 16);
            TIFFWriteTile(t, tile.data(), static_cast<std::uint32_t>(x0), 0, 0, static_cast<std::uint16_t>(plane));
          }
          continue;
        }
        std::vector<std::vector<std::uint16_t>> rows(7);
        for (int y = 0; y < 7; ++y) {
          for (int x = 0; x < 20; ++x) rows[static_cast<std::size_t>(y)].push_back(value(x, y));
        }
        put_rows(t, rows, plane);
      }
    });
    const picture p = read(file);
    ASSERT_EQ(p.format, make_format(sample_type::u16, 3, {20, 7}));
    for (int y = 0; y < 7; ++y) {
      for (int x = 0; x < 20; ++x) {
        for (int c = 0; c < 3; ++c) ASSERT_EQ(p.sample<u16>(x, y, c), 1000 * c + 20 * y + x) << tiled;
      }
    }
  }
}

TEST(tiff, premultiplied_alpha_is_divided_out) {
  const bytes file = write_raw([](TIFF* t) {
    set_fields(t, 3, 1, 8, 4, PHOTOMETRIC_RGB);
    const std::uint16_t kind = EXTRASAMPLE_ASSOCALPHA;
    TIFFSetField(t, TIFFTAG_EXTRASAMPLES, 1, &kind);
    put_rows<std::uint8_t>(t, {{100, 50, 0, 200, 7, 8, 9, 0, 1, 2, 3, 255}});
  });
  const picture p = read(file);
  ASSERT_TRUE(p.format.alpha);
  const int expected[] = {128, 64, 0, 200, 0, 0,
                          0,   0,  1, 2,   3, 255};  // 100 * 255 / 200 = 127.5, 50 * 255 / 200 = 63.75
  for (int i = 0; i < 12; ++i) EXPECT_EQ(p.sample<u8>(i / 4, 0, i % 4), expected[i]) << i;
}

TEST(tiff, not_a_number_becomes_zero_and_big_endian_is_read) {
  const bytes file = write_raw(
      [](TIFF* t) {
        set_fields(t, 3, 1, 32, 1, PHOTOMETRIC_MINISBLACK);
        TIFFSetField(t, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
        put_rows<float>(t, {{std::numeric_limits<float>::quiet_NaN(), -2.5f, 1e9f}});
      },
      "wb");
  const picture p = read(file);
  ASSERT_EQ(p.format, make_format(sample_type::f32, 1, {3, 1}));
  EXPECT_EQ(p.sample<float>(0, 0, 0), 0.0f);
  EXPECT_EQ(p.sample<float>(1, 0, 0), -2.5f);
  EXPECT_EQ(p.sample<float>(2, 0, 0), 1e9f);
}

TEST(tiff, what_is_not_understood_is_refused) {
  const bytes file = write_raw([](TIFF* t) {
    set_fields(t, 3, 1, 32, 1, PHOTOMETRIC_MINISBLACK);
    put_rows<std::uint32_t>(t, {{1, 2, 3}});
  });
  try {
    open_source(file);
    FAIL() << "32-bit whole numbers were accepted";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::unsupported);
    EXPECT_NE(std::string(e.what()).find("32-bit whole-number"), std::string::npos) << e.what();
  }
}

TEST(tiff, lab_becomes_srgb) {
  // White, black and the L* a* b* (D50) of sRGB's red, 54.29 80.81 69.89, as each kind stores them.
  const auto read_lab = [](int bits, int photometric, const auto& row) {
    return read(write_raw([&](TIFF* t) {
      set_fields(t, 3, 1, bits, 3, photometric);
      if (bits == 32) TIFFSetField(t, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_IEEEFP);
      put_rows(t, std::vector<std::decay_t<decltype(row)>>{row});
    }));
  };
  const auto expect_colours = [](const picture& p, auto zero, double top, double tolerance) {
    using T = decltype(zero);
    const double expected[] = {1, 1, 1, 0, 0, 0, 1, 0, 0};
    for (int i = 0; i < 9; ++i) EXPECT_NEAR(p.sample<T>(i / 3, 0, i % 3) / top, expected[i], tolerance) << i;
  };
  const picture eight = read_lab(8, PHOTOMETRIC_CIELAB, std::vector<std::uint8_t>{255, 0, 0, 0, 0, 0, 138, 81, 70});
  ASSERT_EQ(eight.format, make_format(sample_type::u8, 3, {3, 1}));
  expect_colours(eight, u8{}, 255, 0.02);
  const picture icc =
      read_lab(8, PHOTOMETRIC_ICCLAB, std::vector<std::uint8_t>{255, 128, 128, 0, 128, 128, 138, 209, 198});
  expect_colours(icc, u8{}, 255, 0.02);
  const picture wide =
      read_lab(16, PHOTOMETRIC_CIELAB, std::vector<std::uint16_t>{65535, 0, 0, 0, 0, 0, 35579, 20687, 17892});
  ASSERT_EQ(wide.format, make_format(sample_type::u16, 3, {3, 1}));
  expect_colours(wide, u16{}, 65535, 0.005);
  const picture wide_icc = read_lab(
      16, PHOTOMETRIC_ICCLAB, std::vector<std::uint16_t>{65280, 32768, 32768, 0, 32768, 32768, 35440, 53455, 50660});
  expect_colours(wide_icc, u16{}, 65535, 0.005);
  const picture real = read_lab(32, PHOTOMETRIC_CIELAB, std::vector<float>{100, 0, 0, 0, 0, 0, 54.29f, 80.81f, 69.89f});
  ASSERT_EQ(real.format, make_format(sample_type::f32, 3, {3, 1}));
  expect_colours(real, 0.0f, 1, 0.005);
}

TEST(tiff, cmyk_of_sixteen_bits) {
  const picture p = read(write_raw([](TIFF* t) {
    set_fields(t, 2, 1, 16, 4, PHOTOMETRIC_SEPARATED);
    put_rows<std::uint16_t>(t, {{0, 0, 0, 0, 13107, 26214, 39321, 13107}});
  }));
  ASSERT_EQ(p.format, make_format(sample_type::u16, 3, {2, 1}));
  const int expected[] = {65535, 65535, 65535, 41942, 31457, 20971};  // (1 - ink)(1 - 0.2) of 65535
  for (int i = 0; i < 6; ++i) EXPECT_EQ(p.sample<u16>(i / 3, 0, i % 3), expected[i]) << i;
}
