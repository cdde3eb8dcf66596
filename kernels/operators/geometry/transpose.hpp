// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Swaps rows and columns: mirrors the picture about its falling diagonal.
struct transpose {
  move prepare(const format& in) const {
    move m{{in.size.height, in.size.width}};
    m.transpose = true;
    return m;
  }
};

}  // namespace tessera::inline v0
