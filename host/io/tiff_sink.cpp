// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "tessera/host/io/codecs.hpp"
#include "tessera/host/io/exif.hpp"
#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/metadata_edit.hpp"
#include "tessera/host/io/tiff_handle.hpp"
#include "tessera/host/io/tiff_tags.hpp"

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

class tiff_sink final : public sink {
 public:
  tiff_sink(const destination& to, const format& layout, const metadata& extra, const encode_options& options);
  void write(const std::byte* const* rows, std::int64_t count) override;
  void finish() override;

 private:
  void set_layout(const encode_options& options);
  void set_compression(const encode_options& options);
  void set_blocks(const metadata& extra);
  void place(std::uint32_t tag, const exif_directory& directory, const exif_directory& below = {});
  void flush_band();
  void write_tiles();
  [[noreturn]] void fail_encoding() const;

  output_file out_;
  tiff_handle handle_;
  format layout_;
  int compression_ = COMPRESSION_ADOBE_DEFLATE;
  std::int64_t tile_ = 0, band_rows_ = 0, filled_rows_ = 0, next_row_ = 0;
  bool big_ = false;
  bytes band_, piece_;
};

constexpr std::int64_t band_bytes = 256 << 10;
/// Classic TIFF has 32-bit offsets; compression may make data larger, and blocks are added.
constexpr std::int64_t largest_classic = std::int64_t{3800} << 20;

tiff_sink::tiff_sink(const destination& to, const format& layout, const metadata& extra, const encode_options& options)
    : out_(to), handle_(out_), layout_(layout), compression_(compression_of(options)) {
  if (layout.size.width > INT32_MAX || layout.size.height > INT32_MAX) {
    fail(error_kind::unsupported, out_.name(),
         "cannot be a TIFF: it is larger than 2147483647 a side; crop or resize it");
  }
  if (TIFFIsCODECConfigured(static_cast<std::uint16_t>(compression_)) == 0) {
    fail(error_kind::unsupported, out_.name(),
         fmt::format("libtiff here has no {} compression; choose -O compression=deflate",
                     tiff_compression_name(compression_)));
  }
  out_.spool();
  big_ = flag_setting(options, "bigtiff", layout.row_bytes() > largest_classic / layout.size.height);
  if (!handle_.open(big_ ? "w8l" : "wl", INT64_MAX)) fail_encoding();
  set_layout(options);
  set_compression(options);
  set_blocks(metadata_to_write(extra, layout, options));
  band_.resize(static_cast<std::size_t>(band_rows_ * layout.row_bytes()));
  if (tile_ > 0) piece_.resize(static_cast<std::size_t>(tile_ * tile_ * layout.pixel_bytes()));
}

void tiff_sink::set_layout(const encode_options& options) {
  TIFF* const tiff = handle_.get();
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(layout_.size.width));
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(layout_.size.height));
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, 8 * bytes_of(layout_.type));
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, layout_.channels);
  TIFFSetField(tiff, TIFFTAG_SAMPLEFORMAT, layout_.type == sample_type::f32 ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, ORIENTATION_TOPLEFT);
  if (layout_.alpha) {
    const std::uint16_t kind = EXTRASAMPLE_UNASSALPHA;
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &kind);
  }
  tile_ = integer_setting(options, "tile", 0, 16, 4096);
  if (tile_ > 0) {
    band_rows_ = tile_;
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, static_cast<std::uint32_t>(tile_));
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, static_cast<std::uint32_t>(tile_));
    return;
  }
  band_rows_ = std::clamp<std::int64_t>(band_bytes / layout_.row_bytes(), 1, layout_.size.height);
  if (compression_ == COMPRESSION_JPEG)
    band_rows_ = std::max<std::int64_t>(16, band_rows_ / 16 * 16);  // whole blocks of 4:2:0
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(band_rows_));
}

