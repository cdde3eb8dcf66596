// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>
#include <string_view>

#include "tessera/host/io/deepzoom.hpp"
#include "tessera/host/io/open.hpp"

namespace tessera::inline v0 {

namespace {

struct known_extension {
  const char* extension;
  container kind;
  const char* name;
  const char* canonical;
};

/// JPEG, PNG, TIFF, DeepZoom and what Debian's OpenCV encodes.
constexpr std::array extensions{
    known_extension{"jpg", container::jpeg, "JPEG", ".jpg"},
    known_extension{"jpeg", container::jpeg, "JPEG", ".jpg"},
    known_extension{"jpe", container::jpeg, "JPEG", ".jpg"},
    known_extension{"png", container::png, "PNG", ".png"},
    known_extension{"tif", container::tiff, "TIFF", ".tif"},
    known_extension{"tiff", container::tiff, "TIFF", ".tif"},
    known_extension{"dzi", container::deepzoom, "DeepZoom", ".dzi"},
    known_extension{"webp", container::other, "WebP", ".webp"},
    known_extension{"bmp", container::other, "BMP", ".bmp"},
    known_extension{"dib", container::other, "BMP", ".bmp"},
    known_extension{"ppm", container::other, "PPM", ".ppm"},
    known_extension{"pgm", container::other, "PGM", ".pgm"},
    known_extension{"pnm", container::other, "PNM", ".pnm"},
    known_extension{"jp2", container::other, "JPEG 2000", ".jp2"},
    known_extension{"ras", container::other, "Sun raster", ".ras"},
    known_extension{"sr", container::other, "Sun raster", ".ras"},
    known_extension{"hdr", container::other, "Radiance HDR", ".hdr"},
    known_extension{"pic", container::other, "Radiance HDR", ".hdr"},
    known_extension{"pfm", container::other, "PFM", ".pfm"},
};

struct file_start {
  std::string_view start;
  std::size_t offset;
  container kind;
  const char* name;
  const char* extension;
};

using namespace std::string_view_literals;

constexpr std::array file_starts{
    file_start{"\xff\xd8\xff"sv, 0, container::jpeg, "JPEG", ".jpg"},
    file_start{"\x89PNG\r\n\x1a\n"sv, 0, container::png, "PNG", ".png"},
    file_start{"II*\0"sv, 0, container::tiff, "TIFF", ".tif"},
    file_start{"MM\0*"sv, 0, container::tiff, "TIFF", ".tif"},
    file_start{"II+\0"sv, 0, container::tiff, "TIFF", ".tif"},
    file_start{"MM\0+"sv, 0, container::tiff, "TIFF", ".tif"},
    file_start{"GIF8"sv, 0, container::other, "GIF", ".gif"},
    file_start{"WEBP"sv, 8, container::other, "WebP", ".webp"},
    file_start{"BM"sv, 0, container::other, "BMP", ".bmp"},
    file_start{"P1"sv, 0, container::other, "PBM", ".pbm"},
    file_start{"P4"sv, 0, container::other, "PBM", ".pbm"},
    file_start{"P2"sv, 0, container::other, "PGM", ".pgm"},
    file_start{"P5"sv, 0, container::other, "PGM", ".pgm"},
    file_start{"P3"sv, 0, container::other, "PPM", ".ppm"},
    file_start{"P6"sv, 0, container::other, "PPM", ".ppm"},
    file_start{"P7\n"sv, 0, container::other, "PAM", ".pam"},
    file_start{"Pf"sv, 0, container::other, "PFM", ".pfm"},
    file_start{"PF"sv, 0, container::other, "PFM", ".pfm"},
    file_start{"\0\0\0\x0cjP  \r\n\x87\n"sv, 0, container::other, "JPEG 2000", ".jp2"},
    file_start{"\xff\x4f\xff\x51"sv, 0, container::other, "JPEG 2000", ".jp2"},
    file_start{"#?RADIANCE"sv, 0, container::other, "Radiance HDR", ".hdr"},
    file_start{"#?RGBE"sv, 0, container::other, "Radiance HDR", ".hdr"},
    file_start{"\x76\x2f\x31\x01"sv, 0, container::other, "OpenEXR", ".exr"},
    file_start{"\x59\xa6\x6a\x95"sv, 0, container::other, "Sun raster", ".ras"},
};

std::string lower_extension(std::string_view path) {
  const auto slash = path.rfind('/');
  if (slash != std::string_view::npos) path.remove_prefix(slash + 1);
  const auto dot = path.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return {};
  std::string result(path.substr(dot + 1));
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

format storable_elsewhere(const std::string& extension, const format& wanted) {
  const int colours = wanted.channels < 3 ? 1 : 3;
  const sample_type integer = wanted.type == sample_type::u8 ? sample_type::u8 : sample_type::u16;
  if (extension == ".webp") return make_format(sample_type::u8, wanted.alpha ? 4 : 3, wanted.size);
  // Four channels would be written as 32 bits without a mask for alpha, which no reader takes for alpha.
  if (extension == ".bmp") return make_format(sample_type::u8, colours, wanted.size);
  if (extension == ".ppm") return make_format(integer, 3, wanted.size);
  if (extension == ".pgm") return make_format(integer, 1, wanted.size);
  if (extension == ".pnm" || extension == ".jp2") return make_format(integer, colours, wanted.size);
  if (extension == ".hdr") return make_format(sample_type::f32, 3, wanted.size);
  if (extension == ".pfm") return make_format(sample_type::f32, colours, wanted.size);
  return make_format(sample_type::u8, colours, wanted.size);
}

}  // namespace

std::optional<file_type> container_of_name(std::string_view path) {
  const std::string wanted = lower_extension(path);
  const auto found = std::ranges::find_if(extensions, [&](const known_extension& e) { return wanted == e.extension; });
  if (found == extensions.end()) return std::nullopt;
  return file_type{found->kind, found->name, found->canonical};
}

std::optional<file_type> container_of_content(std::span<const std::byte> head) {
  for (const file_start& s : file_starts) {
    if (head.size() < s.offset + s.start.size()) continue;
    if (std::memcmp(head.data() + s.offset, s.start.data(), s.start.size()) != 0) continue;
    return file_type{s.kind, s.name, s.extension};
  }
  return std::nullopt;
}

const std::vector<std::string>& writable_extensions() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const known_extension& e : extensions) all.emplace_back(e.extension);
    return all;
  }();
  return names;
}

format storable(const file_type& type, const format& wanted, const encode_options& options) {
  const format usual = make_format(wanted.type, wanted.channels, wanted.size);
  switch (type.kind) {
    case container::jpeg:
      return make_format(sample_type::u8, wanted.channels < 3 ? 1 : 3, wanted.size);
    case container::png:
      return usual.type == sample_type::f32 ? make_format(sample_type::u16, usual.channels, usual.size) : usual;
    case container::tiff: {
      const auto compression = options.settings.find("compression");
      if (compression == options.settings.end() || compression->second != "jpeg") return usual;
      return make_format(sample_type::u8, wanted.channels < 3 ? 1 : 3, wanted.size);
    }
    case container::deepzoom:
      return storable(io::deepzoom_tiles(options), wanted, {});
    case container::other:
      break;
  }
  return storable_elsewhere(type.extension, usual);
}

encode_options like_input(encode_options options, const picture_info& input) {
  if (options.keep_quality && input.kind == container::jpeg && input.quality > 0) options.quality = input.quality;
  if (input.kind == container::tiff || input.compression == "lossless") options.input_compression = input.compression;
  return options;
}

}  // namespace tessera::inline v0
