// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/io/exif.hpp"
#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0::io {

/// What of a picture's metadata goes into a new file of that layout: the orientation is reset, sizes are updated, the thumbnail and
/// a profile of another colour space are dropped, and if the options say so private parts with all that cannot be told from them. `keep::none` keeps the colour profile
/// alone, without which the samples would mean other colours.
metadata metadata_to_write(const metadata& from, const format& layout, const encode_options& options);

/// The packet with every tiff:Orientation set to 1.
bytes xmp_upright(bytes packet);

/// The packet without the properties that name persons, places or devices; empty if it cannot be parsed.
bytes xmp_without_private(const bytes& packet);

}  // namespace tessera::inline v0::io
