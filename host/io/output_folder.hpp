// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tessera/host/io/output_file.hpp"

namespace tessera::inline v0::io {

/// A result of many files: NAME.EXTENSION and beside it the folder NAME_files. All is written into a temporary folder in the same place; `commit` gives
/// both their names. Destroyed before that, it leaves nothing behind.
class output_folder {
 public:
  /// Throws `error` if the place cannot be written, or holds a folder that is not one of levels.
  explicit output_folder(const destination& to);
  output_folder(const output_folder&) = delete;
  output_folder& operator=(const output_folder&) = delete;
  ~output_folder();

  const std::string& name() const { return name_; }
  /// Makes a folder in NAME_files; throws `error`.
  void make(const std::string& part) const;
  /// Writes a file in NAME_files, whole; any thread may. Throws `error`.
  void write(const std::string& part, const bytes& data) const;
  /// Gives the folder its name and then writes the first file; what had these names before is gone. Throws `error`, and then nothing is left behind.
  void commit(const bytes& first);

 private:
  std::string in_files(const std::string& part) const { return temporary_ + "/files/" + part; }
  void put(const std::string& path, const bytes& data) const;
  void check_replaceable() const;
  void check_running() const;
  void discard() noexcept;

  std::string name_, target_, files_, temporary_;
  live_temporaries* live_ = nullptr;
  int place_ = -1;
};

}  // namespace tessera::inline v0::io
