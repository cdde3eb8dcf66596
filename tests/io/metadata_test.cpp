// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <exiv2/exiv2.hpp>

#include "io/expect.hpp"
#include "io/pictures.hpp"
#include "tessera/host/io/exif.hpp"
#include "tessera/host/io/metadata_edit.hpp"
#include "tessera/host/io/photoshop.hpp"

using namespace tessera;
using namespace pictures;

namespace {

const format tagged_format = make_format(sample_type::u8, 3, {40, 30});
constexpr const char* tagged_files[] = {".jpg", ".png", ".tif"};

bytes bytes_of_text(const std::string& text) {
  const auto* p = reinterpret_cast<const std::byte*>(text.data());
  return {p, p + text.size()};
}

/// A camera's block, written by exiv2: turned, with a thumbnail, a place, a serial number and a maker note.
bytes camera_exif(Exiv2::ByteOrder order) {
  Exiv2::ExifData data;
  data["Exif.Image.Make"] = "Maker";
  data["Exif.Image.Artist"] = "Somebody";
  data["Exif.Image.Orientation"] = std::uint16_t{6};
  data["Exif.Photo.PixelXDimension"] = std::uint32_t{6000};
  data["Exif.Photo.PixelYDimension"] = std::uint32_t{4000};
  data["Exif.Photo.ExposureTime"] = Exiv2::URational(1, 250);
  data["Exif.Photo.BodySerialNumber"] = "SN12345";
  data["Exif.GPSInfo.GPSLatitudeRef"] = "N";
  data["Exif.Iop.InteroperabilityIndex"] = "R98";
  const auto note = Exiv2::Value::create(Exiv2::undefined);
  note->read("77 97 107 101 114 0 1 2 3 4 5 6 7 8");
  data.add(Exiv2::ExifKey("Exif.Photo.MakerNote"), note.get());
  const std::vector<Exiv2::byte> thumbnail(2000, 0x55);
  Exiv2::ExifThumb(data).setJpegThumbnail(thumbnail.data(), static_cast<long>(thumbnail.size()));
  Exiv2::Blob blob;
  Exiv2::ExifParser::encode(blob, order, data);
  const auto* p = reinterpret_cast<const std::byte*>(blob.data());
  return {p, p + blob.size()};
}

Exiv2::ExifData decode(const bytes& block) {
  Exiv2::ExifData data;
  Exiv2::ExifParser::decode(data, reinterpret_cast<const Exiv2::byte*>(block.data()),
                            static_cast<std::uint32_t>(block.size()));
  return data;
}

std::string value(const Exiv2::ExifData& data, const char* key) {
  const auto found = data.findKey(Exiv2::ExifKey(key));
  return found == data.end() ? "" : found->toString();
}

/// What exiv2 itself finds in a file.
Exiv2::ExifData exif_of_file(const bytes& file) {
  const auto image =
      Exiv2::ImageFactory::open(reinterpret_cast<const Exiv2::byte*>(file.data()), static_cast<long>(file.size()));
  image->readMetadata();
  return image->exifData();
}

const std::string packet =
    R"(<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">)"
    R"(<rdf:Description rdf:about="" xmlns:tiff="http://ns.adobe.com/tiff/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/" )"
    R"(xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" tiff:Orientation="6" photoshop:City="Nowhere">)"
    R"(<dc:creator><rdf:Seq><rdf:li>Somebody</rdf:li></rdf:Seq></dc:creator><dc:format>image/jpeg</dc:format>)"
    R"(</rdf:Description></rdf:RDF></x:xmpmeta>)";

/// Records 2:5 (title) and 2:90 (city).
bytes iptc_records() { return bytes_of_text(std::string("\x1c\x02\x05\x00\x05Title\x1c\x02\x5a\x00\x07Nowhere", 22)); }

/// Large enough to need two JPEG markers; only its header is looked at.
bytes profile(const char* space) {
  bytes result(70000);
  for (std::size_t i = 132; i < result.size(); ++i) result[i] = static_cast<std::byte>(i * 7);
  std::memcpy(result.data() + 16, space, 4);
  return result;
}

}  // namespace

