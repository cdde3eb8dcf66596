// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace tessera::inline v0 {

/// Reach of a rectangular window to each side; it is 2 x + 1 wide and 2 y + 1 high.
struct window_radius {
  int x = 1, y = 1;
};

/// The window that an operator's `radius` (one number or two) or `size` (odd, 0 if not given) asks for.
/// Throws `error` of kind usage, naming the operator, if a radius is not whole or the size is even.
window_radius window_of(const char* operator_name, const std::vector<float>& radius, int size);

}  // namespace tessera::inline v0
