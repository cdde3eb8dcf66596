// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdio>
#include <string>

extern "C" {
#include <jpeglib.h>
}

#include "tessera/host/io/guard.hpp"

namespace tessera::inline v0::io {

/// libjpeg's error manager without its printing and exiting.
struct jpeg_failure {
  jpeg_error_mgr manager;  ///< first, so that libjpeg's pointer to it is a pointer to this
  jump_target target;
  char message[JMSG_LENGTH_MAX];
  int io_code;       ///< the errno value if reading or writing failed, else 0
  bool end_of_data;  ///< the data ended too early
  int segments;      ///< of metadata that a decoder met, and what they hold
  std::size_t segment_bytes;

  /// Sets up the callbacks.
  jpeg_error_mgr* install();
};

/// Jumps to the target with an errno value; for the callbacks that read and write.
[[noreturn]] void jump_with_io_code(j_common_ptr codec, int code);

}  // namespace tessera::inline v0::io
