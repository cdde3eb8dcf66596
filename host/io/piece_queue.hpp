// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0::io {

/// Bands of rows on their way into a file: each is cut into pieces, which any thread encodes and which are written in order. One thread fills.
class piece_queue {
 public:
  /// Which band of which level of a pyramid, the full picture being level 0.
  struct place {
    std::size_t level = 0;
    std::int64_t band = 0;
  };
  struct piece {
    const std::byte* band;
    place of;
    int number;  ///< in its band
  };
  /// Encodes a piece; called by several threads at once.
  using encoder = std::function<bytes(const piece&)>;
  /// Writes a piece; called by one thread at a time, in order.
  using writer = std::function<void(const piece&, const bytes&)>;

  /// Of as many bands at most, the one that is filled included.
  void start(int bands, encoder encode, writer write);
  /// A buffer for a band, one that is not needed any more if it has this size.
  bytes buffer(std::size_t size);
  /// Hands a full band over; while too many are on their way, the caller encodes. Throws what encoding or writing threw.
  void push(bytes band, const place& of, int pieces);
  /// Encodes a piece, and writes what is complete. False if none waits.
  bool help();
  /// Until everything is written.
  void drain();

 private:
  struct slot {
    bytes pixels;
    place of;
    std::vector<std::optional<bytes>> encoded;
  };
  slot& slot_of(std::int64_t band) { return slots_[static_cast<std::size_t>(band) % slots_.size()]; }
  void write_complete();
  void wait_until_written(std::int64_t bands);

  encoder encode_;
  writer write_;
  std::vector<slot> slots_;
  bytes spare_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::int64_t filled_ = 0, taken_band_ = 0, written_band_ = 0;  ///< bands before these are full, taken, written
  std::size_t taken_ = 0, written_ = 0;                          ///< pieces of the band that is next
  std::exception_ptr fault_;
};

}  // namespace tessera::inline v0::io
