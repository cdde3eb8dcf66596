// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "tessera/host/io/decode_clock.hpp"
#include "tessera/host/io/open.hpp"

namespace tessera::inline v0::io {

/// Bytes to read at any position: a regular file by descriptor, or memory. What cannot seek is read into memory at once.
class input {
 public:
  /// Opens a file; throws `error` if it is missing, a folder, not permitted or empty.
  input(const std::string& path, const read_options& options);
  /// Memory of the caller, who keeps it alive.
  input(std::span<const std::byte> memory, std::string name)
      : name_(std::move(name)), memory_(memory), size_(memory.size()) {}
  /// Memory that is taken over.
  input(bytes&& memory, std::string name)
      : name_(std::move(name)), owned_(std::move(memory)), memory_(owned_), size_(owned_.size()) {}
  input(input&& other) noexcept;
  input& operator=(input&&) = delete;
  ~input();

  const std::string& name() const { return name_; }
  std::uint64_t size() const { return size_; }
  /// Bytes of the picture that this object itself holds.
  std::size_t held() const { return owned_.size(); }
  /// The whole content if it lies in memory, else empty.
  std::span<const std::byte> memory() const { return memory_; }
  /// Copies up to `count` bytes from `offset`; returns how many, fewer only at the end, or minus an errno value.
  std::int64_t read_at(std::uint64_t offset, void* to, std::size_t count) const noexcept;
  /// All bytes; throws `error` if they cannot be read or are more than `limit`.
  bytes all(std::uint64_t limit) const;
  /// What counts the time of its decoding; null where that has no limit.
  const std::shared_ptr<decode_clock>& clock() const { return clock_; }
  void set_clock(std::shared_ptr<decode_clock> clock) { clock_ = std::move(clock); }
  /// Throws `error` of kind limit if that time is over.
  void check_time() const {
    if (clock_) clock_->check();
  }

 private:
  std::string name_;
  bytes owned_;
  std::span<const std::byte> memory_;
  std::uint64_t size_ = 0;
  int descriptor_ = -1;
  std::shared_ptr<decode_clock> clock_;
};

}  // namespace tessera::inline v0::io
