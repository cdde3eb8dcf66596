// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// An operator that is this one stage, whatever comes in: for composites whose parts depend on the picture, returned by prepare(format).
any_operator as_operator(const char* name, prepared stage);

}  // namespace tessera::inline v0
