// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>

#include "io/pictures.hpp"
#include "io/raw_tiff.hpp"
#include "tessera/host/io/exif.hpp"
#include "tessera/host/io/photoshop.hpp"
#include "tessera/host/io/png_chunks.hpp"

using namespace tessera;
using namespace pictures;

namespace {

using keep = encode_options::keep;

bytes of_text(const std::string& text) {
  const auto* p = reinterpret_cast<const std::byte*>(text.data());
  return {p, p + text.size()};
}

picture small() { return make(make_format(sample_type::u8, 3, {40, 30})); }

metadata back(const picture& p, const char* extension, keep kept = keep::all) {
  encode_options options;
  options.keep_metadata = kept;
  return open_source(write(p, extension, options))->info().extra;
}

/// An image resource (8BIM) without a name.
bytes resource(int id, const std::string& content) {
  bytes result = of_text("8BIM");
  for (const int v : {id >> 8, id & 0xff, 0, 0, 0, 0, 0, static_cast<int>(content.size())})
    result.push_back(static_cast<std::byte>(v));
  const bytes data = of_text(content);
  result.insert(result.end(), data.begin(), data.end());
  if (content.size() % 2 != 0) result.push_back(std::byte{0});
  return result;
}

/// A directory of one entry for each tag: little-endian doubles, or text.
bytes directory(const std::vector<std::pair<std::uint16_t, std::string>>& texts,
                const std::vector<std::uint16_t>& doubles) {
  io::exif_tree tree;
  for (const auto& [tag, text] : texts) tree.image.push_back({tag, 2, text.size() + 1, of_text(text + '\0')});
  for (const auto tag : doubles) tree.image.push_back({tag, 12, 3, bytes(24, std::byte{0x40})});
  return io::serialise_exif(tree);
}

std::vector<std::uint16_t> tags_of(const bytes& block) {
  std::vector<std::uint16_t> result;
  if (const auto tree = io::parse_exif(block)) {
    for (const auto& entry : tree->image) result.push_back(entry.tag);
  }
  std::ranges::sort(result);
  return result;
}

constexpr std::uint16_t pixel_scale = 33550, geo_text = 34737, no_data = 42113;

}  // namespace

TEST(carried, comments_of_a_jpeg) {
  picture p = small();
  p.extra.comments = {of_text("first"), of_text("second")};
  EXPECT_EQ(back(p, ".jpg").comments, p.extra.comments);
  EXPECT_TRUE(back(p, ".jpg", keep::no_private).comments.empty()) << "nobody can tell what they say";
  EXPECT_TRUE(back(p, ".jpg", keep::none).comments.empty());
}

TEST(carried, resources_of_photoshop_beside_iptc) {
  const bytes records = of_text(std::string("\x1c\x02\x05\x00\x05Title", 10));
  const bytes address = resource(0x040b, "http://example.org/"), path = resource(2000, "a path"),
              thumbnail = resource(0x040c, "old");
  EXPECT_EQ(io::other_photoshop(address + io::photoshop_of_iptc(records) + thumbnail + path), address + path);
  for (const char* extension : {".jpg", ".tif"}) {
    picture p = small();
    p.extra.photoshop = address + path;
    p.extra.iptc = records;
    const metadata after = back(p, extension);
    EXPECT_EQ(after.photoshop, address + path) << extension;
    EXPECT_TRUE(std::equal(records.begin(), records.end(), after.iptc.begin())) << extension;
    EXPECT_TRUE(back(p, extension, keep::no_private).photoshop.empty());
    EXPECT_EQ(without_places(p.extra).photoshop, address) << "a path lies where the pixels were";
  }
  EXPECT_TRUE(io::other_photoshop(of_text("8BIM\x04\x0b\x00\x00\xff\xff\xff\xff")).empty());
}

TEST(carried, the_second_part_of_a_large_xmp_packet) {
  picture p = small();
  p.extra.xmp = of_text("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>");
  p.extra.xmp_extension = of_text(std::string(32, 'A')) + bytes(150000, std::byte{0x61});
  EXPECT_EQ(back(p, ".jpg").xmp_extension, p.extra.xmp_extension);
  EXPECT_TRUE(back(p, ".jpg", keep::no_private).xmp_extension.empty());
}

