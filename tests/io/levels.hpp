// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstring>

#include "io/pictures.hpp"
#include "tessera/tessera.hpp"

namespace pictures {

using tessera::extent;
using tessera::make_format;

inline extent half(extent size) { return {(size.width + 1) / 2, (size.height + 1) / 2}; }

/// The last column and row twice where a side is odd.
inline picture made_even(const picture& p) {
  const extent size = half(p.format.size);
  picture even{make_format(p.format.type, p.format.channels, {2 * size.width, 2 * size.height}), {}, {}};
  even.data.resize(static_cast<std::size_t>(even.format.row_bytes() * even.format.size.height));
  const std::int64_t pixel = p.format.pixel_bytes();
  for (std::int64_t y = 0; y < even.format.size.height; ++y)
    for (std::int64_t x = 0; x < even.format.size.width; ++x)
      std::memcpy(even.row(y) + x * pixel,
                  p.row(std::min(y, p.format.size.height - 1)) + std::min(x, p.format.size.width - 1) * pixel,
                  static_cast<std::size_t>(pixel));
  return even;
}

/// The level below, as the operator makes it.
inline picture resized(const picture& p) {
  const picture even = made_even(p);
  tessera::const_view in;
  in.data = even.data.data();
  in.format = even.format;
  in.pitch = even.format.row_bytes();
  static tessera::engine one({.threads = 1, .device = "cpu"});
  const tessera::image small = one.run(tessera::parse("resize 50% filter=area"), in);
  picture result{small.pixels().format, {}, {}};
  for (std::int64_t y = 0; y < result.format.size.height; ++y)
    result.data.insert(result.data.end(), small.pixels().row(y), small.pixels().row(y) + result.format.row_bytes());
  return result;
}

}  // namespace pictures
