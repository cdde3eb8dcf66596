// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/tiff_form.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "tessera/host/io/failure.hpp"

namespace tessera::inline v0::io {

namespace {

int compression_code(const std::string& name) {
  for (const int code : {COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE, COMPRESSION_ZSTD,
                         COMPRESSION_PACKBITS, COMPRESSION_JPEG}) {
    if (name == tiff_compression_name(code)) return code;
  }
  return COMPRESSION_ADOBE_DEFLATE;
}

int compression_of(const encode_options& options) {
  const std::string& input = options.input_compression;
  const bool lossless = !input.empty() && input != "jpeg";
  return compression_code(setting(options, "compression", lossless ? input : "deflate"));
}

constexpr std::int64_t band_bytes = 256 << 10;
/// Classic TIFF has 32-bit offsets; compression may make data larger, and blocks are added.
constexpr double largest_classic = 3800.0 * (1 << 20);

/// Rows of a strip: whole blocks of 4:2:0 for JPEG.
std::int64_t strip_rows(const tiff_form& form) {
  const std::int64_t rows = std::clamp<std::int64_t>(band_bytes / form.layout.row_bytes(), 1, form.layout.size.height);
  return form.compression == COMPRESSION_JPEG ? std::max<std::int64_t>(16, rows / 16 * 16) : rows;
}

void set_compression(TIFF* tiff, const tiff_form& form) {
  const bool colour = form.layout.colour == colour_space::rgb, jpeg = form.compression == COMPRESSION_JPEG;
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, form.compression);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC,
               !colour ? PHOTOMETRIC_MINISBLACK
               : jpeg  ? PHOTOMETRIC_YCBCR
                       : PHOTOMETRIC_RGB);
  const bool deflate = form.compression == COMPRESSION_ADOBE_DEFLATE, zstd = form.compression == COMPRESSION_ZSTD;
  if (deflate && form.level > 0) TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, std::min(form.level, 9));
  if (zstd && form.level > 0) TIFFSetField(tiff, TIFFTAG_ZSTD_LEVEL, form.level);
  if (jpeg) {
    const int sampling = form.quality >= 90 ? 1 : 2;
    TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, form.quality);
    if (colour) {
      TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
      TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, sampling, sampling);
      float range[6] = {0, 255, 128, 255, 128, 255};  // of JFIF, which is not TIFF's default
      TIFFSetField(tiff, TIFFTAG_REFERENCEBLACKWHITE, range);
    }
  }
  if (deflate || zstd || form.compression == COMPRESSION_LZW)
    TIFFSetField(tiff, TIFFTAG_PREDICTOR,
                 form.layout.type == sample_type::f32 ? PREDICTOR_FLOATINGPOINT : PREDICTOR_HORIZONTAL);
}

}  // namespace

tiff_form tiff_form_of(const format& layout, const encode_options& options) {
  tiff_form form{layout};
  const std::string pyramid = setting(options, "pyramid", "false");
  form.subifd = pyramid == "subifd";
  const bool levels = form.subifd || flag_setting(options, "pyramid", false);
  form.compression = compression_of(options);
  form.level = integer_setting(options, "level", 0, 1, 22);
  form.quality = options.quality.value_or(90);
  form.tile = integer_setting(options, "tile", levels ? 256 : 0, 16, 4096);
  form.threads = options.threads;
  // Whatever the number of threads, so that they do not show in the file.
  form.apart = levels || form.compression != COMPRESSION_NONE;
  form.shape.levels = levels ? pyramid_formats(layout, form.tile) : std::vector{layout};
  form.shape.rows = form.tile > 0 ? form.tile : strip_rows(form);
  form.shape.columns = form.tile;
  double bytes = 0;
  for (const format& f : form.shape.levels)
    bytes += static_cast<double>(f.row_bytes()) * static_cast<double>(f.size.height);
  form.big = flag_setting(options, "bigtiff", bytes > largest_classic);
  // Two bands on their way besides the one that is filled: that of the level below is often small.
  const std::int64_t most = form.tile == 0 ? 2 * options.threads : levels ? 3 : 2;
  if (form.apart && options.threads > 1) form.shape.bands = static_cast<int>(std::min(form.shape.band_count(0), most));
  return form;
}

void set_form(TIFF* tiff, const tiff_form& form, const extent& size) {
  const format& layout = form.layout;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(size.width));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(size.height));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8 * bytes_of(layout.type));
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, layout.channels);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, layout.type == sample_type::f32 ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  if (layout.alpha) {
    const std::uint16_t kind = EXTRASAMPLE_UNASSALPHA;
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
  }
  if (form.tile > 0) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, static_cast<std::uint32_t>(form.tile));
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, static_cast<std::uint32_t>(form.tile));
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(form.shape.rows));
  }
  set_compression(tiff, form);
}