TEST(carried, chunks_of_a_png) {
  picture p = small();
  p.extra.png_chunks = {{"gAMA", bytes{std::byte{0}, std::byte{0}, std::byte{0xb1}, std::byte{0x8f}}},
                        {"sRGB", bytes{std::byte{0}}},
                        {"tEXt", of_text(std::string("Title\0A title", 13))},
                        {"tIME", bytes(7, std::byte{1})}};
  EXPECT_EQ(back(p, ".png").png_chunks, p.extra.png_chunks);
  for (const auto kept : {keep::no_private, keep::none}) {
    const auto left = back(p, ".png", kept).png_chunks;
    ASSERT_EQ(left.size(), 2u) << "gamma and sRGB say what the samples mean";
    EXPECT_EQ(left[0].first, "gAMA");
    EXPECT_EQ(left[1].first, "sRGB");
  }
  p.extra.png_chunks = {{"gAMA", bytes(5)}, {"tEXt", of_text(std::string("Raw profile type exif\0 0", 24))}};
  EXPECT_TRUE(back(p, ".png").png_chunks.empty()) << "of a wrong size, and one that would contradict eXIf";
}

TEST(carried, where_the_pixels_of_a_tiff_lie_on_the_ground) {
  picture p = small();
  p.extra.georeference = directory({{geo_text, "WGS 84|"}, {no_data, "-9999"}}, {pixel_scale});
  const metadata after = back(p, ".tif");
  EXPECT_EQ(tags_of(after.georeference), (std::vector<std::uint16_t>{pixel_scale, geo_text, no_data}));
  EXPECT_EQ(after.georeference, p.extra.georeference);
  EXPECT_EQ(tags_of(without_places(after).georeference), (std::vector<std::uint16_t>{no_data}));
  EXPECT_TRUE(back(p, ".tif", keep::no_private).georeference.empty());
  EXPECT_TRUE(back(p, ".jpg").georeference.empty());
}

TEST(carried, profile_exif_and_xmp_of_a_webp) {
  for (const int channels : {3, 4}) {
    for (const char* lossless : {"true", "false"}) {
      picture p = make(make_format(sample_type::u8, channels, {41, 30}));
      encode_options options;
      options.settings = {{"lossless", lossless}};
      const picture plain = read(write(p, ".webp", options));
      p.extra.icc.resize(133);
      for (int i = 0; i < 4; ++i) p.extra.icc[static_cast<std::size_t>(16 + i)] = static_cast<std::byte>("RGB "[i]);
      io::exif_tree tree;
      io::set_integer(tree.image, io::exif_tag::orientation, 6, true);
      p.extra.exif = io::serialise_exif(tree);
      p.extra.xmp = of_text("<x:xmpmeta xmlns:x='adobe:ns:meta/'/>");
      const bytes file = write(p, ".webp", options);
      const auto source = open_source(file);
      EXPECT_EQ(source->info().extra.icc, p.extra.icc);
      EXPECT_EQ(source->info().extra.xmp, p.extra.xmp);
      EXPECT_EQ(io::entry_integer(io::parse_exif(source->info().extra.exif)->image, io::exif_tag::orientation), 1u);
      EXPECT_EQ(source->info().layout, plain.format);
      EXPECT_EQ(read(*source).data, plain.data) << channels << lossless;
      options.keep_metadata = keep::none;
      const metadata bare = open_source(write(p, ".webp", options))->info().extra;
      EXPECT_TRUE(bare.exif.empty() && bare.xmp.empty());
      EXPECT_EQ(bare.icc, p.extra.icc);
    }
  }
}

TEST(carried, names_and_ratings_of_a_tiff) {
  picture p = small();
  io::exif_tree tree;
  for (const std::uint16_t tag : {0x00b, 0x10d, 0x10e, 0x11d, 0x13b, 0x8298})
    tree.image.push_back({tag, 2, 6, of_text(std::string("A text", 5) + '\0')});
  for (const std::uint16_t tag : {0x9c9b, 0x9c9c, 0x9c9d, 0x9c9e, 0x9c9f})
    tree.image.push_back({tag, 1, 8, of_text(std::string("a\0b\0c\0\0\0", 8))});
  for (const std::uint16_t tag : {0x4746, 0x4749}) io::set_integer(tree.image, tag, 4, true);
  tree.image.push_back({0x13e, 5, 2, bytes(16, std::byte{1})});
  tree.photo.push_back({0x829a, 5, 1, bytes(8, std::byte{1})});
  tree.interoperability.push_back({1, 2, 4, of_text(std::string("R98\0", 4))});
  p.extra.exif = io::serialise_exif(tree);
  const auto after = io::parse_exif(back(p, ".tif").exif);
  ASSERT_TRUE(after);
  for (const auto& entry : tree.image) {
    const io::exif_entry* const found = io::find_entry(after->image, entry.tag);
    ASSERT_NE(found, nullptr) << entry.tag;
    if (entry.type != 5) EXPECT_EQ(found->value, entry.value) << entry.tag;
    else EXPECT_EQ(io::entry_rational(after->image, entry.tag), 1.0) << entry.tag;
  }
  EXPECT_EQ(after->interoperability.size(), 1u);
}
