// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "io/expect.hpp"
#include "io/pictures.hpp"
#include "io/profiles.hpp"
#include "tessera/host/files.hpp"
#include "tessera/host/io/colours.hpp"

using namespace tessera;
using namespace pictures;
using which = target_colours::which;

TEST(colour_tags, files_that_are_no_target_are_refused) {
  const pictures::scratch_folder folder;
  const auto refused = [&](const bytes& content, const char* why) {
    pictures::save(folder / "some.icc", content);
    pictures::expect_error(error_kind::usage, {"some.icc", why, "give the profile of"},
                           [&] { colours_of_file(folder / "some.icc"); });
  };
  refused(bytes(500), "no ICC profile");
  refused(pictures::cmyk_profile(), "cannot have");
  pictures::expect_error(error_kind::not_found, {"none.icc"}, [&] { colours_of_file(folder / "none.icc"); });
  pictures::save(folder / "p3.icc", profile("p3"));
  EXPECT_EQ(*colours_of_file(folder / "p3.icc").profile, profile("p3"));
}

TEST(colour_tags, a_camera_says_adobe_rgb_without_a_profile) {
  // TIFF header; IFD0 with one entry that leads to EXIF, which leads to interoperability, whose index is R03.
  const unsigned char block[] = {'I', 'I', 42, 0, 8, 0, 0, 0, 1,    0, 0x69, 0x87, 4,   0,   1,   0,  0, 0, 26, 0, 0,
                                 0,   0,   0,  0, 0, 1, 0, 5, 0xa0, 4, 0,    1,    0,   0,   0,   44, 0, 0, 0,  0, 0,
                                 0,   0,   1,  0, 1, 0, 2, 0, 4,    0, 0,    0,    'R', '0', '3', 0,  0, 0, 0,  0};
  metadata extra;
  for (const unsigned char c : block) extra.exif.push_back(std::byte{c});
  std::vector<std::string> notices;
  const format f = make_format(sample_type::u8, 3, {4, 4});
  EXPECT_EQ(colour_changes({which::srgb}).stages(extra, f, notices).size(), 1u);
  EXPECT_TRUE(colour_changes({which::keep}).stages(extra, f, notices).empty());
  const metadata made = tagged(extra, {which::srgb}, f, container::jpeg);
  EXPECT_TRUE(colour_changes({which::srgb}).stages(made, f, notices).empty());
}

TEST(colour_tags, outputs_say_what_their_samples_are) {
  metadata extra;
  extra.icc = profile("adobe");
  extra.png_chunks = {{"gAMA", bytes(4)}, {"tIME", bytes(7)}};
  const format rgb = make_format(sample_type::u8, 3, {4, 4}), gray = make_format(sample_type::u8, 1, {4, 4});
  EXPECT_EQ(tagged(extra, {}, rgb, container::jpeg).icc, extra.icc);
  const metadata png = tagged(extra, {which::srgb}, rgb, container::png);
  EXPECT_TRUE(png.icc.empty());
  ASSERT_EQ(png.png_chunks.size(), 4u);
  EXPECT_EQ(png.png_chunks[0].first, "tIME");
  EXPECT_EQ(png.png_chunks[1].first, "sRGB");
  for (const format& f : {rgb, gray}) {
    const metadata jpeg = tagged(extra, {which::linear}, f, container::jpeg);
    EXPECT_EQ(static_cast<char>(jpeg.icc.at(16)), f.channels == 1 ? 'G' : 'R');
    EXPECT_EQ(jpeg.icc, tagged(extra, {which::srgb}, f, container::tiff).icc) << "the same bytes every time";
    const image in = levels_of(f);
    EXPECT_EQ(brought(in, jpeg.icc, {which::srgb}), in);
  }
  EXPECT_EQ(tagged({}, to_profile(profile("p3")), rgb, container::png).icc, profile("p3"));
  // Gray of a profile for colours: the tones of its gray axis.
  const bytes companion = tagged({}, to_profile(profile("prophoto")), gray, container::jpeg).icc;
  EXPECT_NEAR(by_lcms(companion, profile("gray18"))({0.5, 0.5, 0.5})[0], 0.5, 1e-3);
}

TEST(colour_tags, reading_brings_pictures_to_them) {
  const image in = levels_of(make_format(sample_type::u8, 3, {256, 2}));
  metadata extra;
  extra.icc = profile("adobe");
  const bytes file = encode(in, "png", {}, extra);
  EXPECT_EQ(decode(file), in);
  EXPECT_EQ(decode(file, {.colours = {which::srgb}}), brought(in, extra.icc, {which::srgb}));
  EXPECT_EQ(decode(file, {.colours = {which::linear}}).format().colour, colour_space::linear);
}
