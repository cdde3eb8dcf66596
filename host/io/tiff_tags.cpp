// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/tiff_tags.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

#include "tessera/host/io/photoshop.hpp"

namespace tessera::inline v0::io {

namespace {

/// What libtiff knows of tags; where a tag goes here: `places` holds for pixels at their places alone, `data` for what they measure.
enum class home : std::uint8_t { exif, places, data };

struct carried_tag {
  std::uint16_t tag;
  TIFFDataType type;
  home where;
  const char* name;
};

/// The tags of the first directory that describe the picture, not its storage: TIFF 6.0, EXIF 2.32, GeoTIFF 1.1, GDAL.
constexpr std::array carried_tags{
    carried_tag{0x00b, TIFF_ASCII, home::exif, "ProcessingSoftware"},
    carried_tag{0x10d, TIFF_ASCII, home::exif, "DocumentName"},
    carried_tag{0x10e, TIFF_ASCII, home::exif, "ImageDescription"},
    carried_tag{0x10f, TIFF_ASCII, home::exif, "Make"},
    carried_tag{0x110, TIFF_ASCII, home::exif, "Model"},
    carried_tag{0x11d, TIFF_ASCII, home::exif, "PageName"},
    carried_tag{0x131, TIFF_ASCII, home::exif, "Software"},
    carried_tag{0x132, TIFF_ASCII, home::exif, "DateTime"},
    carried_tag{0x13b, TIFF_ASCII, home::exif, "Artist"},
    carried_tag{0x13c, TIFF_ASCII, home::exif, "HostComputer"},
    carried_tag{0x13e, TIFF_RATIONAL, home::exif, "WhitePoint"},
    carried_tag{0x13f, TIFF_RATIONAL, home::exif, "PrimaryChromaticities"},
    carried_tag{0x4746, TIFF_SHORT, home::exif, "Rating"},
    carried_tag{0x4749, TIFF_SHORT, home::exif, "RatingPercent"},
    carried_tag{0x8298, TIFF_ASCII, home::exif, "Copyright"},
    carried_tag{0x9c9b, TIFF_BYTE, home::exif, "XPTitle"},
    carried_tag{0x9c9c, TIFF_BYTE, home::exif, "XPComment"},
    carried_tag{0x9c9d, TIFF_BYTE, home::exif, "XPAuthor"},
    carried_tag{0x9c9e, TIFF_BYTE, home::exif, "XPKeywords"},
    carried_tag{0x9c9f, TIFF_BYTE, home::exif, "XPSubject"},
    carried_tag{0xc4a5, TIFF_UNDEFINED, home::exif, "PrintIM"},
    carried_tag{33550, TIFF_DOUBLE, home::places, "ModelPixelScale"},
    carried_tag{33922, TIFF_DOUBLE, home::places, "ModelTiepoint"},
    carried_tag{34264, TIFF_DOUBLE, home::places, "ModelTransformation"},
    carried_tag{34735, TIFF_SHORT, home::places, "GeoKeyDirectory"},
    carried_tag{34736, TIFF_DOUBLE, home::places, "GeoDoubleParams"},
    carried_tag{34737, TIFF_ASCII, home::places, "GeoAsciiParams"},
    carried_tag{50844, TIFF_DOUBLE, home::places, "RPCCoefficient"},
    carried_tag{42112, TIFF_ASCII, home::data, "GDALMetadata"},
    carried_tag{42113, TIFF_ASCII, home::data, "GDALNoData"},
};

const carried_tag* find_carried(const exif_entry& entry) {
  const auto found = std::ranges::find(carried_tags, entry.tag, &carried_tag::tag);
  return found == carried_tags.end() ? nullptr : &*found;
}

bytes field_block(TIFF* tiff, std::uint32_t tag) {
  std::uint32_t count = 0;
  void* data = nullptr;
  if (TIFFGetField(tiff, tag, &count, &data) == 0 || data == nullptr) return {};
  const auto* first = static_cast<const std::byte*>(data);
  return {first, first + count};
}

bytes iptc_of(const exif_entry& entry) {
  bytes records = entry.value;
  // Often declared as LONG, and then swapped by readers of the other byte order.
  if (entry.type != 4 || records.empty() || records[0] == std::byte{0x1c}) return records;
  for (std::size_t i = 0; i + 4 <= records.size(); i += 4)
    std::reverse(records.begin() + static_cast<std::ptrdiff_t>(i),
                 records.begin() + static_cast<std::ptrdiff_t>(i + 4));
  return records;
}

/// The names that libtiff does not know itself; it keeps the pointers.
void register_tags(TIFF* tiff) {
  static const auto fields = [] {
    std::array<TIFFFieldInfo, carried_tags.size()> result{};
    for (std::size_t i = 0; i < carried_tags.size(); ++i) {
      const carried_tag& c = carried_tags[i];
      const bool text = c.type == TIFF_ASCII;
      const short count = text ? TIFF_VARIABLE : TIFF_VARIABLE2;
      result[i] = {c.tag,
                   count,
                   count,
                   c.type,
                   FIELD_CUSTOM,
                   1,
                   static_cast<unsigned char>(text ? 0 : 1),
                   const_cast<char*>(c.name)};
    }
    return result;
  }();
  TIFFMergeFieldInfo(tiff, fields.data(), static_cast<std::uint32_t>(fields.size()));
}

/// libtiff takes the rationals of the tags that it knows as floats.
void set_rationals(TIFF* tiff, const exif_entry& entry) {
  const std::size_t expected = entry.tag == TIFFTAG_WHITEPOINT ? 2 : 6;
  if (entry.count != expected) return;
  std::array<float, 6> values{};
  for (std::size_t i = 0; i < expected; ++i) {
    std::array<std::uint32_t, 2> parts{};
    std::memcpy(parts.data(), entry.value.data() + 8 * i, 8);
    if (parts[1] == 0) return;
    values[i] = static_cast<float>(static_cast<double>(parts[0]) / parts[1]);
  }
  TIFFSetField(tiff, entry.tag, values.data());
}

void set_directory(TIFF* tiff, const exif_directory& directory) {
  for (const exif_entry& entry : directory) {
    const carried_tag* const known = find_carried(entry);
    if (known == nullptr || known->type != entry.type || entry.value.empty()) continue;
    if (known->type == TIFF_ASCII) {
      const std::string text(reinterpret_cast<const char*>(entry.value.data()), entry.value.size());
      TIFFSetField(tiff, entry.tag, text.c_str());
    } else if (known->type == TIFF_RATIONAL) {
      set_rationals(tiff, entry);
    } else {
      TIFFSetField(tiff, entry.tag, static_cast<std::uint32_t>(entry.count), entry.value.data());
    }
  }
}

void set_iptc(TIFF* tiff, bytes records) {
  if (records.empty()) return;
  records.resize((records.size() + 3) / 4 * 4);
  // libtiff counts bytes since 4.5 and 4-byte words before.
  const bool words = TIFFFieldDataType(TIFFFieldWithTag(tiff, TIFFTAG_RICHTIFFIPTC)) == TIFF_LONG;
  TIFFSetField(tiff, TIFFTAG_RICHTIFFIPTC, static_cast<std::uint32_t>(records.size() / (words ? 4 : 1)),
               records.data());
}

}  // namespace

void read_tiff_tags(TIFF* tiff, const input& from, std::uint64_t offset, picture_info& to) {
  to.extra.icc = field_block(tiff, TIFFTAG_ICCPROFILE);
  to.extra.xmp = field_block(tiff, TIFFTAG_XMLPACKET);
  const bytes resources = field_block(tiff, TIFFTAG_PHOTOSHOP);
  to.extra.photoshop = other_photoshop(resources);
  auto tree = parse_exif(from, offset);
  if (!tree) return;
  to.orientation = orientation_of(*tree);
  resolution_from_exif(*tree, to.extra);
  const exif_entry* const iptc = find_entry(tree->image, TIFFTAG_RICHTIFFIPTC);
  to.extra.iptc = iptc != nullptr ? iptc_of(*iptc) : iptc_of_photoshop(resources);
  exif_tree measured;
  for (const exif_entry& entry : tree->image) {
    const carried_tag* const known = find_carried(entry);
    if (known != nullptr && known->where != home::exif) measured.image.push_back(entry);
  }
  if (!measured.image.empty()) to.extra.georeference = serialise_exif(measured);
  std::erase_if(tree->image, [](const exif_entry& entry) {
    const carried_tag* const known = find_carried(entry);
    return entry.tag != exif_tag::orientation && (known == nullptr || known->where != home::exif);
  });
  if (!tree->image.empty() || !tree->photo.empty() || !tree->gps.empty()) to.extra.exif = serialise_exif(*tree);
}

void set_tiff_tags(TIFF* tiff, const metadata& extra, const exif_tree* tree) {
  const auto put = [tiff](std::uint32_t tag, const bytes& data) {
    if (!data.empty()) TIFFSetField(tiff, tag, static_cast<std::uint32_t>(data.size()), data.data());
  };
  put(TIFFTAG_ICCPROFILE, extra.icc);
  put(TIFFTAG_XMLPACKET, extra.xmp);
  put(TIFFTAG_PHOTOSHOP, extra.photoshop);
  set_iptc(tiff, extra.iptc);
  if (extra.dpi_x > 0 && extra.dpi_y > 0) {
    TIFFSetField(tiff, TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
    TIFFSetField(tiff, TIFFTAG_XRESOLUTION, extra.dpi_x);
    TIFFSetField(tiff, TIFFTAG_YRESOLUTION, extra.dpi_y);
  }
  const auto measured = parse_exif(extra.georeference);
  if (tree == nullptr && !measured) return;
  register_tags(tiff);
  if (tree != nullptr) set_directory(tiff, tree->image);
  if (measured) set_directory(tiff, measured->image);
}

bytes georeference_without_places(const bytes& block) {
  auto tree = parse_exif(block);
  if (!tree) return {};
  std::erase_if(tree->image, [](const exif_entry& entry) {
    const carried_tag* const known = find_carried(entry);
    return known == nullptr || known->where != home::data;
  });
  return tree->image.empty() ? bytes{} : serialise_exif(*tree);
}

}  // namespace tessera::inline v0::io
