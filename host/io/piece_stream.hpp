// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tessera/host/io/piece_queue.hpp"
#include "tessera/host/io/pyramid.hpp"

namespace tessera::inline v0::io {

/// How pictures are cut: into bands of rows, and those into pieces.
struct piece_shape {
  std::vector<format> levels;  ///< of a pyramid, or the one picture
  std::int64_t rows = 0;       ///< of a band
  std::int64_t columns = 0;    ///< of a piece; 0: a band is one piece
  std::int64_t overlap = 0;    ///< rows and columns that a piece holds of each of its neighbours
  int bands = 1;               ///< that are held while pieces of them are encoded, the one that is filled included

  int pieces(std::size_t level) const;
  std::int64_t band_count(std::size_t level) const;
  /// The part of a level that a piece covers, overlap included.
  rect part(const piece_queue::piece& piece) const;
  /// The first row that a band holds.
  std::int64_t first_row(std::int64_t band) const;
  std::size_t band_bytes(std::size_t level) const;
  /// Upper bound of what is held but for encoded pieces.
  std::size_t memory() const;
};

/// The way of rows to the pieces of a file: the levels below are made, all are cut, and whoever has nothing else to do encodes.
class piece_stream {
 public:
  void start(const piece_shape& shape, piece_queue::encoder encode, piece_queue::writer write);
  /// The next row of the full picture.
  void write(const std::byte* row) { maker_->write(row); }
  bool help() { return queue_.help(); }
  void drain() { queue_.drain(); }

 private:
  struct band {
    bytes pixels, tail;  ///< being filled; the rows that the next one begins with
    std::int64_t number = 0, next_row = 0;
  };
  void take(std::size_t level, const std::byte* row);
  void begin(std::size_t level);
  void end(std::size_t level);

  piece_shape shape_;
  std::vector<band> bands_;
  piece_queue queue_;
  std::unique_ptr<pyramid_maker> maker_;
};

}  // namespace tessera::inline v0::io
