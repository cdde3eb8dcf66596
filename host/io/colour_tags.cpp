// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/colour_tags.hpp"

#include <algorithm>
#include <string_view>

#include "tessera/host/io/colours.hpp"
#include "tessera/host/io/exif.hpp"
#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/input.hpp"
#include "tessera/host/io/png_chunks.hpp"
#include "tessera/host/io/profile.hpp"

namespace tessera::inline v0 {
namespace io {

namespace {

constexpr std::uint16_t interoperability_index = 1;
constexpr std::uint32_t exif_srgb = 1, exif_uncalibrated = 0xffff;

bytes bytes_of_text(std::string_view text) {
  const auto* const data = reinterpret_cast<const std::byte*>(text.data());
  return {data, data + text.size()};
}

/// The chunks of PNG's specification for sRGB, relative colorimetric; gamma and primaries for those that do not know the first.
void tag_as_srgb(metadata& extra) {
  using namespace std::string_view_literals;
  extra.png_chunks.emplace_back("sRGB", bytes_of_text("\x01"sv));
  extra.png_chunks.emplace_back("gAMA", bytes_of_text("\0\0\xb1\x8f"sv));
  extra.png_chunks.emplace_back(
      "cHRM", bytes_of_text(
                  "\0\0\x7a\x26\0\0\x80\x84\0\0\xfa\0\0\0\x80\xe8\0\0\x75\x30\0\0\xea\x60\0\0\x3a\x98\0\0\x17\x70"sv));
}

bytes profile_for(const target_colours& colours, bool gray) {
  const lcms_context lcms;
  if (colours.kind != target_colours::which::profile) return file_of(srgb_profile(lcms, gray).get());
  const profile_handle wanted = open_profile(lcms, *colours.profile);
  if (is_gray(wanted.get()) == gray) return *colours.profile;
  const profile_handle companion = companion_profile(lcms, wanted.get());
  return companion ? file_of(companion.get()) : bytes{};
}

bytes exif_of_colours(const bytes& block, bool srgb) {
  auto tree = parse_exif(block);
  if (!tree) return block;
  set_integer(tree->photo, exif_tag::colour_space, srgb ? exif_srgb : exif_uncalibrated, !tree->photo.empty());
  remove_entry(tree->interoperability, interoperability_index);
  return serialise_exif(*tree);
}

}  // namespace

bool says_adobe_rgb(const metadata& extra) {
  if (extra.exif.empty()) return false;
  const auto tree = parse_exif(extra.exif);
  if (!tree || entry_integer(tree->photo, exif_tag::colour_space) == exif_srgb) return false;
  const exif_entry* const index = find_entry(tree->interoperability, interoperability_index);
  return index != nullptr && index->value.size() >= 3 &&
         std::string_view(reinterpret_cast<const char*>(index->value.data()), 3) == "R03";
}

}  // namespace io

metadata tagged(metadata extra, const target_colours& colours, const format& out, container kind) {
  if (colours.kind == target_colours::which::keep) return extra;
  const bool srgb = colours.kind != target_colours::which::profile;
  std::erase_if(extra.png_chunks, [](const auto& chunk) { return io::is_png_colour(chunk.first); });
  extra.icc.clear();
  if (srgb && kind == container::png) io::tag_as_srgb(extra);
  else extra.icc = io::profile_for(colours, out.colour_channels() == 1);
  if (!extra.exif.empty()) extra.exif = io::exif_of_colours(extra.exif, srgb);
  return extra;
}

target_colours colours_of_file(const std::string& path) {
  const auto refuse = [&](const char* why) {
    io::fail(
        error_kind::usage, path,
        std::string(why) + "; give the profile of a display or of a working space, such as Adobe RGB or Display P3");
  };
  constexpr std::uint64_t most = std::uint64_t{16} << 20;
  const auto file = std::make_shared<const bytes>(io::input(path, read_options{}).all(most));
  const io::lcms_context lcms;
  const io::profile_handle profile = io::open_profile(lcms, *file);
  if (!profile) refuse("is no ICC profile");
  if (!io::is_for_pictures(profile.get())) refuse("is a profile that pictures of RGB or gray cannot have");
  if (!io::leads_to(*file)) refuse("says what the colours of a device look like, but not how to make them");
  return {target_colours::which::profile, file};
}

}  // namespace tessera::inline v0
