// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "tessera/host/io/input.hpp"
#include "tessera/kernels/view.hpp"

namespace tessera::inline v0::io {

/// The size that the header of a WebP, BMP, PNM, PFM, JPEG 2000 or Sun raster file states; nullopt where it is not found.
std::optional<extent> stated_size(const input& from);

/// Changes what OpenCV 4.6 misreads into what it reads: comments in a PFM, gray Sun rasters without a table of colours.
void amend(const std::string& type, bytes& file);

/// Whether a WebP holds its pixels without loss (VP8L), by its chunks.
bool is_lossless_webp(const input& from);

/// Whether a WebP says that it has frames.
bool is_animated_webp(const input& from);

/// The contents of a WebP's ANMF chunks, as far as they are complete.
std::vector<std::span<const std::byte>> webp_frames(std::span<const std::byte> file);

/// Fills in profile, EXIF and XMP from the chunks of a WebP, and what EXIF says of orientation and resolution.
void take_webp_metadata(const input& from, picture_info& to);

}  // namespace tessera::inline v0::io
