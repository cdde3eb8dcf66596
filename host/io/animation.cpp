// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/animation.hpp"

#include <algorithm>
#include <cstring>

namespace tessera::inline v0::io {

namespace {

constexpr int channels = 4, opaque_alpha = 255;

class canvas_source final : public source {
 public:
  canvas_source(canvas shown, picture_info info) : shown_(std::move(shown)), info_(std::move(info)) {
    shown_.settle();
    info_.layout = make_format(sample_type::u8, shown_.opaque() ? 3 : 4, shown_.size());
  }
  const picture_info& info() const override { return info_; }
  void rewind() override { next_row_ = 0; }
  std::size_t memory() const override {
    return static_cast<std::size_t>(shown_.size().width * shown_.size().height * channels);
  }
  void read(std::byte* const* rows, std::int64_t count) override {
    const int wanted = info_.layout.channels;
    for (std::int64_t i = 0; i < count; ++i, ++next_row_) {
      const std::uint8_t* from = shown_.row(next_row_);
      for (std::int64_t x = 0; x < shown_.size().width; ++x)
        std::memcpy(rows[i] + x * wanted, from + x * channels, static_cast<std::size_t>(wanted));
    }
  }

 private:
  canvas shown_;
  picture_info info_;
  std::int64_t next_row_ = 0;
};

/// Porter and Duff's "over" of colours that are not multiplied by their alpha, rounded.
void lay_over(const std::uint8_t* from, std::uint8_t* to) {
  const unsigned a = from[3], below = to[3] * (255 - a), all = 255 * a + below;
  if (a == 0) return;
  for (int c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>((from[c] * 255 * a + to[c] * below + all / 2) / all);
  to[3] = static_cast<std::uint8_t>((all + 127) / 255);
}

}  // namespace

canvas::canvas(const input& from, const extent& size, const read_options& options) : size_(size) {
  check_size(from, size.width, size.height, options);
  const auto bytes_needed = static_cast<std::uint64_t>(size.width) * static_cast<std::uint64_t>(size.height) * channels;
  check_whole(from, 3 * bytes_needed, "an animation", options);
  pixels_.resize(bytes_needed);
}

void check_frame(const input& from, const frame_place& place, const read_options& options) {
  check_size(from, place.width, place.height, options);
  check_whole(from, 6 * static_cast<std::uint64_t>(place.width) * static_cast<std::uint64_t>(place.height),
              "an animation", options);
}

void canvas::dispose() {
  if (last_.after == frame_place::disposal::restore) std::swap(pixels_, before_);
  if (last_.after != frame_place::disposal::clear) return;
  const std::int64_t left = std::min(last_.x, size_.width), right = std::min(last_.x + last_.width, size_.width);
  for (std::int64_t y = last_.y; y < std::min(last_.y + last_.height, size_.height); ++y)
    std::fill(pixels_.begin() + (y * size_.width + left) * channels,
              pixels_.begin() + (y * size_.width + right) * channels, std::uint8_t{0});
}

void canvas::draw(const frame_place& place, const std::uint8_t* pixels) {
  dispose();
  if (place.after == frame_place::disposal::restore) before_ = pixels_;
  last_ = place;
  const std::int64_t columns = std::min(place.width, size_.width - place.x);
  if (columns <= 0) return;
  for (std::int64_t y = 0; y < std::min(place.height, size_.height - place.y); ++y) {
    const std::uint8_t* from = pixels + y * place.width * channels;
    std::uint8_t* to = pixels_.data() + ((place.y + y) * size_.width + place.x) * channels;
    for (std::int64_t x = 0; x < columns; ++x, from += channels, to += channels) {
      if (!place.over || from[3] == opaque_alpha || to[3] == 0) std::memcpy(to, from, channels);
      else lay_over(from, to);
    }
  }
}

bool canvas::opaque() const {
  for (std::size_t i = 3; i < pixels_.size(); i += channels) {
    if (pixels_[i] != opaque_alpha) return false;
  }
  return true;
}

std::unique_ptr<source> show(canvas shown, picture_info info) {
  return std::make_unique<canvas_source>(std::move(shown), std::move(info));
}

std::vector<std::uint8_t> rgba_of(source& from) {
  const format& layout = from.info().layout;
  std::vector<std::uint8_t> result(static_cast<std::size_t>(layout.size.width * layout.size.height * channels));
  bytes row(static_cast<std::size_t>(layout.row_bytes()));
  std::byte* const rows[] = {row.data()};
  std::uint8_t* to = result.data();
  for (std::int64_t y = 0; y < layout.size.height; ++y) {
    from.read(rows, 1);
    const auto* p = reinterpret_cast<const std::uint8_t*>(row.data());
    for (std::int64_t x = 0; x < layout.size.width; ++x, p += layout.channels, to += channels) {
      for (int c = 0; c < 3; ++c) to[c] = p[layout.channels < 3 ? 0 : c];
      to[3] = layout.alpha ? p[layout.channels - 1] : std::uint8_t{opaque_alpha};
    }
  }
  return result;
}

}  // namespace tessera::inline v0::io
