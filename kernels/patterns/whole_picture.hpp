// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// White where samples are at least `high`, or at least `low` and connected to those. Throws `error` of kind usage, naming the operator, if low is
/// above high.
whole_picture connected_above(const char* operator_name, float low, float high);

}  // namespace tessera::inline v0
