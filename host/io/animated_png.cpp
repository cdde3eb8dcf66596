// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <zlib.h>

#include <cstring>
#include <string_view>

#include "tessera/host/io/animation.hpp"
#include "tessera/host/io/byte_order.hpp"
#include "tessera/host/io/failure.hpp"

namespace tessera::inline v0::io {

namespace {

using namespace std::string_view_literals;

void put_png_chunk(bytes& to, std::string_view name, std::span<const std::byte> data) {
  put_big_endian(to, static_cast<std::uint32_t>(data.size()));
  const std::size_t start = to.size();
  for (const char c : name) to.push_back(static_cast<std::byte>(c));
  to.insert(to.end(), data.begin(), data.end());
  put_big_endian(to, static_cast<std::uint32_t>(crc32(0, reinterpret_cast<const Bytef*>(to.data() + start),
                                                      static_cast<uInt>(to.size() - start))));
}

/// Frames of an animated PNG (PNG 3, 11.3.6), each as a PNG of its own.
class apng_reader {
 public:
  explicit apng_reader(std::span<const std::byte> file) : file_(file) {}

  /// The next picture in the file: the default image first, whether it is a frame or not.
  bool next(frame_place& place, bytes& png) {
    bytes data;
    bool begun = false;
    for (; at_ + 12 <= file_.size(); at_ += 12 + size()) {
      if (size() > file_.size() - at_ - 12) break;
      const auto content = file_.subspan(at_ + 8, size());
      const std::string_view name(reinterpret_cast<const char*>(file_.data()) + at_ + 4, 4);
      if (begun && (name == "fcTL" || name == "IEND")) break;
      if (name == "fcTL" && content.size() == 26) control_.assign(content.begin(), content.end());
      else if (name == "IHDR" && content.size() == 13) header_.assign(content.begin(), content.end());
      else if (name == "PLTE" || name == "tRNS") put_png_chunk(shared_, name, content);
      else if (name == "IDAT") begun = true, data.insert(data.end(), content.begin(), content.end());
      else if (name == "fdAT" && content.size() > 4)
        begun = true, data.insert(data.end(), content.begin() + 4, content.end());
    }
    if (!begun || header_.empty()) return false;
    place = take_place();
    build(place, data, png);
    return true;
  }

 private:
  std::size_t size() const { return big_endian(file_, at_, 4); }

  frame_place take_place() {
    frame_place place{0, 0, big_endian(header_, 0, 4), big_endian(header_, 4, 4)};
    // A default image without a control is no frame: nothing of it remains.
    place.after = frame_place::disposal::clear;
    if (control_.empty()) return place;
    place = {big_endian(control_, 12, 4), big_endian(control_, 16, 4), big_endian(control_, 4, 4),
             big_endian(control_, 8, 4)};
    const int disposal = static_cast<int>(control_[24]);
    place.after = disposal == 1   ? frame_place::disposal::clear
                  : disposal == 2 ? frame_place::disposal::restore
                                  : frame_place::disposal::keep;
    place.over = control_[25] == std::byte{1};
    control_.clear();
    return place;
  }

  void build(const frame_place& place, const bytes& data, bytes& png) const {
    bytes head;
    put_big_endian(head, static_cast<std::uint32_t>(place.width));
    put_big_endian(head, static_cast<std::uint32_t>(place.height));
    head.insert(head.end(), header_.begin() + 8, header_.end());
    png.clear();
    for (const char c : "\x89PNG\r\n\x1a\n"sv) png.push_back(static_cast<std::byte>(c));
    put_png_chunk(png, "IHDR", head);
    png.insert(png.end(), shared_.begin(), shared_.end());
    put_png_chunk(png, "IDAT", data);
    put_png_chunk(png, "IEND", {});
  }

  std::span<const std::byte> file_;
  std::size_t at_ = 8;
  bytes header_, shared_, control_;
};

}  // namespace

std::unique_ptr<source> open_animated_png(input from, const read_options& options) {
  const bytes file = from.all(options.limit_bytes);
  read_options first = options;
  first.page = 1;
  picture_info info = open_png(input(std::span(file), from.name()), first)->info();
  check_page(from, options, info.pages);
  if (info.layout.type != sample_type::u8) {
    fail(error_kind::unsupported, from.name(),
         "is an animated PNG of 16 bits, of which only the first picture is read; leave --page out, or save it with 8 "
         "bits");
  }
  canvas shown(from, info.layout.size, options);
  apng_reader reader(file);
  for (int page = 1; page <= options.page; ++page) {
    frame_place place;
    bytes png;
    const bool found = reader.next(place, png);
    if (!found || !shown.holds(place)) {
      fail(error_kind::unreadable, from.name(),
           fmt::format("is an animated PNG damaged or cut short in picture {} of {}; copy it again from its origin",
                       page, info.pages));
    }
    const auto frame = open_png(input(std::move(png), from.name()), first);
    shown.draw(place, rgba_of(*frame).data());
    from.check_time();
  }
  return show(std::move(shown), std::move(info));
}

}  // namespace tessera::inline v0::io
