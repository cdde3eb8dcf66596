// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/metadata_edit.hpp"

#include <cstring>
#include <string_view>

#include "tessera/host/io/open.hpp"
#include "tessera/host/io/photoshop.hpp"
#include "tessera/host/io/png_chunks.hpp"
#include "tessera/host/io/tiff_tags.hpp"

namespace tessera::inline v0 {
namespace io {

namespace {

void remove_private(exif_tree& tree) {
  tree.gps.clear();
  for (const auto tag : {exif_tag::artist, exif_tag::host_computer, exif_tag::xp_author}) remove_entry(tree.image, tag);
  for (const auto tag : {exif_tag::maker_note, exif_tag::user_comment, exif_tag::image_unique_id, exif_tag::owner_name,
                         exif_tag::body_serial, exif_tag::lens_serial}) {
    remove_entry(tree.photo, tag);
  }
}

bytes edited_exif(const bytes& block, const format& layout, bool no_private) {
  auto tree = parse_exif(block);
  if (!tree) return {};
  set_integer(tree->image, exif_tag::orientation, 1, false);
  const auto width = static_cast<std::uint32_t>(layout.size.width),
             height = static_cast<std::uint32_t>(layout.size.height);
  set_integer(tree->image, exif_tag::width, width, false);
  set_integer(tree->image, exif_tag::height, height, false);
  set_integer(tree->photo, exif_tag::pixel_x, width, false);
  set_integer(tree->photo, exif_tag::pixel_y, height, false);
  if (no_private) remove_private(*tree);
  return serialise_exif(*tree);
}

/// Bytes 16 to 19 of an ICC profile name its colour space.
bool profile_suits(const bytes& profile, const format& layout) {
  if (profile.size() < 128) return false;
  const std::string_view space(reinterpret_cast<const char*>(profile.data()) + 16, 4);
  return space == (layout.colour_channels() == 1 ? "GRAY" : "RGB ");
}

}  // namespace

bytes xmp_upright(bytes packet) {
  std::string_view text(reinterpret_cast<const char*>(packet.data()), packet.size());
  constexpr std::string_view name = "tiff:Orientation";
  for (auto at = text.find(name); at != text.npos; at = text.find(name, at + 1)) {
    // Either an attribute, tiff:Orientation="6", or an element, <tiff:Orientation>6<.
    const auto digit = text.find_first_not_of(" \t\r\n=\"'>", at + name.size());
    if (digit != text.npos && text[digit] >= '2' && text[digit] <= '8') packet[digit] = std::byte{'1'};
  }
  return packet;
}

metadata metadata_to_write(const metadata& from, const format& layout, const encode_options& options) {
  metadata result;
  if (profile_suits(from.icc, layout)) result.icc = from.icc;
  const bool all = options.keep_metadata == encode_options::keep::all;
  for (const auto& chunk : from.png_chunks) {
    if (all || is_png_colour(chunk.first)) result.png_chunks.push_back(chunk);
  }
  if (options.keep_metadata == encode_options::keep::none) return result;
  const bool no_private = options.keep_metadata == encode_options::keep::no_private;
  result.dpi_x = from.dpi_x;
  result.dpi_y = from.dpi_y;
  if (!from.exif.empty()) result.exif = edited_exif(from.exif, layout, no_private);
  if (!from.xmp.empty()) result.xmp = xmp_upright(no_private ? xmp_without_private(from.xmp) : from.xmp);
  if (all) {
    result.photoshop = from.photoshop;
    result.georeference = from.georeference;
    result.comments = from.comments;
    result.xmp_extension = from.xmp_extension;
  }
  if (!from.iptc.empty()) result.iptc = no_private ? iptc_without_private(from.iptc) : from.iptc;
  return result;
}

}  // namespace io

metadata without_places(metadata extra) {
  extra.georeference = io::georeference_without_places(extra.georeference);
  extra.photoshop = io::photoshop_without_paths(extra.photoshop);
  return extra;
}

}  // namespace tessera::inline v0
