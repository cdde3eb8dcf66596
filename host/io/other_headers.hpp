// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "tessera/host/io/input.hpp"
#include "tessera/kernels/view.hpp"

namespace tessera::inline v0::io {

/// The size that the header of a WebP, BMP, PNM, PFM, JPEG 2000 or Sun raster file states; nullopt where it is not found.
std::optional<extent> stated_size(const input& from);

/// Fills in profile, EXIF and XMP from the chunks of a WebP.
void webp_metadata(const input& from, metadata& to);

}  // namespace tessera::inline v0::io
