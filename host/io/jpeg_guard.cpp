// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/jpeg_guard.hpp"

#include <cstring>

extern "C" {
#include <jerror.h>
}

namespace tessera::inline v0::io {

namespace {

jpeg_failure& failure_of(j_common_ptr codec) { return *reinterpret_cast<jpeg_failure*>(codec->err); }

[[noreturn]] void on_error(j_common_ptr codec) {
  jpeg_failure& failure = failure_of(codec);
  codec->err->format_message(codec, failure.message);
  std::longjmp(failure.target.place, 1);
}

/// Fill bytes that cameras leave before the end marker; more of them mean that the entropy decoder lost its way.
constexpr int most_fill_bytes = 64;

bool harmless(const jpeg_error_mgr& manager) {
  switch (manager.msg_code) {
    case JWRN_JFIF_MAJOR:
    case JWRN_ADOBE_XFORM:
      return true;
    case JWRN_EXTRANEOUS_DATA:
      return manager.msg_parm.i[1] == 0xd9 && manager.msg_parm.i[0] <= most_fill_bytes;
    default:
      return false;
  }
}

/// libjpeg keeps segments in a list, to whose end it walks for each: a million of them took minutes. Real files have some hundreds.
constexpr int most_segments = 4096;
constexpr std::size_t most_segment_bytes = std::size_t{64} << 20;

/// Every segment is announced; from here on none is kept.
void count_segment(j_common_ptr codec) {
  if (codec->is_decompressor == 0 || codec->err->msg_code != JTRC_MISC_MARKER) return;
  jpeg_failure& failure = failure_of(codec);
  failure.segment_bytes += static_cast<unsigned>(codec->err->msg_parm.i[1]);
  if (++failure.segments != most_segments && failure.segment_bytes <= most_segment_bytes) return;
  failure.segment_bytes = 0;
  for (const int marker : {JPEG_APP0 + 1, JPEG_APP0 + 2, JPEG_APP0 + 13, JPEG_COM})
    jpeg_save_markers(reinterpret_cast<j_decompress_ptr>(codec), marker, 0);
}

/// libjpeg goes on after damage with made-up pixels and a warning; here that is an error.
void on_message(j_common_ptr codec, int level) {
  if (level > 0) count_segment(codec);
  if (level >= 0 || harmless(*codec->err)) return;
  failure_of(codec).end_of_data = codec->err->msg_code == JWRN_JPEG_EOF;
  on_error(codec);
}

void on_output(j_common_ptr) {}

}  // namespace

jpeg_error_mgr* jpeg_failure::install() {
  jpeg_std_error(&manager);
  manager.error_exit = on_error;
  manager.emit_message = on_message;
  manager.output_message = on_output;
  message[0] = 0;
  io_code = 0;
  end_of_data = false;
  segments = 0;
  segment_bytes = 0;
  return &manager;
}

void jump_with_io_code(j_common_ptr codec, int code) {
  jpeg_failure& failure = failure_of(codec);
  failure.io_code = code;
  std::longjmp(failure.target.place, 1);
}

}  // namespace tessera::inline v0::io
