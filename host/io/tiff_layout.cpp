// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/tiff_layout.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tessera/host/io/failure.hpp"

namespace tessera::inline v0::io {

namespace {

int small_tag(TIFF* tiff, std::uint32_t tag, int otherwise) {
  std::uint16_t value = 0;
  return TIFFGetFieldDefaulted(tiff, tag, &value) != 0 ? value : otherwise;
}

[[noreturn]] void refuse(const std::string& file, const std::string& what) {
  fail(error_kind::unsupported, file, "is a TIFF " + what + "; save it as gray or RGB of 8 or 16 bits or 32-bit float");
}

int colour_samples(int photometric) {
  switch (photometric) {
    case PHOTOMETRIC_MINISBLACK:
    case PHOTOMETRIC_MINISWHITE:
    case PHOTOMETRIC_PALETTE:
      return 1;
    case PHOTOMETRIC_RGB:
    case PHOTOMETRIC_YCBCR:
    case PHOTOMETRIC_CIELAB:
    case PHOTOMETRIC_ICCLAB:
      return 3;
    case PHOTOMETRIC_SEPARATED:
      return 4;
    default:
      return 0;
  }
}

/// Decoding YCbCr is left to the JPEG codec, which does it with the subsampling.
void take_colours(TIFF* tiff, tiff_layout& layout, const std::string& file) {
  if (layout.photometric == PHOTOMETRIC_YCBCR) {
    if (layout.compression != COMPRESSION_JPEG || layout.planar) refuse(file, "in YCbCr colours");
    decode_as_rgb(tiff);
    layout.photometric = PHOTOMETRIC_RGB;
  }
  const int colours = colour_samples(layout.photometric);
  if (colours == 0)
    refuse(file, fmt::format("with colours of kind {} (its PhotometricInterpretation)", layout.photometric));
  const int extra = layout.samples - colours;
  if (extra < 0 || extra > 1) refuse(file, fmt::format("of {} channels", layout.samples));
  layout.alpha = extra == 1 && layout.photometric != PHOTOMETRIC_PALETTE;
  std::uint16_t count = 0;
  std::uint16_t* kinds = nullptr;
  if (TIFFGetField(tiff, TIFFTAG_EXTRASAMPLES, &count, &kinds) != 0 && count > 0) layout.extra_kind = kinds[0];
}

void check_samples(const tiff_layout& layout, const std::string& file) {
  // Some writers call the samples of L*a*b* signed, which two of three are.
  const bool integer = layout.sample_format == SAMPLEFORMAT_UINT || layout.sample_format == SAMPLEFORMAT_VOID ||
                       (layout.sample_format == SAMPLEFORMAT_INT && layout.lab());
  const bool real = layout.sample_format == SAMPLEFORMAT_IEEEFP;
  const bool fine = integer ? layout.bits == 8 || layout.bits == 16 ||
                                  (layout.samples == 1 && (layout.bits == 1 || layout.bits == 2 || layout.bits == 4))
                            : real && layout.bits == 32;
  const char* const kind = integer ? "whole-number" : real ? "float" : "signed or complex";
  if (!fine) refuse(file, fmt::format("with {}-bit {} samples", layout.bits, kind));
  if (layout.photometric == PHOTOMETRIC_PALETTE && (!integer || layout.bits > 8))
    refuse(file, "with a palette of more than 256 colours");
  if (layout.photometric == PHOTOMETRIC_SEPARATED && !integer) refuse(file, "in CMYK of float samples");
}

/// libtiff writes whole rows into our buffers: its idea of their size has to be ours.
void check_row_size(TIFF* tiff, const tiff_layout& layout, const std::string& file) {
  const std::int64_t samples = layout.planar ? 1 : layout.samples;
  const std::int64_t columns = layout.tiled ? layout.tile_width : layout.width;
  const auto expected = static_cast<std::uint64_t>((columns * samples * layout.bits + 7) / 8);
  const std::uint64_t actual = layout.tiled ? TIFFTileRowSize64(tiff) : TIFFScanlineSize64(tiff);
  if (actual == expected) return;
  fail(error_kind::unreadable, file,
       fmt::format("is a damaged TIFF (rows of {} bytes instead of {}); copy it again from its origin", actual,
                   expected));
}

}  // namespace

void decode_as_rgb(TIFF* tiff) {
  const bool ycbcr = small_tag(tiff, TIFFTAG_PHOTOMETRIC, 0) == PHOTOMETRIC_YCBCR;
  if (ycbcr && small_tag(tiff, TIFFTAG_COMPRESSION, 0) == COMPRESSION_JPEG)
    TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
}

tiff_layout read_tiff_layout(TIFF* tiff, const std::string& file) {
  tiff_layout layout;
  std::uint32_t width = 0, height = 0, rows = 0, tile_width = 0;
  TIFFGetField(tiff, TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(tiff, TIFFTAG_IMAGELENGTH, &height);
  layout.width = width;
  layout.height = height;
  layout.bits = small_tag(tiff, TIFFTAG_BITSPERSAMPLE, 1);
  layout.samples = small_tag(tiff, TIFFTAG_SAMPLESPERPIXEL, 1);
  layout.sample_format = small_tag(tiff, TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
  layout.compression = small_tag(tiff, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
  layout.photometric =
      small_tag(tiff, TIFFTAG_PHOTOMETRIC, layout.samples >= 3 ? PHOTOMETRIC_RGB : PHOTOMETRIC_MINISBLACK);
  layout.planar =
      layout.samples > 1 && small_tag(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) == PLANARCONFIG_SEPARATE;
  layout.tiled = TIFFIsTiled(tiff) != 0;
  if (TIFFIsCODECConfigured(static_cast<std::uint16_t>(layout.compression)) == 0) {
    refuse(file, fmt::format("with compression {}, which libtiff cannot decode here", layout.compression));
  }
  take_colours(tiff, layout, file);
  check_samples(layout, file);
  if (layout.tiled) {
    TIFFGetField(tiff, TIFFTAG_TILEWIDTH, &tile_width);
    TIFFGetField(tiff, TIFFTAG_TILELENGTH, &rows);
    if (tile_width == 0 || rows == 0)
      fail(error_kind::unreadable, file, "is a damaged TIFF (tiles without a size); copy it again from its origin");
  } else {
    TIFFGetFieldDefaulted(tiff, TIFFTAG_ROWSPERSTRIP, &rows);
  }
  layout.tile_width = tile_width;
  layout.band_rows =
      std::max<std::int64_t>(1, layout.tiled ? rows : std::min<std::int64_t>(rows == 0 ? height : rows, height));
  if (layout.tiled && layout.tile_width % 16 != 0 && layout.bits < 8)
    refuse(file, "with tiles that do not start on whole bytes");
  check_row_size(tiff, layout, file);
  return layout;
}

}  // namespace tessera::inline v0::io
