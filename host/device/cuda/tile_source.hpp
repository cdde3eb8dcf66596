// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "tessera/host/device/backend.hpp"
#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0::cuda {

/// Gives the tiles of a pass their input, in order: rows of a stream, each of them read once, or a part of a picture in memory.
class tile_source {
 public:
  tile_source(const pass_ends& ends, const format& layout) : ends_(ends), layout_(layout) {}

  /// What is stored on the host for a tile that reads `region`: a stream gives whole rows.
  rect stored(const rect& region) const;
  /// Writes stored(region) to memory; `next` is the first row that the tile after this one reads.
  void fill(const rect& region, std::int64_t next, std::byte* to, std::int64_t pitch);

 private:
  void read(std::int64_t first, std::int64_t last, std::byte* to, std::int64_t pitch);
  /// Keeps the rows from `next` on: those read before this tile, and its own, which stand at `from` with row `top` first.
  void keep(std::int64_t next, std::int64_t before, std::int64_t top, const std::byte* from, std::int64_t pitch);

  const pass_ends& ends_;
  format layout_;
  std::int64_t read_ = 0;        ///< rows of the stream read so far
  std::int64_t kept_from_ = 0;   ///< the first row that `kept_` holds
  std::vector<std::byte> kept_;  ///< rows [kept_from_, read_) that two tiles read
  std::vector<std::byte*> rows_;
};

}  // namespace tessera::inline v0::cuda
