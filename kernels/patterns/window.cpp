// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/window.hpp"

#include <cmath>
#include <string>

#include "tessera/kernels/error.hpp"

namespace tessera::inline v0 {

window_radius window_of(const char* operator_name, const std::vector<float>& radius, int size) {
  const std::string name = operator_name;
  if (size > 0) {
    if (size % 2 == 0)
      throw error(error_kind::usage, name + ": size " + std::to_string(size) +
                                         " is even, so the window has no centre; " + std::to_string(size - 1) +
                                         " and " + std::to_string(size + 1) + " are the nearest")
          .with_operator(name)
          .with_parameter("size");
    return {size / 2, size / 2};
  }
  for (const float r : radius)
    if (r != std::floor(r))
      throw error(error_kind::usage, name + ": radius " + std::to_string(r) + " is not a whole number of pixels")
          .with_operator(name)
          .with_parameter("radius");
  return {static_cast<int>(radius.front()), static_cast<int>(radius.back())};
}

}  // namespace tessera::inline v0
