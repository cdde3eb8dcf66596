// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/image.hpp"

#include <cstring>
#include <new>

namespace tessera::inline v0 {

image::image(const tessera::format& layout)
    : format_(layout), pitch_(static_cast<std::ptrdiff_t>((layout.row_bytes() + 63) / 64 * 64)) {
  const auto size = static_cast<std::size_t>(pitch_) * static_cast<std::size_t>(layout.size.height);
  pixels_ = {static_cast<std::byte*>(::operator new (size, std::align_val_t{64})),
             [](std::byte* p) { ::operator delete (p, std::align_val_t{64}); }};
}

image::image(const const_view& pixels) : image(pixels.format) {
  for (std::int64_t y = 0; y < format_.size.height; ++y)
    std::memcpy(edit().row(y), pixels.row(y), static_cast<std::size_t>(format_.row_bytes()));
}

bool operator==(const image& a, const image& b) {
  if (a.format() != b.format()) return false;
  for (std::int64_t y = 0; y < a.format().size.height; ++y)
    if (std::memcmp(a.pixels().row(y), b.pixels().row(y), static_cast<std::size_t>(a.format().row_bytes())) != 0)
      return false;
  return true;
}

}  // namespace tessera::inline v0
