// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tessera/host/io/tiff_form.hpp"

namespace tessera::inline v0::io {

/// The levels of a pyramid below the full picture. libtiff writes one directory at a time, so their tiles are appended to the file between those of
/// the full picture as they come, and their directories are laid out by ourselves.
class tiff_levels {
 public:
  tiff_levels(output_file& out, const tiff_form& form);
  /// Appends a tile of a level from 1 on.
  void write(const piece_queue::piece& piece, const bytes& encoded);
  /// Writes the directories and returns where they lie, the largest level first; each is followed by the next, unless they are to lie below the
  /// first directory. `icc` is the profile of all.
  std::vector<std::uint64_t> finish(const bytes& icc);
  /// Makes what lies at `offset` the directory after the first of a file that libtiff has finished.
  void follow_first(std::uint64_t offset);

 private:
  struct level {
    std::vector<std::uint64_t> offsets, counts;
  };
  void put(std::uint64_t offset, const bytes& data);
  std::uint64_t number_at(std::uint64_t offset, int size);

  output_file& out_;
  const tiff_form& form_;
  std::vector<level> levels_;
};

}  // namespace tessera::inline v0::io
