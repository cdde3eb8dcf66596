// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/rank.hpp"

#include <fmt/format.h>

#include <cmath>

namespace tessera::inline v0 {

int radius_of_window(int radius, int size) {
  if (size == 0) return radius;
  if (size % 2 == 0)
    throw error(error_kind::usage,
                fmt::format("size: {} is even, so the window has no centre; take {} or {}", size, size - 1, size + 1))
        .with_parameter("size");
  return size / 2;
}

rank window_rank(rank::which kind, const window_sides& radius, const window_sides& size, double fraction) {
  return {kind, radius_of_window(radius.x(), size.x()), radius_of_window(radius.y(), size.y()), fraction};
}

moments window_moments(const window_sides& radius, const window_sides& size) {
  return {{}, radius_of_window(radius.x(), size.x()), radius_of_window(radius.y(), size.y())};
}

namespace {

/// How far the columns of an ellipse reach; its rows are as wide as OpenCV makes them, rounded half to even.
std::vector<std::int32_t> ellipse_heights(std::int64_t radius_x, std::int64_t radius_y) {
  const auto a = static_cast<double>(radius_x), b = static_cast<double>(radius_y);
  std::vector<std::int32_t> heights;
  for (std::int64_t y = radius_y; y >= 0; --y) {
    const auto d = static_cast<double>(y);
    const std::int64_t width = b > 0 ? std::llrint(a * std::sqrt((b * b - d * d) * (1.0 / (b * b)))) : 0;
    while (static_cast<std::int64_t>(heights.size()) <= width) heights.push_back(static_cast<std::int32_t>(y));
  }
  return heights;
}

}  // namespace

rank shaped_rank(rank::which kind, const window_sides& radius, const window_sides& size, window_shape shape) {
  rank made = window_rank(kind, radius, size);
  if (shape == window_shape::ellipse) {
    made.heights = ellipse_heights(made.radius_x, made.radius_y);
    made.radius_x = static_cast<std::int64_t>(made.heights.size()) - 1;
  } else if (shape == window_shape::cross) {
    made.heights.assign(static_cast<std::size_t>(made.radius_x + 1), 0);
    made.heights[0] = static_cast<std::int32_t>(made.radius_y);
  }
  return made;
}

}  // namespace tessera::inline v0
