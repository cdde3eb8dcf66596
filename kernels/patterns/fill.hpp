// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// A colour as the channels of a format, in fractions of white: gray gets its luma (BT.601, as `grayscale`), alpha its place at the end.
std::array<float, 4> channels_of(const colour& c, const format& f);

}  // namespace tessera::inline v0
