// SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs one stage by hand, tile by tile, and gives every call exactly the pixels that `needs` names: everything around them is poison.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tessera/kernels/cpu/engine.hpp"

namespace tessera::tests {

/// A picture that owns tightly packed samples.
struct picture {
  format layout;
  std::vector<std::byte> data;

  explicit picture(const format& f) : layout(f), data(static_cast<std::size_t>(f.row_bytes() * f.size.height)) {}
  std::byte* at(std::int64_t x, std::int64_t y) {
    return data.data() + y * layout.row_bytes() + x * layout.pixel_bytes();
  }
  const std::byte* at(std::int64_t x, std::int64_t y) const { return const_cast<picture*>(this)->at(x, y); }
  /// The sample as a number: 0..255, 0..65535 or as it is.
  double level(std::int64_t x, std::int64_t y, int c) const;
  void set_level(std::int64_t x, std::int64_t y, int c, double level);
};

/// Noise over the whole range; alpha, if any, is 0, 1, 3, white or any level. The same seed gives the same picture.
picture noise(const format& f, unsigned seed);

/// A smooth scene with edges, all levels in use.
picture scene(const format& f);

/// How a picture is cut: tiles of at most this size, calls of at most `rows` rows; poison fills what must not be read.
struct cutting {
  std::int64_t tile_width = 1 << 20, tile_height = 1 << 20;
  int rows = cpu::max_rows;
  std::byte poison{0xff};
};

/// Throws std::runtime_error if a kernel writes outside of the rows it was given. A constant border is black and transparent.
picture run_stage(const prepared& stage, const picture& in, int level, const cutting& how = {},
                  border_kind border = border_kind::replicate, const picture* second = nullptr);

/// The greatest absolute difference of two pictures of one format, in levels (f32: in units of 1).
double largest_difference(const picture& a, const picture& b);

/// "u8 x3 640x480"
std::string describe(const format& f);

}  // namespace tessera::tests
