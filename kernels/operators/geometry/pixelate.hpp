// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/sizing.hpp"

namespace tessera::inline v0 {

/// Makes square blocks of one colour each, the mean of what they cover; they start at the top left corner, so those at the right and the
/// bottom edge may be smaller. Example: `pixelate 12`
struct pixelate {
  int size = 8;

  static constexpr auto parameters() {
    return params{param{"size", &pixelate::size, range{1, largest_side}, "of a block's sides", unit::pixels}};
  }

  prepared prepare(const format& in) const { return {blocks("pixelate", size, in), in}; }
};

}  // namespace tessera::inline v0