void tiff_sink::set_compression(const encode_options& options) {
  TIFF* const tiff = handle_.get();
  const bool colour = layout_.colour == colour_space::rgb, jpeg = compression_ == COMPRESSION_JPEG;
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, compression_);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC,
               !colour ? PHOTOMETRIC_MINISBLACK
               : jpeg  ? PHOTOMETRIC_YCBCR
                       : PHOTOMETRIC_RGB);
  const int level = integer_setting(options, "level", 0, 1, 22);
  if (compression_ == COMPRESSION_ADOBE_DEFLATE && level > 0)
    TIFFSetField(tiff, TIFFTAG_ZIPQUALITY, std::min(level, 9));
  if (compression_ == COMPRESSION_ZSTD && level > 0) TIFFSetField(tiff, TIFFTAG_ZSTD_LEVEL, level);
  if (jpeg) {
    const int quality = options.quality.value_or(90);
    const int sampling = quality >= 90 ? 1 : 2;
    TIFFSetField(tiff, TIFFTAG_JPEGQUALITY, quality);
    if (colour) {
      TIFFSetField(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
      TIFFSetField(tiff, TIFFTAG_YCBCRSUBSAMPLING, sampling, sampling);
    }
  }
  const bool predicts =
      compression_ == COMPRESSION_LZW || compression_ == COMPRESSION_ADOBE_DEFLATE || compression_ == COMPRESSION_ZSTD;
  if (predicts)
    TIFFSetField(tiff, TIFFTAG_PREDICTOR,
                 layout_.type == sample_type::f32 ? PREDICTOR_FLOATINGPOINT : PREDICTOR_HORIZONTAL);
}

/// A sub-directory is written before the picture, so that its offset is known when libtiff writes the first directory.
void tiff_sink::place(std::uint32_t tag, const exif_directory& directory, const exif_directory& below) {
  if (directory.empty()) return;
  const std::uint64_t base = (out_.size() + 7) & ~std::uint64_t{7};
  const placed_directory placed = place_directory(directory, base, big_, below);
  const int code = out_.write_at(base, placed.data.data(), placed.data.size());
  if (code != 0) fail_writing(code, out_.name());
  TIFFSetField(handle_.get(), tag, placed.offset);
}

void tiff_sink::set_blocks(const metadata& extra) {
  const auto tree = parse_exif(extra.exif);
  set_tiff_tags(handle_.get(), extra, tree ? &*tree : nullptr);
  if (!tree) return;
  place(TIFFTAG_EXIFIFD, tree->photo, tree->interoperability);
  place(TIFFTAG_GPSIFD, tree->gps);
}

void tiff_sink::write(const std::byte* const* rows, std::int64_t count) {
  const auto row_bytes = static_cast<std::size_t>(layout_.row_bytes());
  for (std::int64_t i = 0; i < count; ++i) {
    std::memcpy(band_.data() + static_cast<std::size_t>(filled_rows_) * row_bytes, rows[i], row_bytes);
    ++filled_rows_;
    if (filled_rows_ == band_rows_ || next_row_ + filled_rows_ == layout_.size.height) flush_band();
  }
}

void tiff_sink::flush_band() {
  if (tile_ > 0) {
    write_tiles();
  } else {
    const auto strip = static_cast<std::uint32_t>(next_row_ / band_rows_);
    const auto size = static_cast<tmsize_t>(filled_rows_ * layout_.row_bytes());
    if (TIFFWriteEncodedStrip(handle_.get(), strip, band_.data(), size) != size) fail_encoding();
  }
  next_row_ += filled_rows_;
  filled_rows_ = 0;
}

void tiff_sink::write_tiles() {
  const std::int64_t pixel = layout_.pixel_bytes(), pitch = tile_ * pixel;
  for (std::int64_t x = 0; x < layout_.size.width; x += tile_) {
    const std::int64_t columns = std::min(tile_, layout_.size.width - x);
    std::ranges::fill(piece_, std::byte{0});
    for (std::int64_t y = 0; y < filled_rows_; ++y) {
      std::memcpy(piece_.data() + y * pitch, band_.data() + y * layout_.row_bytes() + x * pixel,
                  static_cast<std::size_t>(columns * pixel));
    }
    const auto size = static_cast<tmsize_t>(piece_.size());
    const std::uint32_t tile =
        TIFFComputeTile(handle_.get(), static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(next_row_), 0, 0);
    if (TIFFWriteEncodedTile(handle_.get(), tile, piece_.data(), size) != size) fail_encoding();
  }
}

void tiff_sink::finish() {
  handle_.take_complaint();
  if (TIFFFlush(handle_.get()) != 1 || !handle_.close()) fail_encoding();
  out_.commit();
}

void tiff_sink::fail_encoding() const {
  if (handle_.io_code() != 0) fail_writing(handle_.io_code(), out_.name());
  const char* const why = handle_.message()[0] != 0 ? handle_.message() : "libtiff refused it without a reason";
  fail(error_kind::unsupported, out_.name(), fmt::format("cannot be written as TIFF ({})", why));
}

}  // namespace

std::unique_ptr<sink> create_tiff(const destination& to, const format& layout, const metadata& extra,
                                  const encode_options& options) {
  return std::make_unique<tiff_sink>(to, layout, extra, options);
}

}  // namespace tessera::inline v0::io