TEST(metadata, our_reader_reads_what_exiv2_writes) {
  for (const auto order : {Exiv2::littleEndian, Exiv2::bigEndian}) {
    const auto tree = io::parse_exif(camera_exif(order));
    ASSERT_TRUE(tree);
    EXPECT_EQ(tree->big_endian, order == Exiv2::bigEndian);
    EXPECT_EQ(io::orientation_of(*tree), 6);
    EXPECT_EQ(io::entry_integer(tree->photo, io::exif_tag::pixel_x), 6000u);
    EXPECT_EQ(io::entry_rational(tree->photo, 0x829a), 1.0 / 250);
    EXPECT_FALSE(tree->gps.empty());
  }
}

TEST(metadata, exiv2_reads_what_our_writer_writes) {
  for (const auto order : {Exiv2::littleEndian, Exiv2::bigEndian}) {
    const bytes block = camera_exif(order);
    const auto tree = io::parse_exif(block);
    const bytes written = io::serialise_exif(*tree);
    const Exiv2::ExifData before = decode(block), after = decode(written);
    std::size_t compared = 0;
    for (const auto& entry : before) {
      if (entry.key().starts_with("Exif.Thumbnail") || entry.key().ends_with("Tag"))
        continue;  // the latter are offsets
      EXPECT_EQ(value(after, entry.key().c_str()), entry.toString()) << entry.key();
      ++compared;
    }
    EXPECT_GE(compared, 9u);
    EXPECT_EQ(io::parse_exif(written)->maker_note_offset, tree->maker_note_offset);
  }
}

TEST(metadata, hostile_blocks_are_survived) {
  const bytes block = camera_exif(Exiv2::bigEndian);
  for (std::size_t i = 0; i < block.size(); ++i) {
    for (const int v : {0, 1, 0x7f, 0x80, 0xff}) {
      bytes changed = block;
      changed[i] = static_cast<std::byte>(v);
      if (const auto tree = io::parse_exif(changed)) io::parse_exif(io::serialise_exif(*tree));
    }
    io::parse_exif(bytes(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(i)));
  }
}

TEST(metadata, a_written_picture_is_upright_and_has_its_own_size) {
  for (const char* extension : tagged_files) {
    for (const auto order : {Exiv2::littleEndian, Exiv2::bigEndian}) {
      picture p = make(tagged_format);
      p.extra.exif = camera_exif(order);
      const bytes file = write(p, extension);
      const auto source = open_source(file);
      EXPECT_EQ(source->info().orientation, 1);
      for (const Exiv2::ExifData& data : {decode(source->info().extra.exif), exif_of_file(file)}) {
        EXPECT_EQ(value(data, "Exif.Image.Make"), "Maker") << extension;
        EXPECT_EQ(value(data, "Exif.Image.Orientation"), "1") << extension;
        EXPECT_EQ(value(data, "Exif.Photo.PixelXDimension"), "40") << extension;
        EXPECT_EQ(value(data, "Exif.Photo.PixelYDimension"), "30") << extension;
        EXPECT_EQ(value(data, "Exif.Photo.ExposureTime"), "1/250") << extension;
        EXPECT_EQ(value(data, "Exif.GPSInfo.GPSLatitudeRef"), "N") << extension;
        EXPECT_EQ(value(data, "Exif.Thumbnail.JPEGInterchangeFormatLength"), "") << extension;
      }
      EXPECT_LT(source->info().extra.exif.size(), 1500u) << "the thumbnail of 2000 bytes is still there";
    }
  }
}

TEST(metadata, orientation_is_read_from_every_container) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    io::exif_tree tree;
    io::set_integer(tree.image, io::exif_tag::orientation, static_cast<std::uint32_t>(orientation), true);
    const bytes block = io::serialise_exif(tree);
    io::set_integer(tree.image, io::exif_tag::orientation, 1, true);
    const bytes upright = io::serialise_exif(tree);
    EXPECT_EQ(io::orientation_of(*io::parse_exif(block)), orientation);
    for (const char* extension : {".jpg", ".png"}) {
      // Our sinks reset it, so the number is put into the finished file.
      picture p = make(tagged_format);
      p.extra.exif = block;
      bytes file = write(p, extension);
      const auto at = std::search(file.begin(), file.end(), upright.begin(), upright.end());
      ASSERT_NE(at, file.end()) << extension;
      std::copy(block.begin(), block.end(), at);
      if (std::string(extension) == ".png") {
        const auto sum = static_cast<std::uint32_t>(
            crc32(0, reinterpret_cast<const Bytef*>(&*at) - 4, static_cast<uInt>(block.size() + 4)));
        for (int i = 0; i < 4; ++i)
          at[static_cast<std::ptrdiff_t>(block.size()) + i] = static_cast<std::byte>(sum >> (24 - 8 * i) & 0xff);
      }
      EXPECT_EQ(value(exif_of_file(file), "Exif.Image.Orientation"), std::to_string(orientation));
      EXPECT_EQ(open_source(file)->info().orientation, orientation) << extension;
    }
  }
}

