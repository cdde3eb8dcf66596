// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <vector>

#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0::io {

/// Bands of rows on their way out of a file: each is made of pieces, which any thread decodes, ahead of the one thread that reads. The counterpart of
/// `piece_queue`.
class piece_reader {
 public:
  struct piece {
    std::byte* band;
    std::int64_t band_number;
    int number;  ///< in its band
  };
  /// Decodes a piece into its band; called by several threads at once.
  using decoder = std::function<void(const piece&)>;

  /// Of `count` bands, at most so many held. Before that there is nothing to help with.
  void start(int held, std::size_t band_bytes, int pieces, std::int64_t count, decoder decode);
  /// A band, once it is decoded; those before it are given up. Throws what decoding it threw.
  const std::byte* band(std::int64_t number);
  /// Decodes a piece. False if none waits.
  bool help();

 private:
  struct slot {
    bytes pixels;
    int done = 0;
    std::exception_ptr fault;
  };
  slot& slot_of(std::int64_t band) { return slots_[static_cast<std::size_t>(band) % slots_.size()]; }

  decoder decode_;
  int pieces_ = 1;
  std::int64_t count_ = 0;
  std::vector<slot> slots_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t first_ = 0;       ///< the band that is read
  std::int64_t taken_band_ = 0;  ///< pieces of bands before this one are taken, and so many of its own
  int taken_ = 0;
};

}  // namespace tessera::inline v0::io
