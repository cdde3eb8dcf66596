// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

#include "tessera/host/io/codecs.hpp"
#include "tessera/host/io/exif.hpp"
#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/png_chunks.hpp"
#include "tessera/host/io/png_guard.hpp"

namespace tessera::inline v0::io {

namespace {

class png_source final : public source {
 public:
  png_source(input from, const read_options& options) : from_(std::move(from)) {
    open();
    describe(options);
  }

  const picture_info& info() const override { return info_; }
  void read(std::byte* const* rows, std::int64_t count) override;
  void rewind() override;
  std::size_t memory() const override;

 private:
  static void on_read(png_structp codec, png_bytep to, std::size_t count);
  static void on_row(png_structp codec, png_uint_32 row, int pass);
  void open();
  void describe(const read_options& options);
  void take_blocks();
  void set_transforms();
  void check_memory(const read_options& options) const;
  void read_interlaced();
  void end();
  [[noreturn]] void fail_decoding();

  input from_;
  png_handles png_{false};
  png_failure failure_;
  picture_info info_;
  std::vector<std::byte> buffer_;  ///< file bytes not yet taken; unused where the data lies in memory
  std::size_t taken_ = 0, filled_ = 0;
  std::uint64_t position_ = 0;
  std::vector<std::byte> whole_;  ///< an interlaced picture
  std::int64_t next_row_ = 0;
  bool interlaced_ = false;
  bool out_of_time_ = false;
};

constexpr std::size_t png_buffer_bytes = std::size_t{1} << 17;

void png_source::on_read(png_structp codec, png_bytep to, std::size_t count) {
  auto& self = *static_cast<png_source*>(png_get_io_ptr(codec));
  while (count > 0) {
    if (self.taken_ == self.filled_) {
      const std::int64_t n = self.from_.read_at(self.position_, self.buffer_.data(), self.buffer_.size());
      self.failure_.io_code = n < 0 ? static_cast<int>(-n) : 0;
      self.failure_.end_of_data = n == 0;
      if (n <= 0) on_png_error(codec, "no more data");
      self.position_ += static_cast<std::uint64_t>(n);
      self.taken_ = 0;
      self.filled_ = static_cast<std::size_t>(n);
    }
    const std::size_t n = std::min(count, self.filled_ - self.taken_);
    std::memcpy(to, self.buffer_.data() + self.taken_, n);
    self.taken_ += n;
    to += n;
    count -= n;
  }
}

void png_source::on_row(png_structp codec, png_uint_32, int) {
  auto& self = *static_cast<png_source*>(png_get_io_ptr(codec));
  self.out_of_time_ = self.from_.clock()->over();
  if (self.out_of_time_) on_png_error(codec, "out of time");
}

void png_source::open() {
  buffer_.resize(png_buffer_bytes);
  taken_ = filled_ = 0;
  position_ = 0;
  next_row_ = 0;
  failure_ = {};
  const bool done = guarded(failure_.target, [this] {
    png_.codec = png_create_read_struct(PNG_LIBPNG_VER_STRING, &failure_, on_png_error, on_png_warning);
    if (png_.codec == nullptr) return;
    png_.header = png_create_info_struct(png_.codec);
    if (png_.header == nullptr) return;
    png_set_read_fn(png_.codec, this, on_read);
    if (from_.clock()) png_set_read_status_fn(png_.codec, on_row);
    png_set_user_limits(png_.codec, PNG_UINT_31_MAX,
                        PNG_UINT_31_MAX);  // the limit in pixels is checked after the header
    png_set_crc_action(png_.codec, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_set_keep_unknown_chunks(png_.codec, PNG_HANDLE_CHUNK_NEVER,
                                reinterpret_cast<png_const_bytep>("eXIf\0iTXt\0tEXt\0zTXt"), 4);
    png_read_info(png_.codec, png_.header);
  });
  if (!done) fail_decoding();
  if (png_.codec == nullptr || png_.header == nullptr) throw std::bad_alloc();
}

void png_source::set_transforms() {
  const bool done = guarded(failure_.target, [this] {
    png_set_expand(png_.codec);  // palette to RGB, 1, 2 and 4 bits to 8, a transparent colour to alpha
    if constexpr (std::endian::native == std::endian::little) png_set_swap(png_.codec);
    if (interlaced_) png_set_interlace_handling(png_.codec);
    png_read_update_info(png_.codec, png_.header);
  });
  if (!done) fail_decoding();
}

void png_source::take_blocks() {
  png_charp name = nullptr;
  png_bytep profile = nullptr;
  png_uint_32 size = 0, x = 0, y = 0;
  int how = 0, unit = 0;
  if (png_get_iCCP(png_.codec, png_.header, &name, &how, &profile, &size) != 0) {
    const auto* data = reinterpret_cast<const std::byte*>(profile);
    info_.extra.icc.assign(data, data + size);
  }
  if (png_get_pHYs(png_.codec, png_.header, &x, &y, &unit) != 0 && unit == PNG_RESOLUTION_METER) {
    info_.extra.dpi_x = x * 0.0254;
    info_.extra.dpi_y = y * 0.0254;
  }
  info_.pages = png_metadata(from_, info_.extra);
  if (const auto tree = parse_exif(info_.extra.exif)) {
    info_.orientation = orientation_of(*tree);
    if (info_.extra.dpi_x == 0) resolution_from_exif(*tree, info_.extra);
  }
}

/// libpng allocates rows as soon as it knows what they become, so what they will take is worked out before.
void png_source::check_memory(const read_options& options) const {
  const auto bits = static_cast<std::uint64_t>(std::max<int>(8, png_get_bit_depth(png_.codec, png_.header)));
  const int stored = png_get_color_type(png_.codec, png_.header);
  const bool clear = png_get_valid(png_.codec, png_.header, PNG_INFO_tRNS) != 0;
  const int colours = stored == PNG_COLOR_TYPE_PALETTE ? 3 : png_get_channels(png_.codec, png_.header);
  const std::uint64_t row = std::uint64_t{png_get_image_width(png_.codec, png_.header)} *
                            static_cast<std::uint64_t>(colours + (clear ? 1 : 0)) * bits / 8;
  constexpr std::uint64_t rows_held = 3;
  if (interlaced_)
    check_whole(from_, saturated_product(row, png_get_image_height(png_.codec, png_.header)), "an interlaced PNG",
                options);
  check_whole(from_, rows_held * row, "a PNG of very long rows", options);
}

void png_source::describe(const read_options& options) {
  const std::int64_t width = png_get_image_width(png_.codec, png_.header),
                     height = png_get_image_height(png_.codec, png_.header);
  check_size(from_, width, height, options);
  const int bits = png_get_bit_depth(png_.codec, png_.header);
  const bool palette = png_get_color_type(png_.codec, png_.header) == PNG_COLOR_TYPE_PALETTE;
  interlaced_ = png_get_interlace_type(png_.codec, png_.header) != PNG_INTERLACE_NONE;
  info_.kind = container::png;
  info_.format_name = "PNG";
  if (palette) info_.stored = "palette";
  else if (bits < 8) info_.stored = fmt::format("{} bit", bits);
  check_memory(options);
  take_blocks();
  set_transforms();
  info_.layout = make_format(bits == 16 ? sample_type::u16 : sample_type::u8, png_get_channels(png_.codec, png_.header),
                             {width, height});
  if (interlaced_) info_.stored += info_.stored.empty() ? "interlaced" : ", interlaced";
}

void png_source::end() {
  if (!guarded(failure_.target, [this] { png_read_end(png_.codec, nullptr); })) fail_decoding();
}

void png_source::read_interlaced() {
  const format& layout = info_.layout;
  whole_.resize(static_cast<std::size_t>(layout.row_bytes() * layout.size.height));
  std::vector<png_bytep> rows(static_cast<std::size_t>(layout.size.height));
  for (std::size_t y = 0; y < rows.size(); ++y)
    rows[y] = reinterpret_cast<png_bytep>(whole_.data()) + y * static_cast<std::size_t>(layout.row_bytes());
  png_bytepp const first = rows.data();
  if (!guarded(failure_.target, [this, first] { png_read_image(png_.codec, first); })) fail_decoding();
  end();
}

void png_source::read(std::byte* const* rows, std::int64_t count) {
  const format& layout = info_.layout;
  const auto row_bytes = static_cast<std::size_t>(layout.row_bytes());
  if (interlaced_) {
    if (whole_.empty()) read_interlaced();
    for (std::int64_t i = 0; i < count; ++i)
      std::memcpy(rows[i], whole_.data() + static_cast<std::size_t>(next_row_ + i) * row_bytes, row_bytes);
    next_row_ += count;
    return;
  }
  const bool done = guarded(failure_.target, [this, rows, count] {
    for (std::int64_t i = 0; i < count; ++i) {
      png_read_row(png_.codec, reinterpret_cast<png_bytep>(rows[i]), nullptr);
      ++next_row_;
    }
  });
  if (!done) fail_decoding();
  if (next_row_ == layout.size.height) end();
}

void png_source::rewind() {
  next_row_ = 0;
  if (interlaced_) return;  // kept as a whole
  png_.close();
  open();
  set_transforms();
}

void png_source::fail_decoding() {
  if (out_of_time_) from_.clock()->fail();
  if (failure_.io_code != 0) fail_reading(failure_.io_code, from_.name());
  const std::int64_t height = info_.layout.size.height;
  if (failure_.end_of_data) {
    fail(error_kind::unreadable, from_.name(),
         height == 0
             ? std::string("is a PNG cut short in its header; copy it again from its origin")
             : fmt::format("is a PNG cut short after row {} of {}; copy it again from its origin", next_row_, height));
  }
  fail(error_kind::unreadable, from_.name(),
       fmt::format("is a damaged PNG{} ({}); copy it again from its origin",
                   height == 0 ? std::string(" in its header") : fmt::format(" near row {} of {}", next_row_, height),
                   failure_.message));
}

std::size_t png_source::memory() const {
  const auto row = static_cast<std::size_t>(info_.layout.row_bytes());
  const auto rows = static_cast<std::size_t>(info_.layout.size.height);
  constexpr std::size_t inflate_state = 64 << 10;
  return from_.held() + png_buffer_bytes + inflate_state + 3 * row +
         (interlaced_ ? (row + sizeof(png_bytep)) * rows : 0);
}

}  // namespace

std::unique_ptr<source> open_png(input from, const read_options& options) {
  if (options.page != 1) return open_animated_png(std::move(from), options);
  return std::make_unique<png_source>(std::move(from), options);
}

}  // namespace tessera::inline v0::io
