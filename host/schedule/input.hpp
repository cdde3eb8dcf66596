// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "tessera/host/io/picture.hpp"
#include "tessera/host/schedule/spool.hpp"
#include "tessera/host/schedule/tile_runner.hpp"

namespace tessera::inline v0 {

/// A source gives whole rows, whichever columns of them are read.
span whole_rows(const format& layout, span s);

/// The rows that a pass reads: a picture in memory, one on disk of which each worker takes the parts it needs, or a window on a stream that all workers share. Tiles are taken in order and
/// no more of them are in flight than the window was planned for, so a row is never overwritten while someone reads it.
class input {
 public:
  explicit input(const const_view& memory) : rows_{memory, nullptr, 0} {}
  /// A window of `capacity` rows, padded as `s` says.
  input(source& from, std::int64_t capacity, const span& s, const border_rule& edges);

  /// A picture on disk.
  explicit input(const spool& from) : spool_(&from) {}

  bool is_stream() const { return source_ != nullptr; }
  /// Makes sure that the rows before `last` have been read.
  void read_until(std::int64_t last);
  /// Decodes ahead where the stream can. False if there is nothing to do.
  bool help() { return source_ && source_->help(); }
  /// Starts again at the first row; a stream is rewound.
  void restart();
  const source_rows& rows() const { return rows_; }
  /// The same for one worker, who will read that part of the picture until its next call; `kept` is its own.
  const source_rows& rows_of(const rect& wanted, spool::part& kept) const;

 private:
  source* source_ = nullptr;
  const spool* spool_ = nullptr;
  span span_;
  border_rule edges_;
  arena ring_{0};
  row_store store_;
  source_rows rows_;
  std::atomic<std::int64_t> read_ = 0;  ///< rows; all of them are in the window, or were
  std::vector<std::byte*> pointers_;
  std::mutex mutex_;
};

/// Replaces NaN by 0: no stage ever sees one.
void clean(const format& layout, std::byte* row);

}  // namespace tessera::inline v0
