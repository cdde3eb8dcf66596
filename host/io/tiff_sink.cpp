// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

#include "tessera/host/io/codecs.hpp"
#include "tessera/host/io/exif.hpp"
#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/metadata_edit.hpp"
#include "tessera/host/io/tiff_form.hpp"
#include "tessera/host/io/tiff_levels.hpp"
#include "tessera/host/io/tiff_tags.hpp"

namespace tessera::inline v0::io {

namespace {

class tiff_sink final : public sink {
 public:
  tiff_sink(const destination& to, const format& layout, const metadata& extra, const encode_options& options);
  void write(const std::byte* const* rows, std::int64_t count) override;
  bool help() override { return stream_.help(); }
  void finish() override;

 private:
  void set_blocks(const metadata& extra);
  void set_tables();
  void place(std::uint32_t tag, const exif_directory& directory, const exif_directory& below = {});
  bytes pixels_of(const piece_queue::piece& piece) const;
  bytes encode(const piece_queue::piece& piece) const;
  void write_piece(const piece_queue::piece& piece, const bytes& encoded);
  [[noreturn]] void fail_encoding() const;

  output_file out_;
  tiff_handle handle_;
  tiff_form form_;
  piece_stream stream_;
  tiff_levels levels_;
  bytes icc_;
};

tiff_sink::tiff_sink(const destination& to, const format& layout, const metadata& extra, const encode_options& options)
    : out_(to), handle_(out_), form_(tiff_form_of(layout, options)), levels_(out_, form_) {
  if (layout.size.width > INT32_MAX || layout.size.height > INT32_MAX) {
    fail(error_kind::unsupported, out_.name(),
         "cannot be a TIFF: it is larger than 2147483647 a side; crop or resize it");
  }
  if (TIFFIsCODECConfigured(static_cast<std::uint16_t>(form_.compression)) == 0) {
    fail(error_kind::unsupported, out_.name(),
         fmt::format("libtiff here has no {} compression; choose -O compression=deflate",
                     tiff_compression_name(form_.compression)));
  }
  out_.spool();
  if (!handle_.open(form_.big ? "w8l" : "wl", INT64_MAX)) fail_encoding();
  set_form(handle_.get(), form_, layout.size);
  const metadata blocks = metadata_to_write(extra, layout, options);
  icc_ = blocks.icc;
  set_blocks(blocks);
  set_tables();
  stream_.start(
      form_.shape, [this](const piece_queue::piece& piece) { return form_.apart ? encode(piece) : bytes(); },
      [this](const piece_queue::piece& piece, const bytes& encoded) { write_piece(piece, encoded); });
}

/// A sub-directory is written before the picture, so that its offset is known when libtiff writes the first directory.
void tiff_sink::place(std::uint32_t tag, const exif_directory& directory, const exif_directory& below) {
  if (directory.empty()) return;
  const std::uint64_t base = (out_.size() + 7) & ~std::uint64_t{7};
  const placed_directory placed = place_directory(directory, base, form_.big, below);
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

/// What pieces of JPEG that are encoded apart leave out.
void tiff_sink::set_tables() {
  if (form_.compression != COMPRESSION_JPEG) return;
  const exif_directory directory = level_directory(form_, form_.layout.size, out_.name());
  const exif_entry* const tables = find_entry(directory, TIFFTAG_JPEGTABLES);
  if (tables == nullptr) fail_encoding();
  TIFFSetField(handle_.get(), TIFFTAG_JPEGTABLES, static_cast<std::uint32_t>(tables->count), tables->value.data());
}

void tiff_sink::write(const std::byte* const* rows, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) stream_.write(rows[i]);
}

/// The pixels of a tile, black beyond the picture.
bytes tiff_sink::pixels_of(const piece_queue::piece& piece) const {
  const std::int64_t pixel = form_.layout.pixel_bytes(), pitch = form_.shape.levels[piece.of.level].row_bytes();
  const rect part = form_.shape.part(piece);
  bytes pixels(form_.piece_bytes());
  for (std::int64_t y = 0; y < part.height(); ++y)
    std::memcpy(pixels.data() + y * form_.tile * pixel, piece.band + y * pitch + part.x0 * pixel,
                static_cast<std::size_t>(part.width() * pixel));
  return pixels;
}

bytes tiff_sink::encode(const piece_queue::piece& piece) const {
  // The file's byte order is that of the machines that this runs on, so nothing is left to encode.
  if (form_.compression == COMPRESSION_NONE && std::endian::native == std::endian::little) return pixels_of(piece);
  if (form_.tile > 0) return encode_piece(form_, pixels_of(piece).data(), form_.tile, out_.name());
  return encode_piece(form_, piece.band, form_.shape.part(piece).height(), out_.name());
}

void tiff_sink::write_piece(const piece_queue::piece& piece, const bytes& encoded) {
  if (piece.of.level > 0) return levels_.write(piece, encoded);
  TIFF* const tiff = handle_.get();
  const auto number = static_cast<std::uint32_t>(piece.of.band * form_.shape.pieces(0) + piece.number);
  const auto put = [&](auto function, const std::byte* from, std::size_t count) {
    const auto size = static_cast<tmsize_t>(count);
    if (function(tiff, number, const_cast<std::byte*>(from), size) != size) fail_encoding();
  };
  if (form_.apart) return put(form_.tile > 0 ? TIFFWriteRawTile : TIFFWriteRawStrip, encoded.data(), encoded.size());
  if (form_.tile == 0)
    return put(TIFFWriteEncodedStrip, piece.band,
               static_cast<std::size_t>(form_.shape.part(piece).height() * form_.layout.row_bytes()));
  const bytes pixels = pixels_of(piece);
  put(TIFFWriteEncodedTile, pixels.data(), pixels.size());
}

void tiff_sink::finish() {
  stream_.drain();
  handle_.take_complaint();
  const std::vector<std::uint64_t> below = levels_.finish(icc_);
  if (form_.subifd && !below.empty())
    TIFFSetField(handle_.get(), TIFFTAG_SUBIFD, static_cast<int>(below.size()), below.data());
  if (TIFFFlush(handle_.get()) != 1 || !handle_.close()) fail_encoding();
  if (!form_.subifd && !below.empty()) levels_.follow_first(below.front());
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
