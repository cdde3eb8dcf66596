// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <stop_token>
#include <string>

namespace tessera::inline v0 {

/// Bytes of memory that this process has in RAM now.
std::size_t resident_bytes();

/// The most bytes that this process has had in RAM.
std::size_t peak_resident_bytes();

/// Bytes that the machine and the cgroup allow this process.
std::size_t allowed_bytes();

/// "256M", "1.5G" as people write it, powers of 1024; throws `error` of kind usage that names `parameter`.
std::size_t parse_bytes(const std::string& text, const std::string& parameter);

/// "12.5 MiB".
std::string bytes_text(std::size_t bytes);

/// Shares out a budget: who asks waits until there is enough. Who waits must hold nothing.
class memory_gate {
 public:
  explicit memory_gate(std::size_t budget) : budget_(budget) {}

  std::size_t budget() const { return budget_; }
  bool try_acquire(std::size_t bytes);
  /// False if the wait was stopped, or if `bytes` exceeds the whole budget.
  bool acquire(std::size_t bytes, const std::stop_token& stop);
  void release(std::size_t bytes);

 private:
  const std::size_t budget_;
  std::size_t used_ = 0;
  std::mutex mutex_;
  std::condition_variable_any changed_;
};

/// A share of a gate, given back with the object.
class memory_share {
 public:
  explicit memory_share(memory_gate& gate) : gate_(gate) {}
  memory_share(const memory_share&) = delete;
  memory_share& operator=(const memory_share&) = delete;
  ~memory_share() { clear(); }

  std::size_t bytes() const { return bytes_; }
  /// Takes `more` if there is enough now.
  bool try_grow(std::size_t more);
  /// Gives everything back, then waits for `bytes`.
  bool reset(std::size_t bytes, const std::stop_token& stop);
  void shrink(std::size_t to);
  void clear() { shrink(0); }

 private:
  memory_gate& gate_;
  std::size_t bytes_ = 0;
};

}  // namespace tessera::inline v0
