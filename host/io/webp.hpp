// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "tessera/host/io/input.hpp"
#include "tessera/kernels/view.hpp"

namespace tessera::inline v0::io {

/// Whether a WebP holds its pixels without loss (VP8L), by its chunks.
bool is_lossless_webp(const input& from);

/// Whether a WebP says that it has frames.
bool is_animated_webp(const input& from);

/// The contents of a WebP's ANMF chunks, as far as they are complete.
std::vector<std::span<const std::byte>> webp_frames(std::span<const std::byte> file);

/// Fills in profile, EXIF and XMP from the chunks of a WebP, and what EXIF says of orientation and resolution.
void take_webp_metadata(const input& from, picture_info& to);

/// The file of one picture with profile, EXIF and XMP put around its pixels (RFC 9649, 2.7).
bytes webp_with_blocks(std::span<const std::byte> file, const format& layout, const metadata& extra);

}  // namespace tessera::inline v0::io
