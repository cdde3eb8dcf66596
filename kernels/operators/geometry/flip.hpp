// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Turns the picture upside down.
struct flip {
  move prepare(const format& in) const {
    move m{in.size};
    m.mirror_y = true;
    return m;
  }
};

}  // namespace tessera::inline v0
