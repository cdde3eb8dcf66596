// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "tessera/host/io/input.hpp"

namespace tessera::inline v0::io {

/// Fills in EXIF, XMP and what else is carried from PNG to PNG from the chunks, wherever they stand: after the pixels too, where libpng meets them too late.
/// Returns how many pictures there are: the default image and the frames of an animation (APNG).
int png_metadata(const input& from, metadata& to);

/// Whether a chunk says how the samples are meant, like a profile.
bool is_png_colour(std::string_view name);

inline constexpr char png_xmp_keyword[] = "XML:com.adobe.xmp";

}  // namespace tessera::inline v0::io
