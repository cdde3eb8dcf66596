// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/jpeg_decoder.hpp"

#include <cerrno>
#include <cstdlib>

extern "C" {
#include <jerror.h>
}

namespace tessera::inline v0::io {

namespace {

constexpr std::size_t jpeg_buffer_bytes = std::size_t{1} << 17;

jpeg_decoder& decoder_of(j_decompress_ptr codec) { return *static_cast<jpeg_decoder*>(codec->client_data); }

void on_start(j_decompress_ptr) {}
void on_end(j_decompress_ptr) {}

boolean on_fill(j_decompress_ptr codec) {
  jpeg_decoder& decoder = decoder_of(codec);
  std::int64_t n = 0;
  if (!decoder.buffer.empty())
    n = decoder.from->read_at(decoder.position, decoder.buffer.data(), decoder.buffer.size());
  if (n < 0) jump_with_io_code(reinterpret_cast<j_common_ptr>(codec), static_cast<int>(-n));
  if (n == 0) WARNMS(codec, JWRN_JPEG_EOF);  // does not return: a warning that is not harmless is an error
  decoder.position += static_cast<std::uint64_t>(n);
  decoder.reader.next_input_byte = decoder.buffer.data();
  decoder.reader.bytes_in_buffer = static_cast<std::size_t>(n);
  return TRUE;
}

void on_skip(j_decompress_ptr codec, long count) {
  if (count <= 0) return;
  jpeg_source_mgr& reader = *codec->src;
  auto left = static_cast<std::size_t>(count);
  if (left <= reader.bytes_in_buffer) {
    reader.next_input_byte += left;
    reader.bytes_in_buffer -= left;
    return;
  }
  jpeg_decoder& decoder = decoder_of(codec);
  decoder.position += left - reader.bytes_in_buffer;
  reader.bytes_in_buffer = 0;
}

/// Called for every row of blocks of every scan.
void on_progress(j_common_ptr codec) {
  auto* const decompress = reinterpret_cast<j_decompress_ptr>(codec);
  jpeg_decoder& decoder = decoder_of(decompress);
  if (decompress->input_scan_number > most_scans(decompress->image_width, decompress->image_height))
    decoder.refused = jpeg_decoder::refusal::scans;
  else if (decoder.from->clock() && decoder.from->clock()->over()) decoder.refused = jpeg_decoder::refusal::time;
  if (decoder.refused != jpeg_decoder::refusal::none) ERREXIT(codec, JERR_BAD_PROGRESSION);
}

/// ITU T.81 table K.1, in natural order.
constexpr std::array<int, 64> luminance{16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,
                                        14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,
                                        18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,
                                        49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};

}  // namespace

jpeg_decoder::jpeg_decoder(const input& data) : from(&data) {
  codec.err = failure.install();
  codec.client_data = this;
  if (!guarded(failure.target, [this] { jpeg_create_decompress(&codec); })) return;
  codec.client_data = this;
  reader.init_source = on_start;
  reader.fill_input_buffer = on_fill;
  reader.skip_input_data = on_skip;
  reader.resync_to_restart = jpeg_resync_to_restart;
  reader.term_source = on_end;
  codec.src = &reader;
  progress.progress_monitor = on_progress;
  codec.progress = &progress;
  if (from->memory().empty()) buffer.resize(jpeg_buffer_bytes);
}

bool jpeg_decoder::read_header(bool keep_markers) {
  const auto memory = from->memory();
  position = 0;
  reader.next_input_byte = memory.empty() ? buffer.data() : reinterpret_cast<const JOCTET*>(memory.data());
  reader.bytes_in_buffer = memory.size();
  return guarded(failure.target, [this, keep_markers] {
    for (const int marker : {JPEG_APP0 + 1, JPEG_APP0 + 2, JPEG_APP0 + 13, JPEG_COM}) {
      jpeg_save_markers(&codec, marker, keep_markers ? 0xffff : 0);
    }
    jpeg_read_header(&codec, TRUE);
  });
}

int most_scans(std::int64_t width, std::int64_t height) {
  // An empty scan costs 12 ns a block, one more pass over the picture, whatever its bytes. Cameras and programs write about ten; 190 are each coefficient of
  // three channels in a scan of its own.
  constexpr std::int64_t large = 1 << 20;
  return width * height > large ? 200 : 500;
}

int estimated_quality(const jpeg_decompress_struct& codec) {
  const JQUANT_TBL* table =
      codec.comp_info != nullptr ? codec.quant_tbl_ptrs[codec.comp_info[0].quant_tbl_no & 3] : nullptr;
  if (table == nullptr) return 0;
  int best = 0;
  long least = 0;
  for (int quality = 1; quality <= 100; ++quality) {
    const int scale = quality < 50 ? 5000 / quality : 200 - 2 * quality;
    long distance = 0;
    for (std::size_t i = 0; i < luminance.size(); ++i) {
      const int expected = std::min(255, std::max(1, (luminance[i] * scale + 50) / 100));
      distance += std::abs(expected - static_cast<int>(table->quantval[i]));
    }
    if (best == 0 || distance < least) {
      best = quality;
      least = distance;
    }
  }
  return best;
}

}  // namespace tessera::inline v0::io
