// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <map>
#include <span>
#include <string_view>

#include "tessera/host/io/byte_order.hpp"
#include "tessera/host/io/jpeg_decoder.hpp"
#include "tessera/host/io/photoshop.hpp"

namespace tessera::inline v0::io {

namespace {

using namespace std::string_view_literals;

constexpr auto exif_name = "Exif\0\0"sv, xmp_name = "http://ns.adobe.com/xap/1.0/\0"sv, icc_name = "ICC_PROFILE\0"sv,
               photoshop_name = "Photoshop 3.0\0"sv, extension_name = "http://ns.adobe.com/xmp/extension/\0"sv;

std::span<const std::byte> content(const jpeg_marker_struct& marker) {
  return {reinterpret_cast<const std::byte*>(marker.data), marker.data_length};
}

bool starts_with(std::span<const std::byte> data, std::string_view name) {
  return data.size() >= name.size() && std::memcmp(data.data(), name.data(), name.size()) == 0;
}

bytes copy(std::span<const std::byte> data) { return {data.begin(), data.end()}; }

/// A profile comes in numbered pieces (ICC.1:2010 B.4); one that is not complete is none.
bytes join_profile(const std::map<int, std::span<const std::byte>>& pieces, int count) {
  bytes result;
  if (static_cast<int>(pieces.size()) != count) return result;
  for (const auto& [number, piece] : pieces) {
    if (number < 1 || number > count) return {};
    result.insert(result.end(), piece.begin(), piece.end());
  }
  return result;
}

/// XMP 1.1.3.1: 32 letters of identity, the length of the whole, where this part starts in it, the part. Parts of another identity or
/// out of order are left out.
void append_extension(std::span<const std::byte> part, bytes& to) {
  constexpr std::size_t identity = 32, head = identity + 8;
  if (part.size() < head) return;
  const std::size_t start = big_endian(part, identity + 4, 4);
  if (to.empty()) to.assign(part.begin(), part.begin() + identity);
  if (!std::equal(to.begin(), to.begin() + identity, part.begin()) || to.size() - identity != start) return;
  to.insert(to.end(), part.begin() + head, part.end());
}

}  // namespace

metadata jpeg_metadata(const jpeg_decompress_struct& codec) {
  metadata result;
  std::map<int, std::span<const std::byte>> profile;
  int profile_pieces = 0;
  for (const jpeg_marker_struct* marker = codec.marker_list; marker != nullptr; marker = marker->next) {
    const auto data = content(*marker);
    if (marker->marker == JPEG_APP0 + 1 && result.exif.empty() && starts_with(data, exif_name)) {
      result.exif = copy(data.subspan(exif_name.size()));
    } else if (marker->marker == JPEG_APP0 + 1 && result.xmp.empty() && starts_with(data, xmp_name)) {
      result.xmp = copy(data.subspan(xmp_name.size()));
    } else if (marker->marker == JPEG_APP0 + 2 && data.size() > icc_name.size() + 2 && starts_with(data, icc_name)) {
      profile_pieces = static_cast<int>(data[icc_name.size() + 1]);
      profile[static_cast<int>(data[icc_name.size()])] = data.subspan(icc_name.size() + 2);
    } else if (marker->marker == JPEG_APP0 + 13 && starts_with(data, photoshop_name)) {
      const auto resources = data.subspan(photoshop_name.size());
      if (bytes records = iptc_of_photoshop(resources); !records.empty()) result.iptc = std::move(records);
      const bytes others = other_photoshop(resources);
      result.photoshop.insert(result.photoshop.end(), others.begin(), others.end());
    } else if (marker->marker == JPEG_APP0 + 1 && starts_with(data, extension_name)) {
      append_extension(data.subspan(extension_name.size()), result.xmp_extension);
    } else if (marker->marker == JPEG_COM) {
      result.comments.push_back(copy(data));
    }
  }
  result.icc = join_profile(profile, profile_pieces);
  if (codec.saw_JFIF_marker && codec.density_unit != 0) {
    const double per_inch = codec.density_unit == 2 ? 2.54 : 1.0;
    result.dpi_x = codec.X_density * per_inch;
    result.dpi_y = codec.Y_density * per_inch;
  }
  return result;
}

}  // namespace tessera::inline v0::io
