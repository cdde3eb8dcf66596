// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <vector>

#include "tessera/host/io/byte_order.hpp"
#include "tessera/host/io/codecs.hpp"
#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/jpeg_guard.hpp"
#include "tessera/host/io/metadata_edit.hpp"
#include "tessera/host/io/photoshop.hpp"

namespace tessera::inline v0::io {

namespace {

constexpr int usual_quality = 90, full_chroma_from = 90;
constexpr std::size_t most_resources = 65500;  // in one marker, with its name

class jpeg_sink final : public sink {
 public:
  jpeg_sink(const destination& to, const format& layout, const metadata& extra, const encode_options& options);
  ~jpeg_sink() override { jpeg_destroy_compress(&codec_); }
  void write(const std::byte* const* rows, std::int64_t count) override;
  void finish() override;

 private:
  static void on_start(j_compress_ptr codec);
  static boolean on_full(j_compress_ptr codec);
  static void on_end(j_compress_ptr codec);
  void flush(std::size_t count);
  void set_up(const format& layout, const metadata& extra, const encode_options& options);
  void set_sampling(const std::string& sampling);
  void write_markers(const metadata& extra);
  void write_extension(const bytes& extension);
  void write_marker(int marker, std::string_view name, const bytes& data);
  [[noreturn]] void fail_encoding() const;

