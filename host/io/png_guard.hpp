// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <png.h>

#include "tessera/host/io/guard.hpp"

namespace tessera::inline v0::io {

/// What libpng's error callback leaves behind.
struct png_failure {
  jump_target target;
  char message[160] = {};
  int io_code = 0;           ///< the errno value if reading or writing failed, else 0
  bool end_of_data = false;  ///< the data ended too early
};

/// Owns libpng's structures for reading or, with `writes`, for writing.
struct png_handles {
  png_structp codec = nullptr;
  png_infop header = nullptr;
  bool writes = false;

  explicit png_handles(bool for_writing) : writes(for_writing) {}
  png_handles(const png_handles&) = delete;
  png_handles& operator=(const png_handles&) = delete;
  ~png_handles() { close(); }
  void close() {
    if (writes) png_destroy_write_struct(&codec, &header);
    else png_destroy_read_struct(&codec, &header, nullptr);
  }
};

/// libpng's callbacks: the error pointer is a png_failure.
[[noreturn]] void on_png_error(png_structp codec, png_const_charp message);
void on_png_warning(png_structp codec, png_const_charp message);

}  // namespace tessera::inline v0::io
