// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0::io {

struct lcms_transform;

/// Turns rows of CMYK of 8 or 16 bits into sRGB of as many: by the embedded profile (relative colorimetric with black point
/// compensation), or without one by r = (1 - c)(1 - k), rounded.
class cmyk_to_srgb {
 public:
  /// `inverted`: 255 means no ink, as Adobe writes it.
  cmyk_to_srgb(std::span<const std::byte> profile, bool inverted, int bits = 8);
  cmyk_to_srgb(cmyk_to_srgb&&) noexcept;
  ~cmyk_to_srgb();
  /// Converts `count` pixels of 4 samples, `step` samples apart, into pixels of 3 samples.
  void convert(const std::byte* from, std::byte* to, std::int64_t count, int step = 4) const;

 private:
  std::unique_ptr<lcms_transform> transform_;
  bool inverted_;
  int bits_;
};

/// Turns rows of CIE L*a*b* (D50) of 8, 16 or 32 bits (floats) as TIFF stores them into sRGB of as many, relative colorimetric.
class lab_to_srgb {
 public:
  /// `offset`: a* and b* are stored with 128 added (ICCLab) and not as signed numbers (CIELab).
  lab_to_srgb(bool offset, int bits);
  lab_to_srgb(lab_to_srgb&&) noexcept;
  ~lab_to_srgb();
  /// Converts `count` pixels of 3 samples, `step` samples apart.
  void convert(const std::byte* from, std::byte* to, std::int64_t count, int step = 3) const;

 private:
  std::unique_ptr<lcms_transform> transform_;
  bool offset_;
  int bits_;
};

}  // namespace tessera::inline v0::io
