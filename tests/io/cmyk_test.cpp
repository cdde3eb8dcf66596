// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <lcms2.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <memory>

#include "io/pictures.hpp"

extern "C" {
#include <jpeglib.h>
}

using namespace tessera;
using namespace pictures;

namespace {

/// A CMYK JPEG of one colour, 16 x 16; Adobe's marker means that 255 is no ink.
bytes cmyk_jpeg(std::array<JSAMPLE, 4> stored, bool adobe, bool ycck, const bytes& profile) {
  jpeg_compress_struct codec{};
  jpeg_error_mgr errors{};
  codec.err = jpeg_std_error(&errors);
  jpeg_create_compress(&codec);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&codec, &buffer, &size);
  codec.image_width = codec.image_height = 16;
  codec.input_components = 4;
  codec.in_color_space = JCS_CMYK;
  jpeg_set_defaults(&codec);
  jpeg_set_colorspace(&codec, ycck ? JCS_YCCK : JCS_CMYK);
  codec.write_Adobe_marker = adobe ? TRUE : FALSE;
  jpeg_set_quality(&codec, 100, TRUE);
  jpeg_start_compress(&codec, TRUE);
  if (!profile.empty())
    jpeg_write_icc_profile(&codec, reinterpret_cast<const JOCTET*>(profile.data()),
                           static_cast<unsigned>(profile.size()));
  std::vector<JSAMPLE> row;
  for (int x = 0; x < 16; ++x) row.insert(row.end(), stored.begin(), stored.end());
  JSAMPROW rows[] = {row.data()};
  for (int y = 0; y < 16; ++y) jpeg_write_scanlines(&codec, rows, 1);
  jpeg_finish_compress(&codec);
  const bytes file(reinterpret_cast<std::byte*>(buffer), reinterpret_cast<std::byte*>(buffer) + size);
  jpeg_destroy_compress(&codec);
  std::free(buffer);
  return file;
}

/// A CMYK profile in which "cyan" ink is red, so that it cannot be taken for the conversion without one.
bytes odd_profile() {
  const cmsHPROFILE handle = cmsCreateProfilePlaceholder(nullptr);
  cmsSetProfileVersion(handle, 2.1);
  cmsSetDeviceClass(handle, cmsSigOutputClass);
  cmsSetColorSpace(handle, cmsSigCmykData);
  cmsSetPCS(handle, cmsSigLabData);
  cmsPipeline* const table = cmsPipelineAlloc(nullptr, 4, 3);
  cmsStage* const stage = cmsStageAllocCLut16bit(nullptr, 5, 4, 3, nullptr);
  const auto sample = [](const cmsUInt16Number in[], cmsUInt16Number out[], void*) -> cmsInt32Number {
    const double light = (1 - in[0] / 65535.0 * 0.4) * (1 - in[3] / 65535.0);
    const cmsCIELab lab{100 * light, in[0] / 65535.0 * 60, 0};
    cmsFloat2LabEncodedV2(out, &lab);
    return TRUE;
  };
  cmsStageSampleCLut16bit(stage, sample, nullptr, 0);
  cmsPipelineInsertStage(table, cmsAT_END, stage);
  cmsWriteTag(handle, cmsSigAToB0Tag, table);
  cmsWriteTag(handle, cmsSigAToB1Tag, table);
  cmsCIEXYZ white{0.9642, 1, 0.8249};
  cmsWriteTag(handle, cmsSigMediaWhitePointTag, &white);
  cmsPipelineFree(table);
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(handle, nullptr, &size);
  bytes result(size);
  cmsSaveProfileToMem(handle, result.data(), &size);
  cmsCloseProfile(handle);
  return result;
}

std::array<int, 3> colour_of(const bytes& file) {
  const picture p = read(file);
  EXPECT_EQ(p.format, make_format(sample_type::u8, 3, {16, 16}));
  return {p.sample<u8>(8, 8, 0), p.sample<u8>(8, 8, 1), p.sample<u8>(8, 8, 2)};
}

}  // namespace

TEST(cmyk, without_a_profile_light_is_multiplied) {
  // Inks of 0.2, 0.4, 0.6 and 0.2 leave (1 - ink)(1 - black).
  const std::array<int, 3> expected{163, 122, 82};
  for (const bool adobe : {true, false}) {
    const auto store = [adobe](int ink) { return static_cast<JSAMPLE>(adobe ? 255 - ink : ink); };
    const auto got = colour_of(cmyk_jpeg({store(51), store(102), store(153), store(51)}, adobe, false, {}));
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(got[c], expected[c], 1) << adobe;
  }
  const auto ycck = colour_of(cmyk_jpeg({204, 153, 102, 204}, true, true, {}));
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(ycck[c], expected[c], 2);
}

TEST(cmyk, the_profile_decides_and_is_not_carried) {
  const bytes file =
      cmyk_jpeg({0, 255, 255, 255}, true, false, odd_profile());  // full cyan, which this profile calls red
  const auto source = open_source(file);
  EXPECT_EQ(source->info().stored, "CMYK");
  EXPECT_TRUE(source->info().extra.icc.empty());
  const auto red = colour_of(file);
  EXPECT_GT(red[0], red[1] + 80);
  EXPECT_GT(red[0], red[2] + 40);
  const auto paper = colour_of(cmyk_jpeg({255, 255, 255, 255}, true, false, odd_profile()));
  for (const int c : paper) EXPECT_GE(c, 253);
  const auto black = colour_of(cmyk_jpeg({255, 255, 255, 0}, true, false, odd_profile()));
  for (const int c : black) EXPECT_LE(c, 2);
}
