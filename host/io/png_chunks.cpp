// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/png_chunks.hpp"

#include <array>
#include <cstring>
#include <string_view>

namespace tessera::inline v0::io {

namespace {

constexpr std::uint32_t largest_block = std::uint32_t{16} << 20;

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

}  // namespace

void png_metadata(const input& from, metadata& to) {
  std::array<unsigned char, 8> head{};
  for (std::uint64_t at = 8; from.read_at(at, head.data(), head.size()) == static_cast<std::int64_t>(head.size());) {
    const std::uint32_t size = static_cast<std::uint32_t>(head[0]) << 24 | head[1] << 16 | head[2] << 8 | head[3];
    const std::string_view name(reinterpret_cast<const char*>(head.data()) + 4, 4);
    if (name == "IEND") return;
    if (name == "eXIf" && to.exif.empty()) to.exif = chunk(from, at + 8, size);
    if (name == "iTXt" && to.xmp.empty()) to.xmp = packet_of_text(chunk(from, at + 8, size));
    at += std::uint64_t{size} + 12;
  }
}

}  // namespace tessera::inline v0::io
