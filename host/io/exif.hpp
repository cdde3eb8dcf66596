// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tessera/host/io/input.hpp"
#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0::io {

/// One entry of a TIFF directory; the value's numbers are little-endian whatever the file's order.
struct exif_entry {
  std::uint16_t tag = 0, type = 0;
  std::uint64_t count = 0;
  bytes value;
};

using exif_directory = std::vector<exif_entry>;

/// An EXIF block (TIFF 6.0 structure, EXIF 2.32): its directories without the thumbnail's.
struct exif_tree {
  bool big_endian = false;
  exif_directory image, photo, gps, interoperability;
  std::uint64_t maker_note_offset = 0;  ///< where it stood: some makers' notes hold offsets from the block's start
};

namespace exif_tag {
inline constexpr std::uint16_t colour_space = 0xa001, new_subfile_type = 0xfe, width = 0x100, height = 0x101,
                               orientation = 0x112, x_resolution = 0x11a, y_resolution = 0x11b, resolution_unit = 0x128,
                               artist = 0x13b, host_computer = 0x13c, photo_directory = 0x8769, gps_directory = 0x8825,
                               maker_note = 0x927c, user_comment = 0x9286, pixel_x = 0xa002, pixel_y = 0xa003,
                               interoperability_directory = 0xa005, image_unique_id = 0xa420, owner_name = 0xa430,
                               body_serial = 0xa431, lens_serial = 0xa435, xp_author = 0x9c9d;
}

/// Reads the structure from a block or a TIFF file; `first_directory` is another one than the header names. Hostile offsets and counts are left out, never followed; nullopt if there is no
/// TIFF header.
std::optional<exif_tree> parse_exif(const input& from, std::uint64_t first_directory = 0);
std::optional<exif_tree> parse_exif(std::span<const std::byte> block);

/// Where the directories of a TIFF lie that follow each other, pages as a rule; a chain that bites its own tail ends there.
std::vector<std::uint64_t> tiff_directories(const input& from);
/// Whether the second directory holds a smaller version of the first.
bool is_pyramid(const input& from, const std::vector<std::uint64_t>& directories);

/// The block of a tree, in the tree's byte order.
bytes serialise_exif(const exif_tree& tree);

/// An entry of whole numbers of type 1 (BYTE), 3 (SHORT), 4 (LONG) or 16 (LONG8).
exif_entry number_entry(std::uint16_t tag, std::uint16_t type, std::span<const std::uint64_t> values);

/// A directory as bytes for a little-endian TIFF file; `next` is where the one after it lies.
struct placed_directory {
  bytes data;                ///< to be written at the base
  std::uint64_t offset = 0;  ///< of the directory itself in the file
};
placed_directory place_directory(const exif_directory& directory, std::uint64_t base, bool big_tiff,
                                 const exif_directory& interoperability = {}, std::uint64_t next = 0);

const exif_entry* find_entry(const exif_directory& directory, std::uint16_t tag);
/// The first number of an integer entry, or nullopt.
std::optional<std::uint64_t> entry_integer(const exif_directory& directory, std::uint16_t tag);
/// The first number of a rational entry, or nullopt.
std::optional<double> entry_rational(const exif_directory& directory, std::uint16_t tag);
/// Replaces the entry's value by a number of type SHORT, or LONG if it needs that; adds the entry if `add`.
void set_integer(exif_directory& directory, std::uint16_t tag, std::uint32_t value, bool add);
void remove_entry(exif_directory& directory, std::uint16_t tag);
/// The size of the numbers that a value of this field type consists of: rationals are pairs of 4-byte ones.
int exif_number_bytes(std::uint16_t type);

/// 1..8; 1 if the tree says nothing valid.
int orientation_of(const exif_tree& tree);
/// Sets pixels per inch from the resolution tags, where they are there.
void resolution_from_exif(const exif_tree& tree, metadata& to);

}  // namespace tessera::inline v0::io
