// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "tessera/host/io/codecs.hpp"
#include "tessera/host/io/colour.hpp"
#include "tessera/host/io/exif.hpp"
#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/jpeg_decoder.hpp"

extern "C" {
#include <jerror.h>
}

namespace tessera::inline v0::io {

namespace {

class jpeg_source final : public source {
 public:
  jpeg_source(input from, const read_options& options) : from_(std::move(from)), decoder_(from_) {
    if (!decoder_.read_header(true)) fail_decoding();
    describe(options);
    if (options.shrink > 1) shrink(options.shrink);
  }

  const picture_info& info() const override { return info_; }
  void read(std::byte* const* rows, std::int64_t count) override;
  bool shrink(int factor) override;
  void rewind() override;
  std::size_t memory() const override;

 private:
  void describe(const read_options& options);
  void start();
  void read_cmyk(std::byte* row);
  bool keeps_coefficients() const;
  std::size_t coefficient_bytes() const;
  bool scanlines(JSAMPROW* rows, unsigned count);
  [[noreturn]] void fail_decoding() const;

  input from_;
  jpeg_decoder decoder_;
  picture_info info_;
  std::optional<cmyk_to_srgb> to_srgb_;
  std::vector<JSAMPLE> cmyk_row_;
  std::int64_t next_row_ = 0;
  bool started_ = false;
};

void jpeg_source::describe(const read_options& options) {
  const jpeg_decompress_struct& codec = decoder_.codec;
  check_page(from_, options, 1);
  check_size(from_, codec.image_width, codec.image_height, options);
  if (keeps_coefficients()) check_whole(from_, coefficient_bytes(), "a progressive JPEG", options);
  const extent size{codec.image_width, codec.image_height};
  info_.kind = container::jpeg;
  info_.format_name = "JPEG";
  info_.extra = jpeg_metadata(codec);
  info_.quality = estimated_quality(codec);
  info_.layout = make_format(sample_type::u8, codec.num_components == 1 ? 1 : 3, size);
  if (const auto tree = parse_exif(info_.extra.exif)) {
    info_.orientation = orientation_of(*tree);
    if (info_.extra.dpi_x == 0) resolution_from_exif(*tree, info_.extra);
  }
  if (codec.num_components == 4) {
    info_.stored = "CMYK";
    to_srgb_.emplace(info_.extra.icc, codec.saw_Adobe_marker != 0);
    info_.extra.icc.clear();
    cmyk_row_.resize(static_cast<std::size_t>(size.width) * 4);
  } else if (codec.num_components != 1 && codec.num_components != 3) {
    fail(error_kind::unsupported, from_.name(),
         fmt::format("is a JPEG of {} channels; only 1, 3 and 4 have a meaning", codec.num_components));
  }
}

bool jpeg_source::shrink(int factor) {
  if (started_ || info_.shrunk > 1 || (factor != 2 && factor != 4 && factor != 8)) return false;
  jpeg_decompress_struct& codec = decoder_.codec;
  codec.scale_num = 1;
  codec.scale_denom = static_cast<unsigned>(factor);
  if (!guarded(decoder_.failure.target, [&codec] { jpeg_calc_output_dimensions(&codec); })) fail_decoding();
  info_.shrunk = factor;
  info_.full = info_.layout.size;
  info_.layout.size = {codec.output_width, codec.output_height};
  return true;
}

void jpeg_source::start() {
  jpeg_decompress_struct& codec = decoder_.codec;
  codec.scale_num = 1;  // reading the header again has reset them
  codec.scale_denom = static_cast<unsigned>(info_.shrunk);
  codec.out_color_space = codec.num_components == 1 ? JCS_GRAYSCALE : codec.num_components == 4 ? JCS_CMYK : JCS_RGB;
  if (!guarded(decoder_.failure.target, [&codec] { jpeg_start_decompress(&codec); })) fail_decoding();
  started_ = true;
  next_row_ = 0;
}

bool jpeg_source::scanlines(JSAMPROW* rows, unsigned count) {
  jpeg_decompress_struct& codec = decoder_.codec;
  return guarded(decoder_.failure.target, [&codec, rows, count] {
    unsigned done = 0;
    while (done < count) done += jpeg_read_scanlines(&codec, rows + done, count - done);
    // The end marker is read as well: without it the last rows may be made up.
    if (codec.output_scanline == codec.output_height) jpeg_finish_decompress(&codec);
  });
}

void jpeg_source::read_cmyk(std::byte* row) {
  JSAMPROW raw = cmyk_row_.data();
  if (!scanlines(&raw, 1)) fail_decoding();
  to_srgb_->convert(reinterpret_cast<const std::byte*>(raw), row, info_.layout.size.width);
}

void jpeg_source::read(std::byte* const* rows, std::int64_t count) {
  if (!started_) start();
  std::array<JSAMPROW, 64> batch;
  for (std::int64_t done = 0; done < count;) {
    const auto n = to_srgb_ ? 1 : std::min<std::int64_t>(count - done, batch.size());
    if (to_srgb_) {
      read_cmyk(rows[done]);
    } else {
      for (std::int64_t i = 0; i < n; ++i)
        batch[static_cast<std::size_t>(i)] = reinterpret_cast<JSAMPROW>(rows[done + i]);
      if (!scanlines(batch.data(), static_cast<unsigned>(n))) fail_decoding();
    }
    done += n;
    next_row_ += n;
  }
}

void jpeg_source::rewind() {
  if (!started_) return;
  jpeg_abort_decompress(&decoder_.codec);
  if (!decoder_.read_header(false)) fail_decoding();
  started_ = false;
}

void jpeg_source::fail_decoding() const {
  const jpeg_failure& failure = decoder_.failure;
  const jpeg_decompress_struct& codec = decoder_.codec;
  if (failure.io_code != 0) fail_reading(failure.io_code, from_.name());
  if (decoder_.refused == jpeg_decoder::refusal::time) from_.clock()->fail();
  if (decoder_.refused == jpeg_decoder::refusal::scans) {
    fail(error_kind::limit, from_.name(),
         fmt::format("is a JPEG of more than {} scans, each a pass over its {}x{} pixels; save it anew with fewer",
                     most_scans(codec.image_width, codec.image_height), codec.image_width, codec.image_height));
  }
  if (failure.end_of_data) {
    if (codec.output_scanline == 0 && !started_) {
      fail(error_kind::unreadable, from_.name(), "is a JPEG cut short in its header; copy it again from its origin");
    }
    fail(error_kind::unreadable, from_.name(),
         fmt::format("is a JPEG cut short after row {} of {}; copy it again from its origin", codec.output_scanline,
                     info_.layout.size.height));
  }
  const bool unsupported = std::ranges::count(std::array{JERR_SOF_UNSUPPORTED, JERR_BAD_PRECISION,
                                                         JERR_CONVERSION_NOTIMPL, JERR_IMAGE_TOO_BIG},
                                              failure.manager.msg_code) != 0;
  const std::string where =
      started_ ? fmt::format(" near row {} of {}", codec.output_scanline, info_.layout.size.height) : " in its header";
  fail(unsupported ? error_kind::unsupported : error_kind::unreadable, from_.name(),
       unsupported
           ? fmt::format(
                 "is a JPEG of a kind that cannot be decoded ({}); save it as an 8-bit baseline or progressive JPEG",
                 failure.message)
           : fmt::format("is a damaged JPEG{} ({}); copy it again from its origin", where, failure.message));
}

bool jpeg_source::keeps_coefficients() const {
  return decoder_.codec.progressive_mode != 0 ||
         jpeg_has_multiple_scans(const_cast<j_decompress_ptr>(&decoder_.codec)) != 0;
}

std::size_t jpeg_source::coefficient_bytes() const {
  std::size_t result = 0;
  for (int i = 0; i < decoder_.codec.num_components; ++i) {
    const jpeg_component_info& component = decoder_.codec.comp_info[i];
    const auto across = static_cast<std::size_t>(component.width_in_blocks) + component.h_samp_factor;
    const auto down = static_cast<std::size_t>(component.height_in_blocks) + component.v_samp_factor;
    result += across * down * sizeof(JBLOCK);
  }
  return result;
}

std::size_t jpeg_source::memory() const {
  const jpeg_decompress_struct& codec = decoder_.codec;
  // libjpeg's strips: for each component five row groups of up to four block rows of 8 lines before, one line pair after upsampling.
  std::size_t strips = 0;
  for (int i = 0; i < codec.num_components; ++i) {
    const jpeg_component_info& component = codec.comp_info[i];
    strips += (static_cast<std::size_t>(component.width_in_blocks) + 4) * 8 * 8 * component.v_samp_factor * 5 +
              codec.image_width * 8u;
  }
  constexpr std::size_t tables = std::size_t{1} << 16;
  return from_.held() + decoder_.buffer.size() + cmyk_row_.size() + tables + strips +
         (keeps_coefficients() ? coefficient_bytes() : 0);
}

}  // namespace

std::unique_ptr<source> open_jpeg(input from, const read_options& options) {
  return std::make_unique<jpeg_source>(std::move(from), options);
}

}  // namespace tessera::inline v0::io
