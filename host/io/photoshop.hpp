// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0::io {

/// The IPTC-IIM records in a chain of Photoshop image resources (8BIM 0x0404); empty if there are none.
bytes iptc_of_photoshop(std::span<const std::byte> resources);

/// The resources that are neither IPTC nor a thumbnail.
bytes other_photoshop(std::span<const std::byte> resources);

/// The resources without paths, which are drawn on the picture as it was.
bytes photoshop_without_paths(std::span<const std::byte> resources);

/// The one image resource that holds the records.
bytes photoshop_of_iptc(std::span<const std::byte> records);

/// The records without those that name people or places (IPTC-IIM 4.1 records 2:80, 2:85, 2:90 and so on).
bytes iptc_without_private(std::span<const std::byte> records);

}  // namespace tessera::inline v0::io
