// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <stdexcept>

#include "tessera/host/image.hpp"
#include "tessera/host/io/picture.hpp"

namespace tessera::test {

/// A picture in memory that gives its rows like a file; may break at a row, or refuse to be read twice.
class row_source final : public source {
 public:
  explicit row_source(const image& pixels) : pixels_(pixels) { info_.layout = pixels.format(); }
  const picture_info& info() const override { return info_; }
  void read(std::byte* const* rows, std::int64_t count) override {
    for (std::int64_t k = 0; k < count; ++k, ++next_) {
      if (next_ == breaks_at) throw error(error_kind::unreadable, "the file is cut short");
      if (next_ >= pixels_.format().size.height) throw std::logic_error("read past the last row");
      std::memcpy(rows[k], pixels_.pixels().row(next_), static_cast<std::size_t>(pixels_.format().row_bytes()));
    }
  }
  void rewind() override { next_ = 0, ++rewinds; }
  std::size_t memory() const override { return 0; }

  std::int64_t breaks_at = -1;
  int rewinds = 0;

 private:
  image pixels_;
  picture_info info_;
  std::int64_t next_ = 0;
};

/// Collects rows; counts them, so that a row too many is found.
class row_sink final : public sink {
 public:
  explicit row_sink(const format& layout) : pixels(layout) {}
  void write(const std::byte* const* rows, std::int64_t count) override {
    for (std::int64_t k = 0; k < count; ++k, ++next) {
      if (next == breaks_at) throw error(error_kind::no_space, "the disk is full");
      if (next >= pixels.format().size.height) throw std::logic_error("a row too many");
      std::memcpy(pixels.edit().row(next), rows[k], static_cast<std::size_t>(pixels.format().row_bytes()));
    }
  }
  void finish() override {}

  image pixels;
  std::int64_t next = 0;
  std::int64_t breaks_at = -1;
};

}  // namespace tessera::test
