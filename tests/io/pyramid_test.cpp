// SPDX-License-Identifier: Apache-2.0
// Pyramids: the levels that go into them, and TIFFs that hold them.
#include <gtest/gtest.h>
#include <tiffio.h>

#include <algorithm>
#include <cmath>

#include "io/expect.hpp"
#include "io/levels.hpp"
#include "io/pictures.hpp"
#include "tessera/host/io/tiff_levels.hpp"

using namespace tessera;
using namespace pictures;

namespace {

/// Each sample is the whole number that is nearest to the mean of four, colours counting by their alpha.
template <class T>
void expect_means(const picture& found, const picture& above, const std::string& what) {
  const picture even = made_even(above);
  const int channels = above.format.channels;
  ASSERT_EQ(found.format.size, half(above.format.size)) << what;
  for (std::int64_t y = 0; y < found.format.size.height; ++y)
    for (std::int64_t x = 0; x < found.format.size.width; ++x)
      for (int c = 0; c < channels; ++c) {
        const bool weighted = above.format.alpha && c + 1 < channels;
        std::int64_t sum = 0, weights = 0;
        for (const int k : {0, 1, 2, 3}) {
          const std::int64_t column = 2 * x + k % 2, row = 2 * y + k / 2;
          const std::int64_t weight = weighted ? even.sample<T>(column, row, channels - 1) : 1;
          sum += weight * even.sample<T>(column, row, c);
          weights += weight;
        }
        const std::int64_t mean = found.sample<T>(x, y, c);
        // Where nothing is left of alpha the colour does not show; the quotient of two sums is a float.
        if (weighted && found.sample<T>(x, y, channels - 1) == 0) continue;
        const double off = std::abs(static_cast<double>(mean * weights - sum)) / static_cast<double>(weights);
        ASSERT_LE(off, weighted ? 0.51 : 0.5) << what << " at " << x << "," << y;
        if (sizeof(T) == 1 && !above.format.alpha) {
          ASSERT_EQ(mean, (sum + 2) / 4) << what << " at " << x << "," << y;
        }
      }
}

encode_options options_of(std::map<std::string, std::string> settings) {
  encode_options options;
  options.settings = std::move(settings);
  options.settings.try_emplace("pyramid", "true");
  return options;
}

/// Every page of a TIFF.
std::vector<picture> pages_of(const bytes& file) {
  std::vector<picture> pages;
  const int count = open_source(file)->info().pages;
  for (int page = 1; page <= count; ++page) {
    read_options options;
    options.page = page;
    const auto from = open_source(file, options);
    pages.push_back(read(*from));
  }
  return pages;
}

void expect_same(const picture& found, const picture& expected, const std::string& what) {
  ASSERT_EQ(found.format, expected.format) << what;
  EXPECT_EQ(found.data, expected.data) << what;
}

}  // namespace

TEST(pyramid, levels_are_what_the_operator_makes) {
  for (const auto type : {sample_type::u8, sample_type::u16, sample_type::f32})
    for (int channels = 1; channels <= 4; ++channels)
      for (const extent size : {extent{64, 64}, {131, 97}, {33, 70}, {1, 75}, {90, 1}, {17, 16}}) {
        const auto pages = pages_of(write(make(make_format(type, channels, size)), ".tif",
                                          options_of({{"tile", "16"}, {"compression", "lzw"}})));
        ASSERT_GT(pages.size(), 1u);
        for (std::size_t level = 1; level < pages.size(); ++level) {
          const std::string what = std::string(name_of(type)) + " " + std::to_string(channels) + " channels, " +
                                   std::to_string(size.width) + "x" + std::to_string(size.height) + ", level " +
                                   std::to_string(level);
          expect_same(pages[level], resized(pages[level - 1]), what);
          if (type == sample_type::u8) expect_means<std::uint8_t>(pages[level], pages[level - 1], what);
          if (type == sample_type::u16) expect_means<std::uint16_t>(pages[level], pages[level - 1], what);
        }
        const extent last = pages.back().format.size, before = pages[pages.size() - 2].format.size;
        EXPECT_LE(std::max(last.width, last.height), 16);
        EXPECT_GT(std::max(before.width, before.height), 16);
      }
}

TEST(pyramid, of_every_compression_keeps_the_picture) {
  for (const char* compression : {"none", "lzw", "deflate", "zstd", "packbits"})
    for (const extent size : {extent{1, 1}, {16, 16}, {17, 1}, {33, 67}})
      for (const char* big : {"false", "true"}) {
        const picture p = make(make_format(sample_type::u16, 3, size));
        const bytes file =
            write(p, ".tif", options_of({{"compression", compression}, {"tile", "16"}, {"bigtiff", big}}));
        const auto source = open_source(file);
        EXPECT_EQ(source->info().pyramid, std::max(size.width, size.height) > 16);
        EXPECT_EQ(source->info().compression, compression);
        EXPECT_EQ(source->info().stored.find("tiled") != std::string::npos, true);
        EXPECT_EQ(read(*source).data, p.data) << compression;
        std::size_t levels = 1;
        for (extent s = size; std::max(s.width, s.height) > 16; s = half(s)) ++levels;
        EXPECT_EQ(pages_of(file).size(), levels) << compression << size.width;
      }
}

