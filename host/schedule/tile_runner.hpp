// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <vector>

#include "tessera/host/schedule/graph.hpp"

namespace tessera::inline v0 {

/// Bytes that are aligned for every SIMD level, allocated once.
class arena {
 public:
  explicit arena(std::size_t size);
  std::byte* data() const { return data_.get(); }
  std::size_t size() const { return size_; }

 private:
  struct release {
    void operator()(std::byte* p) const noexcept;
  };
  std::unique_ptr<std::byte, release> data_;
  std::size_t size_ = 0;
};

/// Where the rows of a node are: a ring of `capacity` rows with padding to the left and right.
struct row_store {
  std::byte* base = nullptr;  ///< of column region.x0 in the first slot
  std::ptrdiff_t pitch = 0;
  std::int64_t capacity = 0;
  std::byte* constant =
      nullptr;  ///< a row of the border colour, laid out as the others, if the border rule is `constant`
  std::byte* row(std::int64_t y) const { return base + (y % capacity) * pitch; }
};

/// Gives the rows of the source to a tile; filled by the caller before a step that needs them.
struct source_rows {
  const_view memory;  ///< a whole picture; or, if `store` is set, rows of a stream
  const row_store* store = nullptr;
  std::int64_t first_column = 0;
  const std::byte* row(std::int64_t y) const { return store ? store->row(y) : memory.row(y); }
};

/// Fills the padding of a stored row by the border rule.
void fill_padding(const border_rule& edges, const format& layout, const span& s, std::byte* row);
/// Writes the border colour in the layout's samples over a row of `pixels`.
void fill_constant(const border_rule& edges, const format& layout, std::byte* row, std::int64_t pixels);
/// From one row of so many bytes to the next: an odd number of lines of the cache, so that rows below each other lie in different sets of it.
std::size_t row_pitch(std::int64_t bytes);
/// Bytes of one stored row and the offset of its column region.x0. Its padding starts with a line of the cache, and so do windows of its first
/// pixels. No row starts at a multiple of 32 bytes: libjpeg-turbo would write it past the caches, and the next stage wait for memory.
std::size_t stored_row_bytes(const format& layout, const span& s);
std::size_t stored_row_offset(const format& layout, const span& s);

/// Runs tiles of a graph in one thread: rows flow from ring to ring while they are in cache. A tile right below the one before goes on
/// where that ended, so that nothing is computed twice.
class tile_runner {
 public:
  /// `largest` are spans that cover every tile that will be run.
  tile_runner(const graph& g, std::vector<span> largest, bool continues);

  static std::size_t bytes(const graph& g, const std::vector<span>& largest);

  /// Starts a tile; `spans` are its regions.
  void begin(const rect& tile, const std::vector<span>& spans);
  /// Rows of the source that the step up to `last` needs: [first, last) new ones, none below `lowest` any more.
  stepper::work prepare(std::int64_t last);
  /// Makes the prepared rows of the result; out[k] is result row y + k where y is the first row not made yet.
  void make(const source_rows& source, std::byte* const* out);

 private:
  void make_rows(std::size_t n, std::int64_t first, std::int64_t last, const source_rows& source,
                 std::byte* const* out);
  cpu::input_rows rows_of(std::size_t input, const rect& wanted, const source_rows& source,
                          std::vector<const std::byte*>& table) const;

  const graph& graph_;
  std::vector<span> largest_, spans_;
  bool continues_;
  arena arena_;
  std::vector<row_store> stores_;
  std::vector<std::byte*> scratch_;
  std::vector<bool> first_;
  std::array<std::vector<const std::byte*>, 2> pointers_;  ///< rows of the inputs
  std::unique_ptr<stepper> steps_;
  std::vector<stepper::work> work_;
  rect tile_;
};

}  // namespace tessera::inline v0
