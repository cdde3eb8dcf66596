// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "tessera/kernels/pixel.hpp"

namespace tessera::inline v0 {

/// Width and height in pixels; 64-bit, so products never overflow for pictures that exist.
struct extent {
  std::int64_t width = 0;
  std::int64_t height = 0;
  friend constexpr bool operator==(const extent&, const extent&) = default;
};

/// A half-open rectangle [x0, x1) x [y0, y1) in absolute pixel positions; may reach outside the picture.
struct rect {
  std::int64_t x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  constexpr std::int64_t width() const { return x1 - x0; }
  constexpr std::int64_t height() const { return y1 - y0; }
  constexpr bool empty() const { return x1 <= x0 || y1 <= y0; }
  friend constexpr bool operator==(const rect&, const rect&) = default;
};

constexpr rect whole(extent size) { return {0, 0, size.width, size.height}; }

constexpr rect inflate(const rect& r, std::int64_t x, std::int64_t y) {
  return r.empty() ? r : rect{r.x0 - x, r.y0 - y, r.x1 + x, r.y1 + y};
}

constexpr rect intersect(const rect& a, const rect& b) {
  rect r{std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
  return r.empty() ? rect{} : r;
}

/// The smallest rectangle that holds both.
constexpr rect hull(const rect& a, const rect& b) {
  if (a.empty()) return b;
  if (b.empty()) return a;
  return {std::min(a.x0, b.x0), std::min(a.y0, b.y0), std::max(a.x1, b.x1), std::max(a.y1, b.y1)};
}

/// What the colour samples mean: `gray` and `rgb` are those of sRGB; `linear` light of its primaries; the others as colour_spaces.hpp says.
enum class colour_space : std::uint8_t { gray, rgb, linear, hsv, hsl, lab, lch, xyz, ycbcr };

constexpr const char* name_of(colour_space space) {
  constexpr const char* names[] = {"gray", "RGB", "linear light", "HSV", "HSL", "Lab", "LCh", "XYZ", "YCbCr"};
  return names[static_cast<int>(space)];
}

/// Whether files hold samples of that meaning.
constexpr bool is_srgb(colour_space space) { return space == colour_space::gray || space == colour_space::rgb; }

/// What one channel made of such samples means: linear light stays that, whatever else becomes gray.
constexpr colour_space gray_of(colour_space space) {
  return space == colour_space::linear ? colour_space::linear : colour_space::gray;
}

enum class channel_order : std::uint8_t { rgb, bgr };

/// What flows along an edge of a pipeline: everything about a picture but its pixels.
struct format {
  sample_type type = sample_type::u8;
  int channels = 3;    ///< 1 to 4, interleaved; an alpha channel is the last one and is counted
  bool alpha = false;  ///< the last channel is alpha, not premultiplied
  colour_space colour = colour_space::rgb;
  extent size;
  constexpr int colour_channels() const { return channels - (alpha ? 1 : 0); }
  constexpr std::int64_t pixel_bytes() const { return std::int64_t{channels} * bytes_of(type); }
  constexpr std::int64_t row_bytes() const { return size.width * pixel_bytes(); }
  friend constexpr bool operator==(const format&, const format&) = default;
};

/// The usual format for a channel count: 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha.
constexpr format make_format(sample_type type, int channels, extent size) {
  return {type, channels, channels == 2 || channels == 4, channels < 3 ? colour_space::gray : colour_space::rgb, size};
}

/// Where pixels are; owns nothing. `pitch` is in bytes and may exceed a row's bytes.
template <class Byte>
struct basic_view {
  Byte* data = nullptr;
  std::ptrdiff_t pitch = 0;
  tessera::format format;
  channel_order order = channel_order::rgb;

  constexpr Byte* row(std::int64_t y) const { return data + y * pitch; }
  template <sample T>
  auto samples(std::int64_t y) const {
    using pointer = std::conditional_t<std::is_const_v<Byte>, const T*, T*>;
    return reinterpret_cast<pointer>(row(y));
  }
  template <class Other>
    requires(std::is_same_v<Other, const Byte> && !std::is_const_v<Byte>)
  constexpr operator basic_view<Other>() const { return {data, pitch, format, order}; }
};

using view = basic_view<std::byte>;
using const_view = basic_view<const std::byte>;

/// How samples beyond a picture's edge are made up.
enum class border_kind : std::uint8_t { replicate, reflect, reflect101, wrap, constant };

/// The border rule of a pipeline.
struct border_rule {
  border_kind kind = border_kind::replicate;
  float colour[4] = {0, 0, 0, 0};  ///< for `constant`: fractions of white
  friend constexpr bool operator==(const border_rule&, const border_rule&) = default;
};

/// The position in [0, size) that stands for `i`, or -1 where a constant does. `size` is at least 1.
TESSERA_FN constexpr std::int64_t border_index(border_kind kind, std::int64_t i, std::int64_t size) {
  if (i >= 0 && i < size) return i;
  switch (kind) {
    case border_kind::constant:
      return -1;
    case border_kind::replicate:
      return i < 0 ? 0 : size - 1;
    case border_kind::wrap:
      return ((i % size) + size) % size;
    case border_kind::reflect: {
      const std::int64_t period = 2 * size;
      const std::int64_t k = ((i % period) + period) % period;
      return k < size ? k : period - 1 - k;
    }
    case border_kind::reflect101: {
      if (size == 1) return 0;
      const std::int64_t period = 2 * size - 2;
      const std::int64_t k = ((i % period) + period) % period;
      return k < size ? k : period - k;
    }
  }
  return 0;
}

}  // namespace tessera::inline v0
