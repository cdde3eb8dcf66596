// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Mirrors the picture from left to right.
struct flop {
  move prepare(const format& in) const {
    move m{in.size};
    m.mirror_x = true;
    return m;
  }
};

}  // namespace tessera::inline v0