  output_file out_;
  jpeg_compress_struct codec_{};
  jpeg_failure failure_{};
  jpeg_destination_mgr writer_{};
  std::vector<JOCTET> buffer_ = std::vector<JOCTET>(std::size_t{1} << 17);
};

void jpeg_sink::on_start(j_compress_ptr codec) {
  auto& self = *static_cast<jpeg_sink*>(codec->client_data);
  self.writer_.next_output_byte = self.buffer_.data();
  self.writer_.free_in_buffer = self.buffer_.size();
}

void jpeg_sink::flush(std::size_t count) {
  const int code = out_.write(buffer_.data(), count);
  if (code != 0) jump_with_io_code(reinterpret_cast<j_common_ptr>(&codec_), code);
}

boolean jpeg_sink::on_full(j_compress_ptr codec) {
  auto& self = *static_cast<jpeg_sink*>(codec->client_data);
  self.flush(self.buffer_.size());
  on_start(codec);
  return TRUE;
}

void jpeg_sink::on_end(j_compress_ptr codec) {
  auto& self = *static_cast<jpeg_sink*>(codec->client_data);
  self.flush(self.buffer_.size() - self.writer_.free_in_buffer);
}

jpeg_sink::jpeg_sink(const destination& to, const format& layout, const metadata& extra, const encode_options& options)
    : out_(to) {
  if (layout.size.width > JPEG_MAX_DIMENSION || layout.size.height > JPEG_MAX_DIMENSION) {
    fail(error_kind::unsupported, out_.name(),
         fmt::format("cannot be a JPEG: {}x{} is larger than {} a side; resize it, or write PNG or TIFF",
                     layout.size.width, layout.size.height, long{JPEG_MAX_DIMENSION}));
  }
  codec_.err = failure_.install();
  if (!guarded(failure_.target, [this] { jpeg_create_compress(&codec_); })) fail_encoding();
  codec_.client_data = this;
  writer_.init_destination = on_start;
  writer_.empty_output_buffer = on_full;
  writer_.term_destination = on_end;
  codec_.dest = &writer_;
  try {
    set_up(layout, extra, options);
    write_markers(metadata_to_write(extra, layout, options));
  } catch (...) {
    jpeg_destroy_compress(&codec_);
    throw;
  }
}

void jpeg_sink::set_sampling(const std::string& sampling) {
  if (codec_.num_components != 3) return;
  codec_.comp_info[0].h_samp_factor = sampling == "4:4:4" || sampling == "4:4:0" ? 1 : 2;
  codec_.comp_info[0].v_samp_factor = sampling == "4:2:0" || sampling == "4:4:0" ? 2 : 1;
}

void jpeg_sink::set_up(const format& layout, const metadata& extra, const encode_options& options) {
  const int quality = options.quality.value_or(usual_quality);
  const std::string sampling = setting(options, "subsampling", quality >= full_chroma_from ? "4:4:4" : "4:2:0");
  const bool progressive = flag_setting(options, "progressive", false),
             optimise = flag_setting(options, "optimize", false);
  const int restart = integer_setting(options, "restart", 0, 0, 65535);
  const double dpi_x = extra.dpi_x, dpi_y = extra.dpi_y;
  const bool keep_density =
      options.keep_metadata != encode_options::keep::none && dpi_x >= 1 && dpi_y >= 1 && dpi_x < 65535 && dpi_y < 65535;
  const bool done = guarded(failure_.target, [=, this, &layout] {
    codec_.image_width = static_cast<JDIMENSION>(layout.size.width);
    codec_.image_height = static_cast<JDIMENSION>(layout.size.height);
    codec_.input_components = layout.channels;
    codec_.in_color_space = layout.channels == 1 ? JCS_GRAYSCALE : JCS_RGB;
    jpeg_set_defaults(&codec_);
    jpeg_set_quality(&codec_, quality, TRUE);
    codec_.optimize_coding = optimise ? TRUE : FALSE;
    codec_.restart_in_rows = restart;
    if (progressive) jpeg_simple_progression(&codec_);
    if (keep_density) {
      codec_.density_unit = 1;
      codec_.X_density = static_cast<UINT16>(std::lround(dpi_x));
      codec_.Y_density = static_cast<UINT16>(std::lround(dpi_y));
    }
  });
  if (!done) fail_encoding();
  set_sampling(sampling);
  if (!guarded(failure_.target, [this] { jpeg_start_compress(&codec_, TRUE); })) fail_encoding();
}

void jpeg_sink::write_marker(int marker, std::string_view name, const bytes& data) {
  constexpr std::size_t longest = 65533;
  // A block that no marker can hold is left out; thumbnails, the usual cause, are gone by now.
  if (data.empty() || data.size() + name.size() > longest) return;
  bytes content(name.size() + data.size());
  std::memcpy(content.data(), name.data(), name.size());
  std::memcpy(content.data() + name.size(), data.data(), data.size());
  const auto* p = reinterpret_cast<const JOCTET*>(content.data());
  const auto size = static_cast<unsigned>(content.size());
  if (!guarded(failure_.target, [this, marker, p, size] { jpeg_write_marker(&codec_, marker, p, size); }))
    fail_encoding();
}

void jpeg_sink::write_extension(const bytes& extension) {
  using namespace std::string_view_literals;
  constexpr std::size_t identity = 32, most = 65400;
  for (std::size_t at = identity; at < extension.size(); at += most) {
    const std::size_t size = std::min(most, extension.size() - at);
    bytes part(extension.begin(), extension.begin() + identity);
    for (const std::size_t number : {extension.size() - identity, at - identity})
      put_big_endian(part, static_cast<std::uint32_t>(number));
    const auto from = extension.begin() + static_cast<std::ptrdiff_t>(at);
    part.insert(part.end(), from, from + static_cast<std::ptrdiff_t>(size));
    write_marker(JPEG_APP0 + 1, "http://ns.adobe.com/xmp/extension/\0"sv, part);
  }
}

void jpeg_sink::write_markers(const metadata& extra) {
  using namespace std::string_view_literals;
  write_marker(JPEG_APP0 + 1, "Exif\0\0"sv, extra.exif);
  write_marker(JPEG_APP0 + 1, "http://ns.adobe.com/xap/1.0/\0"sv, extra.xmp);
  write_extension(extra.xmp_extension);
  bytes resources = extra.iptc.empty() ? bytes{} : photoshop_of_iptc(extra.iptc);
  if (resources.size() + extra.photoshop.size() < most_resources)
    resources.insert(resources.end(), extra.photoshop.begin(), extra.photoshop.end());
  write_marker(JPEG_APP0 + 13, "Photoshop 3.0\0"sv, resources);
  for (const bytes& comment : extra.comments) write_marker(JPEG_COM, ""sv, comment);
  if (extra.icc.empty()) return;
  const auto* profile = reinterpret_cast<const JOCTET*>(extra.icc.data());
  const auto size = static_cast<unsigned>(extra.icc.size());
  if (!guarded(failure_.target, [this, profile, size] { jpeg_write_icc_profile(&codec_, profile, size); }))
    fail_encoding();
}

void jpeg_sink::write(const std::byte* const* rows, std::int64_t count) {
  std::array<JSAMPROW, 64> batch;
  for (std::int64_t done = 0; done < count;) {
    const auto n = static_cast<unsigned>(std::min<std::int64_t>(count - done, batch.size()));
    for (unsigned i = 0; i < n; ++i) batch[i] = reinterpret_cast<JSAMPROW>(const_cast<std::byte*>(rows[done + i]));
    JSAMPROW* const first = batch.data();
    const bool fine = guarded(failure_.target, [this, first, n] {
      unsigned written = 0;
      while (written < n) written += jpeg_write_scanlines(&codec_, first + written, n - written);
    });
    if (!fine) fail_encoding();
    done += n;
  }
}

void jpeg_sink::finish() {
  if (!guarded(failure_.target, [this] { jpeg_finish_compress(&codec_); })) fail_encoding();
  out_.commit();
}

void jpeg_sink::fail_encoding() const {
  if (failure_.io_code != 0) fail_writing(failure_.io_code, out_.name());
  fail(error_kind::unsupported, out_.name(), fmt::format("cannot be written as JPEG ({})", failure_.message));
}

}  // namespace

std::unique_ptr<sink> create_jpeg(const destination& to, const format& layout, const metadata& extra,
                                  const encode_options& options) {
  return std::make_unique<jpeg_sink>(to, layout, extra, options);
}

}  // namespace tessera::inline v0::io
