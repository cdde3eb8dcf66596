// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/io/input.hpp"

namespace tessera::inline v0::io {

/// Fills in EXIF and XMP from the chunks of a PNG, wherever they stand: after the pixels too, where libpng meets them too late.
void png_metadata(const input& from, metadata& to);

inline constexpr char png_xmp_keyword[] = "XML:com.adobe.xmp";

}  // namespace tessera::inline v0::io
