// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <png.h>

#include <vector>

#include "io/pictures.hpp"

namespace pictures {

/// A PNG that our sink does not write: palettes, few bits, transparent colours. Rows are packed as in the file.
struct raw_png {
  int width, height, bits, colour_type;
  std::vector<std::vector<png_byte>> rows;
  std::vector<png_color> palette = {};
  std::vector<png_byte> palette_alpha = {};
  bool has_transparent = false;
  png_color_16 transparent = {};
};

inline bytes write_raw(const raw_png& p) {
  bytes file;
  png_structp codec = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(codec);
  const auto put = [](png_structp c, png_bytep data, std::size_t n) {
    auto& to = *static_cast<bytes*>(png_get_io_ptr(c));
    to.insert(to.end(), reinterpret_cast<std::byte*>(data), reinterpret_cast<std::byte*>(data) + n);
  };
  png_set_write_fn(codec, &file, put, [](png_structp) {});
  png_set_IHDR(codec, info, static_cast<png_uint_32>(p.width), static_cast<png_uint_32>(p.height), p.bits,
               p.colour_type, PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!p.palette.empty()) png_set_PLTE(codec, info, p.palette.data(), static_cast<int>(p.palette.size()));
  if (!p.palette_alpha.empty())
    png_set_tRNS(codec, info, p.palette_alpha.data(), static_cast<int>(p.palette_alpha.size()), nullptr);
  if (p.has_transparent) png_set_tRNS(codec, info, nullptr, 0, &p.transparent);
  png_write_info(codec, info);
  for (const auto& row : p.rows) png_write_row(codec, row.data());
  png_write_end(codec, nullptr);
  png_destroy_write_struct(&codec, &info);
  return file;
}

}  // namespace pictures