TEST(metadata, blocks_are_carried) {
  for (const char* extension : tagged_files) {
    picture p = make(tagged_format);
    p.extra.icc = profile("RGB ");
    p.extra.xmp = bytes_of_text(packet);
    p.extra.iptc = iptc_records();
    p.extra.dpi_x = p.extra.dpi_y = 240;
    const metadata back = open_source(write(p, extension))->info().extra;
    if (std::string(extension) != ".png") {  // libpng refuses a profile that is none, and PNG has no place for IPTC
      EXPECT_EQ(back.icc, p.extra.icc) << extension;
      ASSERT_GE(back.iptc.size(), p.extra.iptc.size()) << extension;  // TIFF pads to words
      EXPECT_TRUE(std::equal(p.extra.iptc.begin(), p.extra.iptc.end(), back.iptc.begin())) << extension;
    }
    EXPECT_EQ(back.xmp, io::xmp_upright(p.extra.xmp)) << extension;
    EXPECT_NEAR(back.dpi_x, 240, 0.02) << extension;
  }
}

TEST(metadata, xmp_is_set_upright) {
  const auto text = [](const bytes& b) { return std::string(reinterpret_cast<const char*>(b.data()), b.size()); };
  EXPECT_NE(text(io::xmp_upright(bytes_of_text(packet))).find("tiff:Orientation=\"1\""), std::string::npos);
  EXPECT_EQ(text(io::xmp_upright(bytes_of_text("<tiff:Orientation>8</tiff:Orientation>"))),
            "<tiff:Orientation>1</tiff:Orientation>");
}

TEST(metadata, a_profile_of_another_colour_space_is_left_out) {
  picture gray = make(make_format(sample_type::u8, 1, {40, 30}));
  gray.extra.icc = profile("RGB ");
  EXPECT_TRUE(open_source(write(gray, ".jpg"))->info().extra.icc.empty());
  gray.extra.icc = profile("GRAY");
  EXPECT_EQ(open_source(write(gray, ".jpg"))->info().extra.icc, gray.extra.icc);
}

TEST(metadata, private_parts_go_on_request) {
  for (const char* extension : tagged_files) {
    picture p = make(tagged_format);
    p.extra.exif = camera_exif(Exiv2::littleEndian);
    p.extra.xmp = bytes_of_text(packet);
    p.extra.iptc = iptc_records();
    encode_options options;
    options.keep_metadata = encode_options::keep::no_private;
    const bytes file = write(p, extension, options);
    const std::string text(reinterpret_cast<const char*>(file.data()), file.size());
    for (const char* secret : {"Somebody", "SN12345", "Nowhere", "Maker\x01"})
      EXPECT_EQ(text.find(secret), std::string::npos) << secret << extension;
    const Exiv2::ExifData data = exif_of_file(file);
    EXPECT_EQ(value(data, "Exif.GPSInfo.GPSLatitudeRef"), "");
    EXPECT_EQ(value(data, "Exif.Photo.ExposureTime"), "1/250");
    EXPECT_NE(text.find("image/jpeg"), std::string::npos) << "what is not private in XMP stays";
    if (std::string(extension) != ".png") {
      EXPECT_NE(text.find("Title"), std::string::npos);
    }
  }
}

TEST(metadata, none_leaves_the_profile_alone) {
  picture p = make(tagged_format);
  p.extra.exif = camera_exif(Exiv2::littleEndian);
  p.extra.xmp = bytes_of_text(packet);
  p.extra.icc = profile("RGB ");
  p.extra.dpi_x = p.extra.dpi_y = 300;
  encode_options options;
  options.keep_metadata = encode_options::keep::none;
  const metadata back = open_source(write(p, ".jpg", options))->info().extra;
  EXPECT_TRUE(back.exif.empty() && back.xmp.empty());
  EXPECT_EQ(back.dpi_x, 0);
  EXPECT_EQ(back.icc, p.extra.icc);
}
