// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <string>

namespace tessera::inline v0 {

/// The temporaries that exist now, files and folders; owned by whoever ends the process on a signal.
class live_temporaries {
 public:
  static constexpr std::size_t capacity = 256, longest_path = 4096;

  /// Lists a path and returns its place, or -1 if the table is full, the path too long or `remove_all` was called.
  int add(const std::string& path) noexcept;
  /// Takes a place off the list; false if `remove_all` already took the file away.
  bool release(int place) noexcept;
  /// True once `remove_all` was called: no new temporary may be made.
  bool closed() const noexcept { return closed_.load(); }
  /// Deletes everything that is listed and closes the table. Not for a signal handler itself: folders take memory to walk.
  void remove_all() noexcept;

 private:
  enum state : int { free_place, being_written, listed, removed };
  struct place {
    std::atomic<int> state{free_place};
    char path[longest_path];
  };
  std::array<place, capacity> places_;
  std::atomic<bool> closed_{false};
};

/// The name of a new temporary in `folder`: ".tessera-PID-HOST-NUMBER.tmp".
std::string temporary_name(const std::string& folder);

/// Deletes a file, or a folder with all that is in it; false if something is left.
bool remove_tree(const std::string& path) noexcept;

/// Deletes the temporaries in `folder` whose process, on this host, is gone; returns how many. Never throws for what cannot be deleted.
int remove_stale_temporaries(const std::string& folder);

/// Whether a file name is that of one of our temporaries.
bool is_temporary_name(const std::string& file_name);

}  // namespace tessera::inline v0
