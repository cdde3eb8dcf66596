// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "tessera/host/io/input.hpp"
#include "tessera/kernels/view.hpp"

namespace tessera::inline v0::io {

/// What a header says before anything is decoded.
struct stated_picture {
  extent size;
  std::uint64_t pixel_bytes;  ///< that OpenCV needs while it decodes, at most
};

/// Of a WebP, BMP, PNM, PFM, Radiance HDR, JPEG 2000 or Sun raster file; nullopt where it is not found.
std::optional<stated_picture> stated(const input& from);

/// Changes what OpenCV 4.6 misreads into what it reads: comments in a PFM, gray Sun rasters without a table of colours.
void amend(const std::string& type, bytes& file);

}  // namespace tessera::inline v0::io