TEST(pyramid, of_jpegs_is_near_the_lossless_one) {
  for (const int channels : {1, 3}) {
    const picture p = make(make_format(sample_type::u8, channels, {300, 200}));
    encode_options options = options_of({{"compression", "jpeg"}, {"tile", "64"}});
    options.quality = 95;
    const auto lossy = pages_of(write(p, ".tif", options)),
               lossless = pages_of(write(p, ".tif", options_of({{"tile", "64"}})));
    ASSERT_EQ(lossy.size(), 4u);
    for (std::size_t level = 0; level < lossy.size(); ++level) {
      ASSERT_EQ(lossy[level].format, lossless[level].format);
      double sum = 0;
      for (std::size_t i = 0; i < lossy[level].data.size(); ++i)
        sum += std::abs(static_cast<int>(lossy[level].data[i]) - static_cast<int>(lossless[level].data[i]));
      EXPECT_LT(sum / static_cast<double>(lossy[level].data.size()), 6) << channels << " channels, level " << level;
    }
  }
}

TEST(pyramid, below_the_first_directory) {
  const scratch_folder folder;
  const picture p = make(make_format(sample_type::u8, 3, {100, 70}));
  save(folder / "x.tif", write(p, ".tif", options_of({{"pyramid", "subifd"}, {"tile", "32"}})));
  EXPECT_EQ(open_source(folder / "x.tif")->info().pages, 1);
  TIFF* const file = TIFFOpen((folder / "x.tif").c_str(), "r");
  ASSERT_NE(file, nullptr);
  std::uint16_t count = 0;
  std::uint64_t* offsets = nullptr;
  ASSERT_EQ(TIFFGetField(file, TIFFTAG_SUBIFD, &count, &offsets), 1);
  ASSERT_EQ(count, 2);
  const std::vector<std::uint64_t> places(offsets, offsets + count);
  extent size{100, 70};
  for (const std::uint64_t place : places) {
    ASSERT_EQ(TIFFSetSubDirectory(file, place), 1);
    std::uint32_t width = 0, height = 0, kind = 0;
    TIFFGetField(file, TIFFTAG_IMAGEWIDTH, &width);
    TIFFGetField(file, TIFFTAG_IMAGELENGTH, &height);
    TIFFGetField(file, TIFFTAG_SUBFILETYPE, &kind);
    size = half(size);
    EXPECT_EQ((extent{width, height}), size);
    EXPECT_EQ(kind, static_cast<std::uint32_t>(FILETYPE_REDUCEDIMAGE));
  }
  TIFFClose(file);
}

TEST(pyramid, tiles_hold_nothing_beside_their_pixels) {
  const picture p = make(make_format(sample_type::u8, 3, {256, 256}));
  const bytes file = write(p, ".tif", options_of({{"compression", "none"}, {"tile", "16"}}));
  std::size_t tiles = 0;
  for (std::size_t side = 256; side >= 16; side /= 2) tiles += side * side * 3;
  EXPECT_LT(file.size(), tiles + 341 * 8 + 5 * 300) << "341 places and sizes of tiles, 5 directories";
}

TEST(pyramid, is_a_big_tiff_where_offsets_need_it) {
  const auto big = [](extent size, std::map<std::string, std::string> settings) {
    encode_options options;
    options.settings = std::move(settings);
    return io::tiff_form_of(make_format(sample_type::u8, 3, size), options).big;
  };
  EXPECT_FALSE(big({33000, 33000}, {})) << "3.0 GiB";
  EXPECT_TRUE(big({33000, 33000}, {{"pyramid", "true"}})) << "a third more";
  EXPECT_FALSE(big({20000, 20000}, {{"pyramid", "true"}}));
  EXPECT_TRUE(big({20000, 20000}, {{"pyramid", "true"}, {"bigtiff", "true"}}));
}

TEST(pyramid, without_a_big_tiff_ends_at_4_gib) {
  const scratch_folder folder;
  io::output_file out(destination::to_path(folder / "x.tif"));
  const std::byte one{1};
  ASSERT_EQ(out.write_at(UINT32_MAX - 10, &one, 1), 0) << "a hole, not bytes";
  const auto form = io::tiff_form_of(make_format(sample_type::u8, 1, {20, 20}), options_of({{"tile", "16"}}));
  io::tiff_levels levels(out, form);
  levels.write({nullptr, {1, 0}, 0}, bytes(5));
  expect_error(error_kind::unsupported, {"x.tif", "4 GiB", "bigtiff"}, [&] {
    levels.write({nullptr, {1, 0}, 0}, bytes(5));
  });
}

TEST(pyramid, of_a_huge_picture_takes_little_memory) {
  encode_options options = options_of({});
  options.threads = 2;
  const auto tiff = *container_of_name("x.tif");
  const format huge = make_format(sample_type::u8, 3, {20000, 20000});
  EXPECT_LT(encoder_memory(tiff, huge, options), std::size_t{150} << 20);
  const format tall = make_format(sample_type::u8, 3, {1000, 2000000});
  EXPECT_LT(encoder_memory(tiff, tall, options), std::size_t{16} << 20) << "a tall one costs no more than its tables";
}

TEST(pyramid, refuses_other_words) {
  expect_error(error_kind::usage, {"-O pyramid=maybe", "subifd"}, [] {
    check_settings(*container_of_name("x.tif"), options_of({{"pyramid", "maybe"}}));
  });
  expect_error(error_kind::usage, {"-O pyramid", "PNG", "interlace"},
               [] { check_settings(*container_of_name("x.png"), options_of({})); });
}
