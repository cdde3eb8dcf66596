// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/png_chunks.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace tessera::inline v0::io {

namespace {

constexpr std::uint32_t largest_block = std::uint32_t{16} << 20;
constexpr std::size_t most_chunks = 4096;

bytes chunk(const input& from, std::uint64_t offset, std::uint32_t size) {
  if (size > largest_block || offset + size > from.size()) return {};
  bytes result(size);
  if (from.read_at(offset, result.data(), size) != size) return {};
  return result;
}

/// Keyword, 0, compression flag and method, language, 0, translated keyword, 0, text; a compressed packet is against the XMP rules.
bytes packet_of_text(const bytes& data) {
  const std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
  constexpr std::size_t keyword = sizeof png_xmp_keyword;
  if (text.size() < keyword + 2 || text.substr(0, keyword) != std::string_view(png_xmp_keyword, keyword) ||
      text[keyword] != 0)
    return {};
  auto at = text.find('\0', keyword + 2);
  if (at != text.npos) at = text.find('\0', at + 1);
  if (at == text.npos) return {};
  return {data.begin() + static_cast<std::ptrdiff_t>(at + 1), data.end()};
}

/// The chunks that are carried as they are, with the size that the standard gives them; 0: any.
struct carried_chunk {
  std::string_view name;
  std::uint32_t size;
  bool colour;
};

constexpr std::array carried_chunks{
    carried_chunk{"gAMA", 4, true},  carried_chunk{"cHRM", 32, true}, carried_chunk{"sRGB", 1, true},
    carried_chunk{"cICP", 4, true},  carried_chunk{"oFFs", 9, false}, carried_chunk{"tIME", 7, false},
    carried_chunk{"tEXt", 0, false}, carried_chunk{"zTXt", 0, false}, carried_chunk{"iTXt", 0, false},
};

const carried_chunk* find_carried(std::string_view name) {
  const auto found = std::ranges::find(carried_chunks, name, &carried_chunk::name);
  return found == carried_chunks.end() ? nullptr : &*found;
}

/// EXIF, XMP and profiles as texts, ImageMagick's way before eXIf: they would contradict what is written in their own places.
bool is_carried_text(const bytes& data) {
  const std::string_view text(reinterpret_cast<const char*>(data.data()), data.size());
  for (const std::string_view start : {"XML:com.adobe.xmp", "Raw profile type exif", "Raw profile type APP1",
                                       "Raw profile type xmp", "Raw profile type icc", "Raw profile type icm"}) {
    if (text.starts_with(start)) return false;
  }
  return !text.empty();
}

void take_chunk(const input& from, std::uint64_t offset, std::uint32_t size, std::string_view name, metadata& to,
                std::uint64_t& budget) {
  const carried_chunk* const known = find_carried(name);
  if (known == nullptr || (known->size != 0 && known->size != size) || size > budget ||
      to.png_chunks.size() >= most_chunks)
    return;
  bytes data = chunk(from, offset, size);
  if (data.empty() || (known->size == 0 && !is_carried_text(data))) return;
  budget -= size;
  to.png_chunks.emplace_back(name, std::move(data));
}

}  // namespace

bool is_png_colour(std::string_view name) {
  const carried_chunk* const known = find_carried(name);
  return known != nullptr && known->colour;
}

int png_metadata(const input& from, metadata& to) {
  std::array<unsigned char, 8> head{};
  std::uint64_t budget = largest_block;
  int pictures = 1;
  bool pixels = false;
  for (std::uint64_t at = 8; from.read_at(at, head.data(), head.size()) == static_cast<std::int64_t>(head.size());) {
    const std::uint32_t size = static_cast<std::uint32_t>(head[0]) << 24 | head[1] << 16 | head[2] << 8 | head[3];
    const std::string_view name(reinterpret_cast<const char*>(head.data()) + 4, 4);
    if (name == "IEND") break;
    // The control of the first frame stands before the pixels where the default image is that frame.
    pixels = pixels || name == "IDAT";
    pictures += pixels && name == "fcTL";
    if (name == "eXIf" && to.exif.empty()) to.exif = chunk(from, at + 8, size);
    if (name == "iTXt" && to.xmp.empty()) to.xmp = packet_of_text(chunk(from, at + 8, size));
    take_chunk(from, at + 8, size, name, to, budget);
    at += std::uint64_t{size} + 12;
  }
  return pictures;
}

}  // namespace tessera::inline v0::io
