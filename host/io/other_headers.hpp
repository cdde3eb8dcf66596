// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "tessera/host/io/input.hpp"
#include "tessera/kernels/view.hpp"

namespace tessera::inline v0::io {

/// The size that the header of a WebP, BMP, PNM, PFM, JPEG 2000 or Sun raster file states; nullopt where it is not found.
std::optional<extent> stated_size(const input& from);

/// Changes what OpenCV 4.6 misreads into what it reads: comments in a PFM, gray Sun rasters without a table of colours.
void amend(const std::string& type, bytes& file);

}  // namespace tessera::inline v0::io
