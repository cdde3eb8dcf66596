// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/webp.hpp"

#include <array>
#include <cstring>
#include <string_view>

#include "tessera/host/io/byte_order.hpp"
#include "tessera/host/io/exif.hpp"

namespace tessera::inline v0::io {

namespace {

std::uint64_t number(std::string_view p, std::size_t at) {
  std::uint64_t result = 0;
  for (std::size_t i = 4; i > 0; --i) result = result << 8 | static_cast<unsigned char>(p[at + i - 1]);
  return result;
}

/// Calls `use(name, offset of the content, size)` for each chunk of a RIFF file.
template <class F>
void for_each_chunk(const input& from, F&& use) {
  std::array<char, 8> raw{};
  for (std::uint64_t at = 12; from.read_at(at, raw.data(), raw.size()) == static_cast<std::int64_t>(raw.size());) {
    const std::string_view head(raw.data(), raw.size());
    const auto size = static_cast<std::uint64_t>(number(head, 4));
    use(head.substr(0, 4), at + 8, size);
    at += 8 + size + size % 2;
  }
}

void put_riff_chunk(bytes& to, std::string_view name, std::span<const std::byte> data) {
  if (data.empty()) return;
  put_name(to, name);
  put_little_endian(to, data.size(), 4);
  to.insert(to.end(), data.begin(), data.end());
  if (data.size() % 2 != 0) to.push_back(std::byte{0});
}

}  // namespace

bool is_lossless_webp(const input& from) {
  bool found = false;
  for_each_chunk(from, [&](std::string_view name, std::uint64_t, std::uint64_t) { found = found || name == "VP8L"; });
  return found;
}

bool is_animated_webp(const input& from) {
  std::array<char, 21> raw{};
  if (from.read_at(0, raw.data(), raw.size()) != static_cast<std::int64_t>(raw.size())) return false;
  const std::string_view head(raw.data(), raw.size());
  return head.substr(12, 4) == "VP8X" && (head[20] & 2) != 0;
}

std::vector<std::span<const std::byte>> webp_frames(std::span<const std::byte> file) {
  constexpr std::uint64_t smallest = 16 + 8;
  std::vector<std::span<const std::byte>> result;
  for_each_chunk(input(file, "WebP"), [&](std::string_view name, std::uint64_t at, std::uint64_t size) {
    if (name == "ANMF" && size >= smallest && at + size <= file.size()) result.push_back(file.subspan(at, size));
  });
  return result;
}

namespace {

void webp_blocks(const input& from, metadata& to) {
  constexpr std::uint64_t largest = std::uint64_t{16} << 20;
  for_each_chunk(from, [&](std::string_view name, std::uint64_t at, std::uint64_t size) {
    bytes* const block = name == "ICCP" ? &to.icc : name == "EXIF" ? &to.exif : name == "XMP " ? &to.xmp : nullptr;
    if (block == nullptr || size > largest || at + size > from.size()) return;
    block->resize(size);
    if (from.read_at(at, block->data(), size) != static_cast<std::int64_t>(size)) block->clear();
  });
  // Some writers keep JPEG's prefix.
  if (to.exif.size() > 6 && std::memcmp(to.exif.data(), "Exif\0\0", 6) == 0)
    to.exif.erase(to.exif.begin(), to.exif.begin() + 6);
}

}  // namespace

void take_webp_metadata(const input& from, picture_info& to) {
  webp_blocks(from, to.extra);
  const auto tree = parse_exif(to.extra.exif);
  if (!tree) return;
  to.orientation = orientation_of(*tree);
  resolution_from_exif(*tree, to.extra);
}

bytes webp_with_blocks(std::span<const std::byte> file, const format& layout, const metadata& extra) {
  bytes result(file.begin(), file.begin() + 12), head;
  const int flags = (extra.icc.empty() ? 0 : 0x20) | (layout.alpha ? 0x10 : 0) | (extra.exif.empty() ? 0 : 8) |
                    (extra.xmp.empty() ? 0 : 4);
  put_little_endian(head, static_cast<std::uint64_t>(flags), 4);
  put_little_endian(head, static_cast<std::uint64_t>(layout.size.width - 1), 3);
  put_little_endian(head, static_cast<std::uint64_t>(layout.size.height - 1), 3);
  put_riff_chunk(result, "VP8X", head);
  put_riff_chunk(result, "ICCP", extra.icc);
  for_each_chunk(input(file, "WebP"), [&](std::string_view name, std::uint64_t at, std::uint64_t size) {
    if (name != "VP8X" && at + size <= file.size()) put_riff_chunk(result, name, file.subspan(at, size));
  });
  put_riff_chunk(result, "EXIF", extra.exif);
  put_riff_chunk(result, "XMP ", extra.xmp);
  bytes length;
  put_little_endian(length, result.size() - 8, 4);
  std::copy(length.begin(), length.end(), result.begin() + 4);
  return result;
}

}  // namespace tessera::inline v0::io
