// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0::io {

/// Turns rows of 8-bit CMYK into sRGB: by the embedded profile (relative colorimetric with black point compensation), or without one
/// by r = (1 - c)(1 - k), rounded.
class cmyk_to_srgb {
 public:
  /// `inverted`: 255 means no ink, as Adobe writes it.
  cmyk_to_srgb(std::span<const std::byte> profile, bool inverted);
  cmyk_to_srgb(cmyk_to_srgb&&) noexcept;
  ~cmyk_to_srgb();
  /// Converts `count` pixels of 4 bytes into pixels of 3 bytes.
  void convert(const std::uint8_t* from, std::uint8_t* to, std::int64_t count) const;

 private:
  struct transform;
  std::unique_ptr<transform> transform_;
  bool inverted_;
};

}  // namespace tessera::inline v0::io
