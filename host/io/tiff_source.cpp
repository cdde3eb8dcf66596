// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "tessera/host/io/codecs.hpp"
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
  void rewind() override { open(); }
  std::size_t memory() const override;

 private:
  void open();
  void describe();
  void choose_page();
  [[noreturn]] void fail_decoding() const;

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
  if (!handle_.open("rm", static_cast<std::int64_t>(std::min<std::uint64_t>(options_.limit_bytes, INT64_MAX))))
    fail_decoding();
  choose_page();
  std::uint32_t width = 0, height = 0;
  TIFFGetField(handle_.get(), TIFFTAG_IMAGEWIDTH, &width);
  TIFFGetField(handle_.get(), TIFFTAG_IMAGELENGTH, &height);
  check_size(from_, width, height, options_);
  layout_ = read_tiff_layout(handle_.get(), from_.name());
  reader_.emplace(handle_, layout_);
  check_whole(from_, reader_->memory(), layout_.tiled ? "a TIFF of large tiles" : "a planar TIFF of large strips",
              options_);
}

void tiff_source::choose_page() {
  if (pages_.empty()) pages_ = tiff_directories(from_);
  if (pages_.empty())
    fail(error_kind::unreadable, from_.name(), "is a TIFF without a picture; copy it again from its origin");
  const auto page = static_cast<std::size_t>(options_.page);
  check_page(from_, options_, static_cast<int>(pages_.size()));
  if (page > 1 && TIFFSetSubDirectory(handle_.get(), pages_[page - 1]) != 1) fail_decoding();
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
    if (!reader_->read(next_row_, raw)) fail_decoding();
    converter_->convert(raw, rows[i]);
    ++next_row_;
  }
}

void tiff_source::fail_decoding() const {
  if (handle_.io_code() != 0) fail_reading(handle_.io_code(), from_.name());
  const std::int64_t height = info_.layout.size.height;
  const std::string place = height == 0 ? "in its header" : fmt::format("after row {} of {}", next_row_, height);
  const std::string why = handle_.message()[0] != 0 ? fmt::format(" ({})", handle_.message()) : "";
  fail(error_kind::unreadable, from_.name(),
       fmt::format("is a {} TIFF {}{}; copy it again from its origin",
                   handle_.met_end() ? "cut short or damaged" : "damaged", place, why));
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
  return from_.held() + raw_row_.capacity() + state + std::min(largest, from_.size()) + std::size_t{count} * 16 +
         static_cast<std::size_t>(layout_.raw_row_bytes()) * 2 + reader_->memory();
}

}  // namespace

std::unique_ptr<source> open_tiff(input from, const read_options& options) {
  return std::make_unique<tiff_source>(std::move(from), options);
}

}  // namespace tessera::inline v0::io
