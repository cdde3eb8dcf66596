// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tessera/host/io/picture.hpp"
#include "tessera/host/schedule/tile_runner.hpp"

namespace tessera::inline v0 {

/// A picture in tiles in an unnamed file, for stages that read it in another order than its file has it, where memory does not hold it. Nothing is left of
/// it, however the process ends.
class spool final : public sink {
 public:
  /// Rows and columns of a tile: a strip as narrow as this is read without reading anything else.
  static constexpr std::int64_t side = 128;

  /// A part of the picture in memory, used again from part to part.
  struct part {
    bytes pixels, tile;
    row_store store;
    source_rows rows;
  };

  /// Sets the space aside. Throws `error` of kind no_space, which names the folder.
  explicit spool(const format& layout);
  spool(const spool&) = delete;
  spool& operator=(const spool&) = delete;
  ~spool() override;

  /// Takes the picture, row by row, before anyone reads it.
  void write(const std::byte* const* rows, std::int64_t count) override;
  void finish() override;

  /// Brings a part of the picture, within it, to memory. Any number of threads may, each with a part of its own.
  void read(const rect& wanted, part& to) const;

  /// What `read` holds for a part of that size, and what is held while the picture is taken.
  static std::size_t part_bytes(const format& layout, extent size);
  static std::size_t fill_bytes(const format& layout);
  /// Bytes of the file.
  static std::uint64_t file_bytes(const format& layout);
  /// Where it lies: TMPDIR, else /var/tmp, which is on a disk where /tmp may be memory.
  static std::string folder();

 private:
  void write_row_of_tiles();

  format layout_;
  int file_ = -1;
  bytes band_, tile_;                 ///< a row of tiles as it comes, and one tile of it
  std::int64_t next_ = 0, rows_ = 0;  ///< first row of the band, and how many it has
};

}  // namespace tessera::inline v0
