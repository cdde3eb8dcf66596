// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/other_headers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
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

/// RFC 9649. libwebp keeps four bytes more for each pixel of a lossless picture, and a plane of alpha.
std::optional<stated_picture> webp_picture(std::string_view p) {
  if (p.size() < 30) return std::nullopt;
  const auto chunk = p.substr(12, 4);
  // What is inside it is not looked at: a canvas without alpha may be lossless, too.
  if (chunk == "VP8X") return stated_picture{{little(p, 24, 3) + 1, little(p, 27, 3) + 1}, 8};
  if (chunk == "VP8L")
    return stated_picture{{(little(p, 21, 4) & 0x3fff) + 1, (little(p, 21, 4) >> 14 & 0x3fff) + 1}, 8};
  if (chunk == "VP8 ") return stated_picture{{little(p, 26, 2) & 0x3fff, little(p, 28, 2) & 0x3fff}, 3};
  return std::nullopt;
}

std::optional<stated_picture> bmp_picture(std::string_view p) {
  if (p.size() < 30) return std::nullopt;
  if (little(p, 14, 4) == 12) return stated_picture{{little(p, 18, 2), little(p, 20, 2)}, 3};
  return stated_picture{{static_cast<std::int32_t>(little(p, 18, 4)),
                         std::abs(std::int64_t{static_cast<std::int32_t>(little(p, 22, 4))})},
                        little(p, 28, 2) == 32 ? 4u : 3u};
}

/// The words of a header in text, however long it is; comments left out.
class word_reader {
 public:
  explicit word_reader(const input& from) : from_(from) {}

  /// Empty at the end.
  std::string next() {
    constexpr std::size_t longest = 24;
    std::string word;
    for (int c = get(); c >= 0; c = get()) {
      if (c == '#')
        while (c >= 0 && c != '\n') c = get();
      const bool blank = c < 0 || std::strchr(" \t\r\n", c) != nullptr;
      if (blank && !word.empty()) break;
      if (word == "0") word.clear();
      if (!blank && word.size() < longest) word.push_back(static_cast<char>(c));
    }
    return word;
  }

  /// The next word as a number; what is no number is 0, what is too large the largest.
  std::int64_t number() {
    const std::string word = next();
    std::int64_t value = 0;
    const auto [end, failure] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (failure == std::errc::result_out_of_range) return INT64_MAX;
    return end == word.data() + word.size() ? value : 0;
  }

 private:
  int get() {
    if (taken_ == filled_) {
      const std::int64_t n = from_.read_at(position_, buffer_.data(), buffer_.size());
      if (n <= 0) return -1;
      position_ += static_cast<std::uint64_t>(n);
      taken_ = 0;
      filled_ = static_cast<std::size_t>(n);
    }
    return buffer_[taken_++];
  }

  const input& from_;
  std::array<unsigned char, 4096> buffer_{};
  std::size_t taken_ = 0, filled_ = 0;
  std::uint64_t position_ = 0;
};

/// PBM, PGM, PPM and PFM: two numbers after the magic, and what white is.
std::optional<stated_picture> map_picture(const input& from, bool real) {
  word_reader words(from);
  const std::string magic = words.next();
  if (magic.size() != 2) return std::nullopt;
  const std::int64_t width = words.number(), height = words.number();
  const bool colour = magic == "P3" || magic == "P6" || magic == "PF", bits = magic == "P1" || magic == "P4";
  const bool wide = !real && !bits && words.number() > 255;
  return stated_picture{{width, height}, (colour ? 3u : 1u) * (real ? 4u : wide ? 2u : 1u)};
}

constexpr int most_words = 4096;

std::optional<stated_picture> pam_picture(const input& from) {
  word_reader words(from);
  std::int64_t width = 0, height = 0, depth = 0, white = 255;
  for (int i = 0; i < most_words; ++i) {
    const std::string word = words.next();
    if (word == "WIDTH") width = words.number();
    if (word == "HEIGHT") height = words.number();
    if (word == "DEPTH") depth = words.number();
    if (word == "MAXVAL") white = words.number();
    if (word != "ENDHDR") continue;
    const std::int64_t channels = std::clamp<std::int64_t>(depth, 1, 4);
    return stated_picture{{width, height}, static_cast<std::uint64_t>(channels) * (white > 255 ? 2 : 1)};
  }
  return std::nullopt;
}

std::optional<stated_picture> radiance_picture(const input& from) {
  word_reader words(from);
  for (int i = 0; i < most_words; ++i) {
    if (words.next() != "-Y") continue;
    const std::int64_t height = words.number();
    return words.next() == "+X" ? std::optional(stated_picture{{words.number(), height}, 12}) : std::nullopt;
  }
  return std::nullopt;
}

/// OpenJPEG holds 32 bits of every sample beside what becomes of them.
std::optional<stated_picture> jpeg2000_picture(std::string_view p) {
  constexpr std::uint64_t each = 6;
  if (const auto box = p.find("ihdr"); box != p.npos && box + 14 <= p.size()) {
    return stated_picture{{big(p, box + 8, 4), big(p, box + 4, 4)},
                          each * static_cast<std::uint64_t>(big(p, box + 12, 2))};
  }
  if (p.substr(0, 4) != "\xff\x4f\xff\x51" || p.size() < 42) return std::nullopt;
  return stated_picture{{big(p, 8, 4) - big(p, 16, 4), big(p, 12, 4) - big(p, 20, 4)},
                        each * static_cast<std::uint64_t>(big(p, 40, 2))};
}

}  // namespace

std::optional<stated_picture> stated(const input& from) {
  std::string head(head_bytes, '\0');
  const std::int64_t n = from.read_at(0, head.data(), head.size());
  head.resize(n < 0 ? 0 : static_cast<std::size_t>(n));
  const auto type = container_of_content(std::as_bytes(std::span(head)));
  if (!type) return std::nullopt;
  if (type->name == "WebP") return webp_picture(head);
  if (type->name == "BMP") return bmp_picture(head);
  if (type->name == "JPEG 2000") return jpeg2000_picture(head);
  if (type->name == "Sun raster" && head.size() >= 12) return stated_picture{{big(head, 4, 4), big(head, 8, 4)}, 3};
  if (type->name == "Radiance HDR") return radiance_picture(from);
  if (type->name == "PAM") return pam_picture(from);
  return head[0] == 'P' ? map_picture(from, type->name == "PFM") : std::nullopt;
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
