// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/png_guard.hpp"

#include <cstdio>

namespace tessera::inline v0::io {

void on_png_error(png_structp codec, png_const_charp message) {
  auto& failure = *static_cast<png_failure*>(png_get_error_ptr(codec));
  std::snprintf(failure.message, sizeof failure.message, "%s", message);
  std::longjmp(failure.target.place, 1);
}

void on_png_warning(png_structp, png_const_charp) {}

}  // namespace tessera::inline v0::io
