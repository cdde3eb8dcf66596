// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

#include "tessera/host/io/open.hpp"

namespace tessera::inline v0::io {

/// The file that a path finally stands for, existing or not; throws `error` for links in a circle.
std::string follow_links(const std::string& path);

/// Writes all, at an offset or, if that is negative, where the descriptor stands; returns 0 or an errno value.
int put_all(int descriptor, const void* from, std::size_t count, std::int64_t offset) noexcept;

/// A temporary that was made, and its place in the list.
struct made_temporary {
  std::string path;
  int place = -1, descriptor = -1;
};

/// Makes a temporary in a folder and lists it; `make` returns what open does. Throws `error`, naming the output `name`.
made_temporary make_temporary(const std::string& folder, live_temporaries* live, const std::string& name,
                              const std::function<int(const char* path)>& make);

/// The file of a sink: written under a temporary name in the same folder and renamed by `commit`; a symlink stays one, FIFOs and
/// devices are written straight. Destroyed before `commit`, it leaves nothing behind.
class output_file {
 public:
  /// Throws `error` if the place cannot be written.
  explicit output_file(const destination& to);
  output_file(const output_file&) = delete;
  output_file& operator=(const output_file&) = delete;
  ~output_file();

  const std::string& name() const { return name_; }
  /// Whether `write_at` may go back: not on pipes.
  bool seekable() const { return seekable_; }
  std::uint64_t size() const { return size_; }
  /// Makes a pipe seekable by way of an unnamed file, copied by `commit`; throws `error` if there is no place for one.
  void spool();
  /// Appends; returns 0 or an errno value. Called from C libraries, hence no exception.
  int write(const void* from, std::size_t count) noexcept;
  /// Writes at a position of a seekable output, which grows as needed; returns 0 or an errno value.
  int write_at(std::uint64_t offset, const void* from, std::size_t count) noexcept;
  /// Reads back what was written; returns the count, or minus an errno value.
  std::int64_t read_at(std::uint64_t offset, void* to, std::size_t count) noexcept;
  /// Gives the file its name; throws `error`, and then nothing is left behind.
  void commit();

 private:
  void open_path(const std::string& path);
  void copy_spooled();
  void discard() noexcept;

  std::string name_, target_, temporary_;
  live_temporaries* live_ = nullptr;
  bytes* memory_ = nullptr;
  bytes collected_;
  int descriptor_ = -1, place_ = -1, pipe_ = -1;
  bool seekable_ = false, owned_ = false;  ///< owned: the descriptor is ours to close
  std::uint64_t size_ = 0;
};

}  // namespace tessera::inline v0::io
