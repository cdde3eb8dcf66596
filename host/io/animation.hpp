// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "tessera/host/io/codecs.hpp"

namespace tessera::inline v0::io {

/// Where a frame of an animation goes, and what becomes of it before the next one.
struct frame_place {
  std::int64_t x = 0, y = 0, width = 0, height = 0;
  enum class disposal : std::uint8_t { keep, clear, restore } after = disposal::keep;
  bool over = true;  ///< laid over what is there by its alpha; else it replaces that
};

/// What an animation shows: 8-bit RGBA, transparent at first.
class canvas {
 public:
  /// Throws `error` of kind limit, unreadable for an empty one.
  canvas(const input& from, const extent& size, const read_options& options);
  /// Disposes of the frame before, then draws this one from rows of `place.width` RGBA pixels; what lies outside is left out.
  void draw(const frame_place& place, const std::uint8_t* pixels);
  /// Whether a frame lies within it, as PNG and WebP demand.
  bool holds(const frame_place& place) const {
    return place.x >= 0 && place.y >= 0 && place.width > 0 && place.height > 0 &&
           place.width <= size_.width - place.x && place.height <= size_.height - place.y;
  }
  const extent& size() const { return size_; }
  const std::uint8_t* row(std::int64_t y) const { return pixels_.data() + y * size_.width * 4; }
  bool opaque() const;
  /// Gives back what only another frame would need.
  void settle() { before_ = {}; }

 private:
  void dispose();

  extent size_;
  std::vector<std::uint8_t> pixels_, before_;
  frame_place last_;
};

/// Throws `error` if the pixels of one frame are more than the options allow.
void check_frame(const input& from, const frame_place& place, const read_options& options);

/// The canvas as a source, RGB where every pixel is opaque; `info` lacks the layout.
std::unique_ptr<source> show(canvas shown, picture_info info);

/// The pixels of a source of 8 bits as RGBA, rows without gaps.
std::vector<std::uint8_t> rgba_of(source& from);

}  // namespace tessera::inline v0::io
