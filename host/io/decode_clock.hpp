// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0::io {

/// Counts the seconds in which any thread decodes a file, against `read_options::limit_seconds`.
class decode_clock {
 public:
  decode_clock(std::string file, double limit) : file_(std::move(file)), limit_(limit) {}

  /// Counts while it lives; of several at the same time every second counts once.
  class running {
   public:
    explicit running(decode_clock& clock) : clock_(clock) { clock_.begin(); }
    running(const running&) = delete;
    running& operator=(const running&) = delete;
    ~running() { clock_.end(); }

   private:
    decode_clock& clock_;
  };

  /// Whether the time is over; C code's callbacks may ask.
  bool over() noexcept;
  /// Throws `error` of kind limit if it is.
  void check() {
    if (over()) fail();
  }
  [[noreturn]] void fail() const;

 private:
  using seconds = std::chrono::duration<double>;
  void begin() noexcept;
  void end() noexcept;

  std::string file_;
  double limit_;
  std::mutex mutex_;
  int threads_ = 0;
  seconds spent_{0};
  std::chrono::steady_clock::time_point since_;
};

/// A source whose decoding is counted, and looked at every few rows.
std::unique_ptr<source> timed(std::unique_ptr<source> from, std::shared_ptr<decode_clock> clock);

}  // namespace tessera::inline v0::io
