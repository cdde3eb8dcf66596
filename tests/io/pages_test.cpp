// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "io/expect.hpp"
#include "io/pictures.hpp"
#include "io/raw_tiff.hpp"

using namespace tessera;
using namespace pictures;

namespace {

/// Three pages of one row, 2, 3 and 4 pixels wide, whose samples and names are their numbers; the later ones smaller versions if asked.
bytes three_pages(const char* mode, bool reduced = false) {
  return write_raw(
      [reduced](TIFF* t) {
        for (int page = 1; page <= 3; ++page) {
          set_fields(t, 1 + page, 1, 8, 1, PHOTOMETRIC_MINISBLACK);
          TIFFSetField(t, TIFFTAG_PAGENAME, std::to_string(page).c_str());
          if (reduced && page > 1) TIFFSetField(t, TIFFTAG_SUBFILETYPE, FILETYPE_REDUCEDIMAGE);
          put_rows<std::uint8_t>(
              t, {std::vector<std::uint8_t>(static_cast<std::size_t>(page) + 1, static_cast<std::uint8_t>(page))});
          TIFFWriteDirectory(t);
        }
      },
      mode);
}

read_options page(int number) {
  read_options options;
  options.page = number;
  return options;
}

}  // namespace

TEST(pages, each_is_read_with_what_belongs_to_it) {
  for (const char* mode : {"wl", "wb", "w8l", "w8b"}) {
    const bytes file = three_pages(mode);
    for (int number = 1; number <= 3; ++number) {
      const auto source = open_source(file, page(number));
      EXPECT_EQ(source->info().pages, 3) << mode;
      EXPECT_FALSE(source->info().pyramid);
      for (int pass = 0; pass < 2; ++pass) {
        const picture p = read(*source);
        ASSERT_EQ(p.format, make_format(sample_type::u8, 1, {1 + number, 1})) << mode;
        EXPECT_EQ(p.sample<u8>(0, 0, 0), number);
        source->rewind();
      }
      const bytes& block = source->info().extra.exif;
      const std::string text(reinterpret_cast<const char*>(block.data()), block.size());
      EXPECT_NE(text.find(static_cast<char>('0' + number)), std::string::npos) << "its name is not there";
    }
  }
}

TEST(pages, one_that_is_not_there_is_refused_with_their_number) {
  const bytes file = three_pages("wl");
  expect_error(error_kind::not_found, {"no page 4", "1 to 3", "--page"}, [&] { open_source(file, page(4)); });
  expect_error(error_kind::not_found, {"no page 0"}, [&] { open_source(file, page(0)); });
  for (const char* extension : {".png", ".jpg", ".tif", ".bmp"}) {
    const bytes single = write(make(make_format(sample_type::u8, 1, {4, 4})), extension);
    EXPECT_EQ(open_source(single)->info().pages, 1);
    expect_error(error_kind::not_found, {"no page 2", "one picture", "--page"}, [&] { open_source(single, page(2)); });
  }
}

TEST(pages, smaller_versions_are_told_from_pages) {
  const auto source = open_source(three_pages("wl", true));
  EXPECT_EQ(source->info().pages, 3);
  EXPECT_TRUE(source->info().pyramid);
}

TEST(pages, a_chain_that_bites_its_tail_ends) {
  bytes file = three_pages("wl");
  const auto number = [&](std::size_t at, int size) {
    std::size_t value = 0;
    for (int i = size - 1; i >= 0; --i)
      value = value << 8 | static_cast<std::size_t>(file[at + static_cast<std::size_t>(i)]);
    return value;
  };
  const std::size_t first = number(4, 4), second = number(first + 2 + 12 * number(first, 2), 4);
  const std::size_t link = second + 2 + 12 * number(second, 2);
  for (std::size_t i = 0; i < 4; ++i) file[link + i] = file[4 + i];
  EXPECT_EQ(open_source(file)->info().pages, 2);
  EXPECT_EQ(read(*open_source(file, page(2))).sample<u8>(0, 0, 0), 2);
  expect_error(error_kind::not_found, {"1 to 2"}, [&] { open_source(file, page(3)); });
}
