// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstring>

#include "io/expect.hpp"
#include "io/pictures.hpp"

using namespace tessera;
using namespace pictures;

namespace {

struct sample_file {
  std::string name;
  bytes data;
};

std::vector<sample_file> sample_files() {
  std::vector<sample_file> result;
  const auto add = [&](const char* extension, int channels, std::map<std::string, std::string> settings) {
    encode_options options;
    options.settings = std::move(settings);
    picture p = make(make_format(sample_type::u8, channels, {40, 30}));
    p.extra.dpi_x = p.extra.dpi_y = 300;
    std::string name = extension;
    for (const auto& [key, value] : options.settings) name += " " + key + "=" + value;
    result.push_back({name, write(p, extension, options)});
  };
  add(".jpg", 3, {});
  add(".jpg", 3, {{"progressive", "true"}, {"restart", "1"}});
  add(".png", 4, {});
  add(".png", 3, {{"interlace", "true"}});
  for (const char* compression : {"none", "lzw", "deflate", "zstd", "packbits", "jpeg"})
    add(".tif", 3, {{"compression", compression}});
  add(".tif", 3, {{"tile", "16"}, {"bigtiff", "true"}});
  add(".webp", 3, {});
  add(".bmp", 3, {});
  return result;
}

/// True if the file gave all its pixels, false if it was refused with an error of ours; anything else escapes and fails the test.
bool survives(const bytes& file) {
  read_options options;
  options.limit_pixels = 1 << 20;  // so that a size made huge costs no time
  try {
    read(*open_source(file, options));
    return true;
  } catch (const error& e) {
    EXPECT_NE(e.kind(), error_kind::usage);
    EXPECT_FALSE(e.file().empty());
    return false;
  }
}

bytes patched(bytes file, std::size_t offset, std::initializer_list<int> values) {
  for (const int v : values) file.at(offset++) = static_cast<std::byte>(v);
  return file;
}

std::size_t frame_header(const bytes& jpeg) {
  for (std::size_t i = 2;;
       i += 2 + (static_cast<std::size_t>(jpeg.at(i + 2)) << 8 | static_cast<std::size_t>(jpeg.at(i + 3)))) {
    if (jpeg.at(i + 1) >= std::byte{0xc0} && jpeg.at(i + 1) <= std::byte{0xc2}) return i;
  }
}

/// A PNG that claims that size.
bytes png_claiming(unsigned width, unsigned height) {
  bytes file = write(make(make_format(sample_type::u8, 3, {8, 8})), ".png");
  const auto put = [&](std::size_t at, unsigned value) {
    for (int i = 0; i < 4; ++i)
      file.at(at + static_cast<std::size_t>(i)) = static_cast<std::byte>(value >> (24 - 8 * i) & 0xff);
  };
  put(16, width);
  put(20, height);
  put(29, static_cast<unsigned>(crc32(0, reinterpret_cast<const Bytef*>(file.data()) + 12, 17)));
  return file;
}

}  // namespace

TEST(damage, every_truncation_is_refused) {
  for (const sample_file& f : sample_files()) {
    const bool ends_marked = f.name.starts_with(".jpg") || f.name.starts_with(".png");
    std::size_t accepted = 0;
    for (std::size_t size = 0; size < f.data.size(); ++size)
      accepted += survives({f.data.begin(), f.data.begin() + static_cast<std::ptrdiff_t>(size)});
    if (ends_marked) {
      EXPECT_EQ(accepted, 0u) << f.name;
    }
    // In the others some last bytes may be padding, or pixels may be missing that OpenCV makes up.
    if (f.name.starts_with(".tif")) {
      EXPECT_LT(accepted, 16u) << f.name;
    }
    EXPECT_TRUE(survives(f.data)) << f.name;
  }
}

TEST(damage, a_flipped_bit_never_crashes) {
  for (const sample_file& f : sample_files()) {
    std::size_t accepted = 0, tried = 0;
    for (std::size_t i = 0; i < f.data.size(); ++i) {
      for (const int bit : {static_cast<int>(i % 8), static_cast<int>((i + 4) % 8)}) {
        bytes file = f.data;
        file[i] ^= static_cast<std::byte>(1 << bit);
        accepted += survives(file);
        ++tried;
      }
    }
    if (f.name.starts_with(".png")) {
      EXPECT_EQ(accepted, 0u) << f.name << ": every byte is under a checksum";
    }
    EXPECT_LT(accepted, tried) << f.name;
  }
}

TEST(damage, noise_after_a_signature_never_crashes) {
  std::uint32_t state = 7;
  for (const sample_file& f : sample_files()) {
    for (int round = 0; round < 200; ++round) {
      bytes file(f.data.begin(), f.data.begin() + 12);
      for (int i = 0; i < 400; ++i)
        file.push_back(static_cast<std::byte>((state = state * 1664525u + 1013904223u) >> 24));
      survives(file);
    }
  }
}

