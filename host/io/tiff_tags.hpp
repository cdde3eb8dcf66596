// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tiffio.h>

#include "tessera/host/io/exif.hpp"
#include "tessera/host/io/input.hpp"

namespace tessera::inline v0::io {

/// Fills in what the current directory of a TIFF, which lies at `offset`, carries beside the pixels, and the orientation.
void read_tiff_tags(TIFF* tiff, const input& from, std::uint64_t offset, picture_info& to);

/// Sets what goes into the current directory itself; `tree` is that of `extra.exif`, if there is one.
void set_tiff_tags(TIFF* tiff, const metadata& extra, const exif_tree* tree);

/// The block of GeoTIFF's and GDAL's tags without those that tell where pixels lie.
bytes georeference_without_places(const bytes& block);

}  // namespace tessera::inline v0::io
