// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <filesystem>
#include <string>
#include <vector>

#include "tessera/host/io/open.hpp"

namespace pictures {

using tessera::bytes;
using tessera::encode_options;

/// One after the other.
inline bytes operator+(bytes a, const bytes& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}

/// Pixels in memory, rows without gaps.
struct picture {
  tessera::format format;
  bytes data;
  tessera::metadata extra;
  std::byte* row(std::int64_t y) { return data.data() + y * format.row_bytes(); }
  const std::byte* row(std::int64_t y) const { return data.data() + y * format.row_bytes(); }
  template <class T>
  T sample(std::int64_t x, std::int64_t y, int c) const {
    T value;
    std::memcpy(&value, row(y) + x * format.pixel_bytes() + c * static_cast<std::int64_t>(sizeof(T)), sizeof(T));
    return value;
  }
};

/// Smooth ramps with noise from a fixed generator; `alpha` takes all values. f32 lies in -0.5..1.5.
picture make(const tessera::format& format, unsigned seed = 1);

/// All rows of a source, asked for in chunks of `step` rows.
picture read(tessera::source& from, std::int64_t step = 7);
picture read(const bytes& file, std::int64_t step = 7);

/// The file of a picture, written in chunks of `step` rows.
bytes write(const picture& p, const std::string& extension, const encode_options& options = {}, std::int64_t step = 5);

bytes load(const std::string& path);
void save(const std::string& path, const bytes& data);

/// A folder that is gone at the end of the test.
class scratch_folder {
 public:
  scratch_folder();
  ~scratch_folder();
  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::string path() const { return path_.string(); }
  /// How many entries it holds, hidden ones too.
  std::size_t entries() const;

 private:
  std::filesystem::path path_;
};

/// The photographs, or nothing where they are not.
std::vector<std::string> photographs(const std::string& extension);

}  // namespace pictures