TEST(damage, a_cut_file_says_where) {
  for (const char* extension : {".jpg", ".png"}) {
    const bytes file = write(make(make_format(sample_type::u8, 3, {200, 150})), extension);
    const bytes half(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2));
    expect_error(error_kind::unreadable, {"photo", "cut short after row", "of 150", "copy it again"}, [&] {
      const auto source = open_source(half, {}, std::string("photo") + extension);
      read(*source);
    });
  }
}

TEST(damage, sizes_are_checked_before_memory_is_touched) {
  const auto open = [](const bytes& file, const read_options& options = {}) {
    return [&file, options] { open_source(file, options); };
  };
  const std::vector<std::string> words{"--limit-pixels", "claims"};
  expect_error(error_kind::limit, words, open(png_claiming(2147483647, 2147483647)));
  expect_error(error_kind::limit, words, open(png_claiming(65536, 65536)));
  const bytes jpeg = write(make(make_format(sample_type::u8, 3, {8, 8})), ".jpg");
  expect_error(error_kind::limit, words, open(patched(jpeg, frame_header(jpeg) + 5, {0xff, 0xdc, 0xff, 0xdc})));
  read_options small;
  small.limit_pixels = 64 * 64 - 1;
  for (const char* extension : {".jpg", ".png", ".tif", ".bmp", ".webp", ".ppm", ".jp2", ".ras", ".pfm"}) {
    const auto type = *container_of_name(std::string("x") + extension);
    const bytes file = write(make(storable(type, make_format(sample_type::u8, 3, {64, 64}))), extension);
    expect_error(error_kind::limit, {"--limit-pixels", "64x64", "4095"}, open(file, small));
    read_options enough;
    enough.limit_pixels = 64 * 64;
    EXPECT_NO_THROW(open_source(file, enough)) << extension;
  }
}

TEST(damage, what_must_be_kept_as_a_whole_has_a_limit) {
  encode_options options;
  options.settings = {{"progressive", "true"}};
  const bytes jpeg = write(make(make_format(sample_type::u8, 3, {8, 8})), ".jpg", options);
  const bytes claiming = patched(jpeg, frame_header(jpeg) + 5, {40000 >> 8, 40000 & 255, 40000 >> 8, 40000 & 255});
  expect_error(error_kind::limit, {"progressive"}, [&] { open_source(claiming); });
  options.settings = {{"interlace", "true"}};
  read_options tight;
  tight.limit_bytes = 1000;
  const bytes png = write(make(make_format(sample_type::u8, 3, {40, 40})), ".png", options);
  expect_error(error_kind::limit, {"interlaced"}, [&] { open_source(png, tight); });
}

TEST(damage, what_is_no_picture_is_described) {
  const auto text = [](const char* words) {
    return bytes(reinterpret_cast<const std::byte*>(words),
                 reinterpret_cast<const std::byte*>(words) + std::strlen(words));
  };
  expect_error(error_kind::unreadable, {"a.jpg", "its name says JPEG", "an HTML page"},
               [&] { open_source(text("<!DOCTYPE html><title>404</title>"), {}, "a.jpg"); });
  expect_error(error_kind::unreadable, {"notes", "text"}, [&] { open_source(text("Dear diary"), {}, "notes"); });
  expect_error(error_kind::unreadable, {"a.png", "nothing but zeros"}, [&] { open_source(bytes(100), {}, "a.png"); });
  expect_error(error_kind::unsupported, {"Photoshop", "convert it"},
               [&] { open_source(text("8BPS........"), {}, "a.psd"); });
  expect_error(error_kind::unreadable, {"a.jpg", "empty"}, [&] { open_source(bytes(), {}, "a.jpg"); });
}

TEST(damage, what_opencv_would_hand_on_is_refused) {
  const bytes pfm = write(make(make_format(sample_type::f32, 3, {9, 9})), ".pfm");
  for (const auto& [offset, name] : {std::pair{128u, "DICM"}, std::pair{140u, "DTED"}}) {
    bytes file = pfm;
    std::memcpy(file.data() + offset, name, 4);
    expect_error(error_kind::unreadable, {"a.pfm", "is a PFM", "marked"}, [&] { open_source(file, {}, "a.pfm"); });
    const std::byte comment[] = {std::byte{'#'}, std::byte{'\n'}};  // taken out before OpenCV sees the file
    file.insert(file.begin() + 3, std::begin(comment), std::end(comment));
    expect_error(error_kind::unreadable, {"a.pfm", "is a PFM", "marked"}, [&] { open_source(file, {}, "a.pfm"); });
  }
}

TEST(damage, the_content_decides_not_the_name) {
  const scratch_folder folder;
  const picture p = make(make_format(sample_type::u8, 3, {9, 9}));
  save(folder / "wrong.jpg", write(p, ".png"));
  const auto source = open_source(folder / "wrong.jpg");
  EXPECT_EQ(source->info().format_name, "PNG");
  EXPECT_EQ(read(*source).data, p.data);
}