exif_directory level_directory(const tiff_form& form, const extent& size, const std::string& file) {
  // libtiff says itself what belongs there: its directory of one black tile, tables of JPEG included.
  constexpr std::int64_t side = 16;
  tiff_form small = form;
  small.tile = side;
  bytes black(static_cast<std::size_t>(side * side * form.layout.pixel_bytes())), made;
  tiff_handle handle(made);
  bool good = handle.open("wl", INT64_MAX);
  if (good) set_form(handle.get(), small, {side, side});
  good = good && TIFFWriteEncodedTile(handle.get(), 0, black.data(), static_cast<tmsize_t>(black.size())) > 0;
  good = handle.close() && good;
  const auto tree = parse_exif(made);
  if (!good || !tree)
    fail(error_kind::unsupported, file, fmt::format("cannot be written as TIFF ({})", handle.message()));
  exif_directory tags = tree->image;
  set_integer(tags, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(size.width), true);
  set_integer(tags, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(size.height), true);
  set_integer(tags, TIFFTAG_TILEWIDTH, static_cast<std::uint32_t>(form.tile), true);
  set_integer(tags, TIFFTAG_TILELENGTH, static_cast<std::uint32_t>(form.tile), true);
  set_integer(tags, TIFFTAG_SUBFILETYPE, FILETYPE_REDUCEDIMAGE, true);
  remove_entry(tags, TIFFTAG_TILEOFFSETS);
  remove_entry(tags, TIFFTAG_TILEBYTECOUNTS);
  return tags;
}

bytes encode_piece(const tiff_form& form, const std::byte* pixels, std::int64_t rows, const std::string& file) {
  const bool tiled = form.tile > 0;
  const extent size = tiled ? extent{form.tile, form.tile} : extent{form.layout.size.width, rows};
  const auto count = static_cast<tmsize_t>(size.height * size.width * form.layout.pixel_bytes());
  bytes made;
  tiff_handle handle(made);
  const auto write = tiled ? TIFFWriteEncodedTile : TIFFWriteEncodedStrip;
  bool good = handle.open("wl", INT64_MAX);
  if (good) {
    set_form(handle.get(), form, size);
    good = write(handle.get(), 0, const_cast<std::byte*>(pixels), count) == count && !handle.take_complaint();
  }
  // To close it adds a directory, so the piece is noted before.
  const std::uint64_t start = good ? TIFFGetStrileOffset(handle.get(), 0) : 0;
  const std::uint64_t end = good ? start + TIFFGetStrileByteCount(handle.get(), 0) : 0;
  handle.abandon();
  if (!good) fail(error_kind::unsupported, file, fmt::format("cannot be written as TIFF ({})", handle.message()));
  made.resize(end);
  made.erase(made.begin(), made.begin() + static_cast<std::ptrdiff_t>(start));
  return made;
}

namespace {

/// Bytes that a compressor holds beside its piece. zstd: ZSTD_estimateCStreamSize of libzstd 1.5.4; level 9 takes 14 MiB, level 19 82 (measured).
std::size_t compressor_bytes(const tiff_form& form) {
  constexpr std::size_t usual = 512 << 10;
  constexpr std::array<std::size_t, 22> zstd_mebibytes{2,  2,  4,  5,  6,  6,  9,  9,  17,  29,  29,
                                                       53, 53, 53, 69, 69, 69, 69, 90, 194, 386, 778};
  constexpr int usual_level = 9;  // of libtiff
  if (form.compression != COMPRESSION_ZSTD) return usual;
  const int level = form.level > 0 ? form.level : usual_level;
  return usual + (zstd_mebibytes[static_cast<std::size_t>(level - 1)] << 20);
}

}  // namespace

std::size_t memory_of(const tiff_form& form) {
  std::size_t count = 0;
  for (std::size_t level = 0; level < form.shape.levels.size(); ++level)
    count +=
        static_cast<std::size_t>(form.shape.pieces(level)) * static_cast<std::size_t>(form.shape.band_count(level));
  const auto threads = static_cast<std::size_t>(form.apart ? form.threads : 1);
  // As stored a piece may be a little larger; two lists of places and counts.
  const std::size_t pieces = form.apart ? threads * 3 + static_cast<std::size_t>(form.shape.bands) : 2;
  return form.shape.memory() + pieces * (form.piece_bytes() + form.piece_bytes() / 8) +
         threads * compressor_bytes(form) + count * 32;
}

}  // namespace tessera::inline v0::io
