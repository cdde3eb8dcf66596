// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/other_headers.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace tessera::inline v0::io {

namespace {

constexpr std::size_t head_bytes = 512;

std::int64_t little(std::string_view p, std::size_t at, int size) {
  std::int64_t result = 0;
  for (int i = size - 1; i >= 0; --i)
    result = result << 8 | static_cast<unsigned char>(p[at + static_cast<std::size_t>(i)]);
  return result;
}

std::int64_t big(std::string_view p, std::size_t at, int size) {
  std::int64_t result = 0;
  for (int i = 0; i < size; ++i) result = result << 8 | static_cast<unsigned char>(p[at + static_cast<std::size_t>(i)]);
  return result;
}

/// RFC 9649.
std::optional<extent> webp_size(std::string_view p) {
  if (p.size() < 30) return std::nullopt;
  const auto chunk = p.substr(12, 4);
  if (chunk == "VP8X") return extent{little(p, 24, 3) + 1, little(p, 27, 3) + 1};
  if (chunk == "VP8L") return extent{(little(p, 21, 4) & 0x3fff) + 1, (little(p, 21, 4) >> 14 & 0x3fff) + 1};
  if (chunk == "VP8 ") return extent{little(p, 26, 2) & 0x3fff, little(p, 28, 2) & 0x3fff};
  return std::nullopt;
}

std::optional<extent> bmp_size(std::string_view p) {
  if (p.size() < 26) return std::nullopt;
  if (little(p, 14, 4) == 12) return extent{little(p, 18, 2), little(p, 20, 2)};
  return extent{static_cast<std::int32_t>(little(p, 18, 4)),
                std::abs(std::int64_t{static_cast<std::int32_t>(little(p, 22, 4))})};
}

/// Two numbers after the magic, with blanks and # comments between.
std::optional<extent> pnm_size(std::string_view p) {
  std::array<std::int64_t, 2> numbers{};
  std::size_t at = 2;
  for (std::int64_t& number : numbers) {
    while (at < p.size() && (std::strchr(" \t\r\n", p[at]) != nullptr || p[at] == '#')) {
      if (p[at] == '#') at = std::min(p.find('\n', at), p.size());
      else ++at;
    }
    const std::size_t start = at;
    while (at < p.size() && p[at] >= '0' && p[at] <= '9' && at - start < 12) number = number * 10 + (p[at++] - '0');
    if (at == start) return std::nullopt;
  }
  return extent{numbers[0], numbers[1]};
}

std::optional<extent> jpeg2000_size(std::string_view p) {
  if (const auto box = p.find("ihdr"); box != p.npos && box + 12 <= p.size())
    return extent{big(p, box + 8, 4), big(p, box + 4, 4)};
  if (p.substr(0, 4) == "\xff\x4f\xff\x51" && p.size() >= 24)
    return extent{big(p, 8, 4) - big(p, 16, 4), big(p, 12, 4) - big(p, 20, 4)};
  return std::nullopt;
}

}  // namespace

std::optional<extent> stated_size(const input& from) {
  std::string head(head_bytes, '\0');
  const std::int64_t n = from.read_at(0, head.data(), head.size());
  head.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  const auto type = container_of_content(std::as_bytes(std::span(head)));
  if (!type) return std::nullopt;
  if (type->name == "WebP") return webp_size(head);
  if (type->name == "BMP") return bmp_size(head);
  if (type->name == "JPEG 2000") return jpeg2000_size(head);
  if (type->name == "Sun raster" && head.size() >= 12) return extent{big(head, 4, 4), big(head, 8, 4)};
  if (head[0] == 'P' && type->name != "PAM") return pnm_size(head);
  return std::nullopt;
}

namespace {

/// Comments stand on lines of their own in the header, as in the other portable maps; PFM's own text knows none.
void remove_comments(bytes& file) {
  constexpr int most = 64;
  int comments = 0;
  for (std::size_t line = 0, at = 0; line < 3 && at < file.size() && at < head_bytes;) {
    const auto start = file.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = std::find(start, file.end(), std::byte{'\n'});
    if (end == file.end()) return;
    if (*start == std::byte{'#'} && ++comments <= most) {
      file.erase(start, end + 1);
      continue;
    }
    at = static_cast<std::size_t>(end - file.begin()) + 1;
    ++line;
  }
}

/// Up to eight bits without a table are gray, and of one bit 1 is black (rasterfile.h); the table says so.
void insert_gray_table(bytes& file) {
  constexpr std::size_t header = 32;
  if (file.size() < header) return;
  const std::string_view head(reinterpret_cast<const char*>(file.data()), header);
  const auto bits = big(head, 12, 4);
  if ((bits != 1 && bits != 8) || big(head, 24, 4) != 0 || big(head, 28, 4) != 0) return;
  const std::size_t colours = std::size_t{1} << bits;
  bytes table(3 * colours);
  for (std::size_t i = 0; i < table.size(); ++i)
    table[i] = static_cast<std::byte>(bits == 1 ? 255 * (1 - i % 2) : i % 256);
  file[27] = std::byte{1};
  file[30] = static_cast<std::byte>(table.size() >> 8);
  file[31] = static_cast<std::byte>(table.size() & 0xff);
  file.insert(file.begin() + header, table.begin(), table.end());
}

}  // namespace

void amend(const std::string& type, bytes& file) {
  if (type == "PFM") remove_comments(file);
  if (type == "Sun raster") insert_gray_table(file);
}

}  // namespace tessera::inline v0::io
