// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Changes nothing: for converting files, and for measuring what reading and writing cost.
struct copy {
  point prepare() const { return {}; }
};

}  // namespace tessera::inline v0
