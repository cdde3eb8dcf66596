// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "tessera/host/io/codecs.hpp"
#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/metadata_edit.hpp"
#include "tessera/host/io/opencv_codec.hpp"
#include "tessera/host/io/other_headers.hpp"
#include "tessera/host/io/webp.hpp"

namespace tessera::inline v0::io {

namespace {

const tessera_codec_table& codec_for(const std::string& file, const std::string& type) {
  try {
    return opencv_codec();
  } catch (const error& e) {
    fail(e.kind(), file, fmt::format("{} {}", type, e.what()));
  }
}

/// Throws `error` unless the header says that the picture may be decoded as a whole. What states no size, damaged or not, is not tried: OpenCV
/// itself allows 2^30 pixels.
void check_header(const input& from, const file_type& type, const read_options& options) {
  const auto head = stated(from);
  const bool may_hide = type.name == "JPEG 2000" || type.name == "OpenEXR";
  if (!head && may_hide) return;
  if (!head) {
    fail(error_kind::unreadable, from.name(),
         fmt::format("is a {} whose header does not say its size; copy it again from its origin", type.name));
  }
  check_size(from, head->size.width, head->size.height, options);
  const auto pixels = static_cast<std::uint64_t>(head->size.width) * static_cast<std::uint64_t>(head->size.height);
  check_whole(from, saturated_product(pixels, head->pixel_bytes),
              fmt::format("a {}, decoded as a whole,", type.name).c_str(), options);
}

/// OpenCV looks for these two in every file and hands it to libraries that end the process (GDCM, by an assertion) or open other files (GDAL).
void check_marks(const input& from, const file_type& type, const bytes& file) {
  struct mark {
    std::size_t offset;
    std::string_view name;
    const char* kind;
  };
  for (const mark& m : {mark{128, "DICM", "DICOM"}, mark{140, "DTED", "DTED"}}) {
    if (file.size() < m.offset + m.name.size()) continue;
    if (std::memcmp(file.data() + m.offset, m.name.data(), m.name.size()) != 0) continue;
    fail(error_kind::unreadable, from.name(),
         fmt::format("is a {} that is marked as {}, too; copy it again from its origin", type.name, m.kind));
  }
}

/// A picture that OpenCV decodes as a whole when it is opened.
class whole_source final : public source {
 public:
  whole_source(const input& from, const file_type& type, const read_options& options);
  whole_source(const whole_source&) = delete;
  ~whole_source() override { codec_.release_picture(picture_.owner); }
  const picture_info& info() const override { return info_; }
  void read(std::byte* const* rows, std::int64_t count) override;
  void rewind() override { next_row_ = 0; }
  std::size_t memory() const override { return static_cast<std::size_t>(picture_.pitch * picture_.height); }

