// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <vector>

#include "tessera/host/io/codecs.hpp"
#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/metadata_edit.hpp"
#include "tessera/host/io/png_chunks.hpp"
#include "tessera/host/io/png_guard.hpp"

namespace tessera::inline v0::io {

namespace {

constexpr std::size_t sink_buffer_bytes = std::size_t{1} << 17, data_chunk_bytes = std::size_t{1} << 16;

class png_sink final : public sink {
 public:
  png_sink(const destination& to, const format& layout, const metadata& extra, const encode_options& options);
  void write(const std::byte* const* rows, std::int64_t count) override;
  void finish() override;

 private:
  static void on_write(png_structp codec, png_bytep from, std::size_t count);
  static void on_flush(png_structp) {}
  int flush() noexcept;
  void set_up(const encode_options& options);
  void set_blocks(const metadata& extra);
  void write_interlaced();
  [[noreturn]] void fail_encoding() const;

  output_file out_;
  format layout_;
  png_handles png_{true};
  png_failure failure_;
  std::vector<std::byte> buffer_;
  std::size_t filled_ = 0;
  std::vector<std::byte> whole_;  ///< an interlaced picture, written when it is complete
  bool interlaced_ = false;
};

void png_sink::on_write(png_structp codec, png_bytep from, std::size_t count) {
  auto& self = *static_cast<png_sink*>(png_get_io_ptr(codec));
  while (count > 0) {
    if (self.filled_ == self.buffer_.size()) self.failure_.io_code = self.flush();
    if (self.failure_.io_code != 0) on_png_error(codec, "cannot write");
    const std::size_t n = std::min(count, self.buffer_.size() - self.filled_);
    std::memcpy(self.buffer_.data() + self.filled_, from, n);
    self.filled_ += n;
    from += n;
    count -= n;
  }
}

int png_sink::flush() noexcept {
  const int code = out_.write(buffer_.data(), filled_);
  filled_ = 0;
  return code;
}

png_sink::png_sink(const destination& to, const format& layout, const metadata& extra, const encode_options& options)
    : out_(to), layout_(layout), buffer_(sink_buffer_bytes), interlaced_(flag_setting(options, "interlace", false)) {
  if (layout.size.width > PNG_UINT_31_MAX || layout.size.height > PNG_UINT_31_MAX) {
    fail(error_kind::unsupported, out_.name(), "cannot be a PNG: it is larger than 2147483647 a side; write TIFF");
  }
  set_up(options);
  const metadata carried = metadata_to_write(extra, layout, options);
  set_blocks(carried);
  const bool done = guarded(failure_.target, [this, &carried] {
    png_write_info(png_.codec, png_.header);
    for (const auto& [name, data] : carried.png_chunks) {
      png_write_chunk(png_.codec, reinterpret_cast<png_const_bytep>(name.c_str()),
                      reinterpret_cast<png_const_bytep>(data.data()), data.size());
    }
    if constexpr (std::endian::native == std::endian::little) png_set_swap(png_.codec);
  });
  if (!done) fail_encoding();
}

void png_sink::set_up(const encode_options& options) {
  const int level = integer_setting(options, "level", 6, 0, 9);
  constexpr int colour_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                                  PNG_COLOR_TYPE_RGB_ALPHA};
  const int colour_type = colour_types[layout_.channels - 1];
  const bool done = guarded(failure_.target, [this, level, colour_type] {
    png_.codec = png_create_write_struct(PNG_LIBPNG_VER_STRING, &failure_, on_png_error, on_png_warning);
    if (png_.codec == nullptr) return;
    png_.header = png_create_info_struct(png_.codec);
    if (png_.header == nullptr) return;
    png_set_write_fn(png_.codec, this, on_write, on_flush);
    png_set_user_limits(png_.codec, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_benign_errors(png_.codec, 1);  // a profile that libpng finds faulty is left out
    png_set_compression_level(png_.codec, level);
    png_set_compression_buffer_size(png_.codec, data_chunk_bytes);
    png_set_IHDR(png_.codec, png_.header, static_cast<png_uint_32>(layout_.size.width),
                 static_cast<png_uint_32>(layout_.size.height), 8 * bytes_of(layout_.type), colour_type,
                 interlaced_ ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
                 PNG_FILTER_TYPE_DEFAULT);
  });
  if (!done) fail_encoding();
  if (png_.codec == nullptr || png_.header == nullptr) throw std::bad_alloc();
}

void png_sink::set_blocks(const metadata& extra) {
  std::string packet(reinterpret_cast<const char*>(extra.xmp.data()), extra.xmp.size());
  bytes exif = extra.exif;
  std::string keyword = png_xmp_keyword, empty;
  png_text text{};
  text.compression = PNG_ITXT_COMPRESSION_NONE;
  text.key = keyword.data();
  text.text = packet.data();
  text.itxt_length = packet.size();
  text.lang = empty.data();
  text.lang_key = empty.data();
  const png_text* const xmp = &text;
  png_bytep const block = reinterpret_cast<png_bytep>(exif.data());
  const bool done = guarded(failure_.target, [this, &extra, xmp, block] {
    if (!extra.icc.empty()) {
      png_set_iCCP(png_.codec, png_.header, "icc", PNG_COMPRESSION_TYPE_BASE,
                   reinterpret_cast<png_const_bytep>(extra.icc.data()), static_cast<png_uint_32>(extra.icc.size()));
    }
    if (extra.dpi_x > 0 && extra.dpi_y > 0) {
      png_set_pHYs(png_.codec, png_.header, static_cast<png_uint_32>(std::lround(extra.dpi_x / 0.0254)),
                   static_cast<png_uint_32>(std::lround(extra.dpi_y / 0.0254)), PNG_RESOLUTION_METER);
    }
    if (!extra.exif.empty())
      png_set_eXIf_1(png_.codec, png_.header, static_cast<png_uint_32>(extra.exif.size()), block);
    if (!extra.xmp.empty()) png_set_text(png_.codec, png_.header, xmp, 1);
  });
  if (!done) fail_encoding();
}

void png_sink::write(const std::byte* const* rows, std::int64_t count) {
  if (interlaced_) {
    for (std::int64_t i = 0; i < count; ++i) whole_.insert(whole_.end(), rows[i], rows[i] + layout_.row_bytes());
    return;
  }
  const bool done = guarded(failure_.target, [this, rows, count] {
    for (std::int64_t i = 0; i < count; ++i) png_write_row(png_.codec, reinterpret_cast<png_const_bytep>(rows[i]));
  });
  if (!done) fail_encoding();
}

void png_sink::write_interlaced() {
  const bool done = guarded(failure_.target, [this] {
    const int passes = png_set_interlace_handling(png_.codec);
    for (int pass = 0; pass < passes; ++pass) {
      for (std::int64_t y = 0; y < layout_.size.height; ++y) {
        png_write_row(png_.codec, reinterpret_cast<png_const_bytep>(whole_.data() + y * layout_.row_bytes()));
      }
    }
  });
  if (!done) fail_encoding();
}

void png_sink::finish() {
  if (interlaced_) write_interlaced();
  if (!guarded(failure_.target, [this] { png_write_end(png_.codec, nullptr); })) fail_encoding();
  failure_.io_code = flush();
  if (failure_.io_code != 0) fail_encoding();
  out_.commit();
}

void png_sink::fail_encoding() const {
  if (failure_.io_code != 0) fail_writing(failure_.io_code, out_.name());
  fail(error_kind::unsupported, out_.name(), fmt::format("cannot be written as PNG ({})", failure_.message));
}

}  // namespace

std::unique_ptr<sink> create_png(const destination& to, const format& layout, const metadata& extra,
                                 const encode_options& options) {
  return std::make_unique<png_sink>(to, layout, extra, options);
}

}  // namespace tessera::inline v0::io
