// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tessera/kernels/view.hpp"

namespace tessera::cli {

/// A test picture, made row by row.
class pattern {
 public:
  virtual ~pattern() = default;
  /// Writes row y: three values of 0..65535 per pixel, red, green, blue.
  virtual void row(std::int64_t y, std::uint16_t* rgb) const = 0;
};

/// gradient, checker, zone_plate, noise, clouds or photo; throws `tessera::error` of kind usage for other names.
std::unique_ptr<pattern> make_pattern(const std::string& name, extent size, std::uint64_t seed);

/// A lake in the mountains with sun, clouds, trees and film grain: smooth parts, edges, fine texture and saturated
/// colours.
std::unique_ptr<pattern> make_photo(extent size, std::uint64_t seed);

}  // namespace tessera::cli