 private:
  const tessera_codec_table& codec_;
  tessera_codec_picture picture_{};
  picture_info info_;
  std::int64_t next_row_ = 0;
};

whole_source::whole_source(const input& from, const file_type& type, const read_options& options)
    : codec_(codec_for(from.name(), type.name)) {
  check_page(from, options, 1);
  check_header(from, type, options);
  info_.kind = container::other;
  info_.format_name = type.name;
  if (type.name == "WebP") {
    take_webp_metadata(from, info_);
    if (is_lossless_webp(from)) info_.compression = "lossless";
  }
  bytes file = from.all(options.limit_bytes);
  amend(type.name, file);
  check_marks(from, type, file);
  char message[300] = {};
  const std::int32_t failed = codec_.decode(file.data(), file.size(), &picture_, message, sizeof message);
  if (failed == codec_too_large)
    fail(error_kind::unsupported, from.name(),
         fmt::format("is a {} that {}; save it as TIFF or PNG", type.name, message));
  if (failed != 0) {
    fail(error_kind::unreadable, from.name(),
         fmt::format("is a {} that cannot be decoded ({}); copy it again from its origin", type.name, message));
  }
  info_.layout =
      make_format(static_cast<sample_type>(picture_.sample), picture_.channels, {picture_.width, picture_.height});
  if (picture_.width <= options.limit_pixels / picture_.height) return;
  codec_.release_picture(picture_.owner);
  check_size(from, picture_.width, picture_.height, options);
}

void whole_source::read(std::byte* const* rows, std::int64_t count) {
  const auto* const pixels = static_cast<const std::byte*>(picture_.pixels);
  const format& layout = info_.layout;
  for (std::int64_t i = 0; i < count; ++i, ++next_row_) {
    std::memcpy(rows[i], pixels + next_row_ * picture_.pitch, static_cast<std::size_t>(layout.row_bytes()));
    if (layout.type != sample_type::f32) continue;
    auto* const samples = reinterpret_cast<float*>(rows[i]);
    for (std::int64_t x = 0; x < layout.size.width * layout.channels; ++x)
      samples[x] = samples[x] == samples[x] ? samples[x] : 0.0f;
  }
}

/// OpenCV 4.6's BMP encoder reads each row to a multiple of 4 bytes, past the end of the last one.
constexpr std::size_t overread = 4;

/// OpenCV's number: above 100 WebP is lossless. JPEG 2000 is as large as N hundredths of its samples at most, and without a wish lossless
/// where that is enough.
int quality_of(const file_type& type, const encode_options& options) {
  constexpr int lossless = 101;
  if (type.name == "JPEG 2000") return options.quality.value_or(100);
  const bool like_input = options.input_compression == "lossless" && !options.quality;
  return type.name == "WebP" && flag_setting(options, "lossless", like_input) ? lossless : options.quality.value_or(90);
}

/// A picture collected as a whole and encoded by OpenCV at the end; of metadata WebP alone takes what it has places for.
class whole_sink final : public sink {
 public:
  whole_sink(const destination& to, const file_type& type, const format& layout, const metadata& extra,
             const encode_options& options)
      : codec_(codec_for(to.path, type.name)),
        out_(to),
        type_(type),
        layout_(layout),
        extra_(metadata_to_write(extra, layout, options)),
        quality_(quality_of(type, options)) {
    if (layout.size.width > INT32_MAX || layout.size.height > INT32_MAX) {
      fail(error_kind::unsupported, out_.name(), fmt::format("is too large for {}; write TIFF", type.name));
    }
    pixels_.reserve(static_cast<std::size_t>(layout.row_bytes() * layout.size.height) + overread);
  }
  void write(const std::byte* const* rows, std::int64_t count) override {
    for (std::int64_t i = 0; i < count; ++i) pixels_.insert(pixels_.end(), rows[i], rows[i] + layout_.row_bytes());
  }
  void finish() override;

 private:
  const tessera_codec_table& codec_;
  output_file out_;
  file_type type_;
  format layout_;
  metadata extra_;
  int quality_;
  bytes pixels_;
};

void whole_sink::finish() {
  pixels_.resize(pixels_.size() + overread);
  const tessera_codec_picture picture{layout_.size.width,
                                      layout_.size.height,
                                      layout_.row_bytes(),
                                      layout_.channels,
                                      static_cast<std::int32_t>(layout_.type),
                                      pixels_.data(),
                                      nullptr};
  tessera_codec_file file{};
  char message[300] = {};
  if (codec_.encode(type_.extension.c_str(), &picture, quality_, &file, message, sizeof message) != 0) {
    fail(error_kind::unsupported, out_.name(),
         fmt::format("cannot be written as {} ({}); write PNG or TIFF", type_.name, message));
  }
  const bool plain = type_.name != "WebP" || (extra_.icc.empty() && extra_.exif.empty() && extra_.xmp.empty());
  bytes whole;
  if (!plain) whole = webp_with_blocks({static_cast<const std::byte*>(file.data), file.size}, layout_, extra_);
  const int code = plain ? out_.write(file.data, file.size) : out_.write(whole.data(), whole.size());
  codec_.release_file(file.owner);
  if (code != 0) fail_writing(code, out_.name());
  out_.commit();
}

}  // namespace

std::unique_ptr<source> open_other(input from, const file_type& type, const read_options& options) {
  return std::make_unique<whole_source>(from, type, options);
}

std::unique_ptr<sink> create_other(const destination& to, const file_type& type, const format& layout,
                                   const metadata& extra, const encode_options& options) {
  return std::make_unique<whole_sink>(to, type, layout, extra, options);
}

}  // namespace tessera::inline v0::io
