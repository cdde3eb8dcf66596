// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "tessera/host/io/picture.hpp"
#include "tessera/kernels/cpu/engine.hpp"

namespace tessera::inline v0::io {

/// The pictures of a pyramid, the full one first: each is half as wide and as high as the one before, rounded up, until no side is longer than `side`.
std::vector<format> pyramid_formats(const format& full, std::int64_t side);

/// Makes the levels of a pyramid while the rows of the full picture come: a pixel is the mean of 2 x 2 of the level above, as `resize 50% filter=area`
/// makes it; where a side is odd its last pixel stands twice.
class pyramid_maker {
 public:
  /// Takes the rows of every level, each level's from top to bottom.
  using receiver = std::function<void(std::size_t level, const std::byte* row)>;

  pyramid_maker(const std::vector<format>& levels, receiver receive);
  /// The next row of the full picture; gives out what it completes.
  void write(const std::byte* row) { take(0, row); }

  /// Upper bound of the bytes that it holds.
  static std::size_t memory(const std::vector<format>& levels);

 private:
  /// From one level to the next, so many rows together as the engine makes at once.
  struct step {
    format from, to;
    std::int64_t taken = 0, waiting = 0;
    bytes rows, made, scratch;
    cpu::kernel halve;
  };
  void take(std::size_t level, const std::byte* row);
  void halve(std::size_t level);

  receiver receive_;
  std::vector<step> steps_;
};

}  // namespace tessera::inline v0::io
