// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0 {

/// The smallest rectangle that holds every pixel unlike the top left one, found while the rows come by, top to bottom.
class content_box final : public sink {
 public:
  content_box(const format& layout, float tolerance) : layout_(layout), tolerance_(tolerance) {}
  void write(const std::byte* const* rows, std::int64_t count) override;
  void finish() override {}
  /// All of the picture where every pixel is like the corner.
  rect box() const { return box_.empty() ? whole(layout_.size) : box_; }

 private:
  template <class T>
  void add(const T* row);

  format layout_;
  double tolerance_;
  std::vector<double> corner_;
  std::int64_t y_ = 0;
  rect box_;
};

}  // namespace tessera::inline v0
