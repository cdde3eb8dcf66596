// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "tessera/kernels/view.hpp"

namespace tessera::inline v0 {

/// A picture in memory: run-time format, shared immutable pixels, cheap to copy.
class image {
 public:
  image() = default;
  /// Room for a picture, filled by the caller through `edit()` before it is shared.
  explicit image(const format& layout);
  /// A copy of foreign pixels.
  explicit image(const const_view& pixels);

  const tessera::format& format() const { return format_; }
  bool empty() const { return !pixels_; }
  const_view pixels() const { return {pixels_.get(), pitch_, format_, channel_order::rgb}; }
  operator const_view() const { return pixels(); }
  /// The pixels to write to; of use only while no copy of this image exists.
  view edit() { return {pixels_.get(), pitch_, format_, channel_order::rgb}; }

 private:
  tessera::format format_;
  std::ptrdiff_t pitch_ = 0;
  std::shared_ptr<std::byte> pixels_;
};

/// Same format and the same samples to the bit.
bool operator==(const image& a, const image& b);

}  // namespace tessera::inline v0
