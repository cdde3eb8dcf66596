// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "tessera/host/io/codecs.hpp"
#include "tessera/host/io/exif.hpp"
#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/tiff_layout.hpp"
#include "tessera/host/io/tiff_tags.hpp"

namespace tessera::inline v0::io {

namespace {

class tiff_source final : public source {
 public:
  tiff_source(input from, const read_options& options) : from_(std::move(from)), handle_(from_), options_(options) {
    open();
    describe();
  }

  const picture_info& info() const override { return info_; }
  void read(std::byte* const* rows, std::int64_t count) override;
  bool help() override { return reader_->help(); }
  void rewind() override { open(); }
  std::size_t memory() const override;

 private:
  void open();
  /// No single table of a damaged file may take more.
  std::int64_t largest_table() const {
    return static_cast<std::int64_t>(std::min<std::uint64_t>(options_.limit_bytes, INT64_MAX));
  }
  void describe();
  void choose_page();
  void check_stated_size();
  void start_reader();
  std::unique_ptr<tiff_handle> open_again() const;
  [[noreturn]] void fail_decoding(const tiff_handle& handle, std::int64_t row) const;
  [[noreturn]] void fail_lacking(std::int64_t row) const;

  input from_;
  tiff_handle handle_;
  read_options options_;
  tiff_layout layout_;
  picture_info info_;
  std::optional<tiff_row_converter> converter_;
  std::optional<tiff_row_reader> reader_;
  bytes raw_row_;
  std::vector<std::uint64_t> pages_;  ///< where their directories lie
  std::int64_t next_row_ = 0;
};

void tiff_source::open() {
  handle_.close();
  next_row_ = 0;
  check_stated_size();
  if (!handle_.open("rm", largest_table())) fail_decoding(handle_, 0);
  choose_page();
  std::uint32_t width = 0, height = 0;
  TIFFGetField(handle_.get(), TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(handle_.get(), TIFFTAG_IMAGELENGTH, &height);
  check_size(from_, width, height, options_);
  layout_ = read_tiff_layout(handle_.get(), from_.name());
  start_reader();
  check_whole(from_, reader_->memory(), layout_.tiled ? "a TIFF of large tiles" : "a planar TIFF of large strips",
              options_);
}

/// libtiff refuses some sizes without saying why.
void tiff_source::check_stated_size() {
  if (pages_.empty()) pages_ = tiff_directories(from_);
  if (pages_.empty() || options_.page < 1 || static_cast<std::size_t>(options_.page) > pages_.size()) return;
  const auto tags = parse_exif(from_, pages_[static_cast<std::size_t>(options_.page - 1)]);
  if (!tags) return;
  const auto width = entry_integer(tags->image, TIFFTAG_IMAGEWIDTH),
             height = entry_integer(tags->image, TIFFTAG_IMAGELENGTH);
  if (width && height)
    check_size(from_, static_cast<std::int64_t>(std::min<std::uint64_t>(*width, INT64_MAX)),
               static_cast<std::int64_t>(std::min<std::uint64_t>(*height, INT64_MAX)), options_);
}

void tiff_source::start_reader() {
  reader_.emplace(
      handle_, layout_,
      tiff_row_reader::access{[this] { return open_again(); },
                              [this](const tiff_handle& handle, std::int64_t row) { fail_decoding(handle, row); },
                              [this](std::int64_t row) { fail_lacking(row); }, options_.threads});
}

/// The file once more, for a thread of its own; complaints about tags have been heard.
std::unique_ptr<tiff_handle> tiff_source::open_again() const {
  auto handle = std::make_unique<tiff_handle>(from_);
  const std::uint64_t directory = pages_[static_cast<std::size_t>(options_.page - 1)];
  if (!handle->open("rm", largest_table()) || (options_.page > 1 && TIFFSetSubDirectory(handle->get(), directory) != 1))
    fail_decoding(*handle, 0);
  decode_as_rgb(handle->get());
  handle->take_complaint();
  return handle;
}

void tiff_source::choose_page() {
  if (pages_.empty()) pages_ = tiff_directories(from_);
  if (pages_.empty())
    fail(error_kind::unreadable, from_.name(), "is a TIFF without a picture; copy it again from its origin");
  const auto page = static_cast<std::size_t>(options_.page);
  check_page(from_, options_, static_cast<int>(pages_.size()));
  if (page > 1 && TIFFSetSubDirectory(handle_.get(), pages_[page - 1]) != 1) fail_decoding(handle_, 0);
}

void tiff_source::describe() {
  info_.kind = container::tiff;
  info_.format_name = TIFFIsBigTIFF(handle_.get()) != 0 ? "BigTIFF" : "TIFF";
  info_.compression = tiff_compression_name(layout_.compression);
  info_.pages = static_cast<int>(pages_.size());
  info_.pyramid = is_pyramid(from_, pages_);
  read_tiff_tags(handle_.get(), from_, pages_[static_cast<std::size_t>(options_.page - 1)], info_);
  converter_.emplace(handle_.get(), layout_, info_.extra.icc);
  info_.layout = converter_->result();
  info_.stored = converter_->stored();
  if (layout_.photometric == PHOTOMETRIC_SEPARATED || layout_.lab()) info_.extra.icc.clear();
  handle_.take_complaint();
}

void tiff_source::read(std::byte* const* rows, std::int64_t count) {
  if (!converter_->in_place()) raw_row_.resize(static_cast<std::size_t>(layout_.raw_row_bytes()));
  for (std::int64_t i = 0; i < count; ++i) {
    std::byte* const raw = converter_->in_place() ? rows[i] : raw_row_.data();
    reader_->read(next_row_, raw);
    converter_->convert(raw, rows[i]);
    ++next_row_;
  }
}

void tiff_source::fail_decoding(const tiff_handle& handle, std::int64_t row) const {
  if (handle.io_code() != 0) fail_reading(handle.io_code(), from_.name());
  const std::int64_t height = info_.layout.size.height;
  const std::string place = height == 0 ? "in its header" : fmt::format("after row {} of {}", row, height);
  const std::string why = handle.message()[0] != 0 ? fmt::format(" ({})", handle.message()) : "";
  fail(error_kind::unreadable, from_.name(),
       fmt::format("is a {} TIFF {}{}; copy it again from its origin",
                   handle.met_end() ? "cut short or damaged" : "damaged", place, why));
}

void tiff_source::fail_lacking(std::int64_t row) const {
  fail(error_kind::unreadable, from_.name(),
       fmt::format("is a TIFF that has no data for the {} after row {} of {}; copy it again from its origin, or have "
                   "GDAL write it without SPARSE_OK",
                   layout_.tiled ? "tile" : "strip", row, info_.layout.size.height));
}

/// The window that a zstd frame asks its decoder to keep (RFC 8878, 3.1.1.1.2), by the first strip; 0 if it needs none of its own.
std::size_t zstd_window(const input& from, std::uint64_t frame) {
  std::array<unsigned char, 6> head{};
  if (from.read_at(frame, head.data(), head.size()) != static_cast<std::int64_t>(head.size())) return 0;
  const bool single_segment = (head[4] & 0x20) != 0;
  if (single_segment) return 0;
  const std::size_t base = std::size_t{1} << (10 + (head[5] >> 3));
  return base + base / 8 * (head[5] & 7u);
}

std::size_t tiff_source::memory() const {
  // libtiff keeps one strip or tile as stored, which damaged counts aside is at most the file, and its decoder's state.
  TIFF* const tiff = handle_.get();
  std::uint64_t largest = 0;
  const std::uint32_t count = layout_.tiled ? TIFFNumberOfTiles(tiff) : TIFFNumberOfStrips(tiff);
  for (std::uint32_t i = 0; i < count; ++i) largest = std::max<std::uint64_t>(largest, TIFFGetStrileByteCount(tiff, i));
  std::size_t state = 256 << 10;
  if (layout_.compression == COMPRESSION_ZSTD) state += (512 << 10) + zstd_window(from_, TIFFGetStrileOffset(tiff, 0));
  const std::size_t decoder = state + std::min(largest, from_.size()) + std::size_t{count} * 16;
  const bool more = reader_->memory() > 0;  // the handle that read the tags stays open
  return from_.held() + raw_row_.capacity() + decoder * static_cast<std::size_t>(reader_->decoders()) +
         (more ? std::size_t{count} * 16 + (std::size_t{64} << 10) : 0) +
         static_cast<std::size_t>(layout_.raw_row_bytes()) * 2 + reader_->memory();
}

}  // namespace

std::unique_ptr<source> open_tiff(input from, const read_options& options) {
  return std::make_unique<tiff_source>(std::move(from), options);
}

}  // namespace tessera::inline v0::io
