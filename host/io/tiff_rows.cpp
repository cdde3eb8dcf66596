// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "tessera/host/io/tiff_layout.hpp"

namespace tessera::inline v0::io {

std::uint64_t tiff_row_reader::memory() const {
  if (direct()) return 0;
  const auto rows = static_cast<std::uint64_t>(std::min(layout_.band_rows, layout_.height));
  const std::uint64_t band = rows * static_cast<std::uint64_t>(layout_.raw_row_bytes());
  const auto piece = static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, layout_.tiled ? TIFFTileSize64(handle_->get()) : TIFFStripSize64(handle_->get())));
  return band + piece;
}

bool tiff_row_reader::read(std::int64_t y, std::byte* to) {
  if (direct()) {
    return TIFFReadScanline(handle_->get(), to, static_cast<std::uint32_t>(y), 0) == 1 && !handle_->take_complaint();
  }
  const std::int64_t start = y - y % layout_.band_rows;
  if (start != band_start_ && !load_band(start)) return false;
  const auto row = static_cast<std::size_t>(layout_.raw_row_bytes());
  std::memcpy(to, band_.data() + static_cast<std::size_t>(y - start) * row, row);
  return true;
}

bool tiff_row_reader::load_band(std::int64_t y) {
  band_start_ = -1;
  const std::int64_t rows = std::min(layout_.band_rows, layout_.height);
  band_.resize(static_cast<std::size_t>(rows * layout_.raw_row_bytes()));
  piece_.resize(
      static_cast<std::size_t>(layout_.tiled ? TIFFTileSize64(handle_->get()) : TIFFStripSize64(handle_->get())));
  const int planes = layout_.planar ? layout_.samples : 1;
  for (int plane = 0; plane < planes; ++plane) {
    if (!layout_.tiled && !load_strip(y, plane)) return false;
    for (std::int64_t x = 0; layout_.tiled && x < layout_.width; x += layout_.tile_width) {
      if (!load_tile(y, x, plane)) return false;
    }
  }
  band_start_ = y;
  return !handle_->take_complaint();
}

bool tiff_row_reader::load_tile(std::int64_t y, std::int64_t x, int plane) {
  TIFF* const tiff = handle_->get();
  const std::uint32_t tile = TIFFComputeTile(tiff, static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 0,
                                             static_cast<std::uint16_t>(plane));
  const auto size = static_cast<tmsize_t>(piece_.size());
  if (TIFFReadEncodedTile(tiff, tile, piece_.data(), size) != size) return false;
  scatter(piece_.data(), static_cast<std::int64_t>(TIFFTileRowSize64(tiff)), x,
          std::min(layout_.tile_width, layout_.width - x), std::min(layout_.band_rows, layout_.height - y), plane);
  return true;
}

bool tiff_row_reader::load_strip(std::int64_t y, int plane) {
  TIFF* const tiff = handle_->get();
  const std::uint32_t strip = TIFFComputeStrip(tiff, static_cast<std::uint32_t>(y), static_cast<std::uint16_t>(plane));
  const std::int64_t rows = std::min(layout_.band_rows, layout_.height - y),
                     row = layout_.width * layout_.sample_bytes();
  const auto wanted = static_cast<tmsize_t>(rows * row);
  if (wanted > static_cast<tmsize_t>(piece_.size()) ||
      TIFFReadEncodedStrip(tiff, strip, piece_.data(), wanted) != wanted)
    return false;
  scatter(piece_.data(), row, 0, layout_.width, rows, plane);
  return true;
}

void tiff_row_reader::scatter(const std::byte* from, std::int64_t from_pitch, std::int64_t x, std::int64_t columns,
                              std::int64_t rows, int plane) {
  const std::int64_t pitch = layout_.raw_row_bytes();
  const std::int64_t bits = std::int64_t{layout_.bits} * layout_.samples;
  for (std::int64_t i = 0; i < rows; ++i) {
    const std::byte* source = from + i * from_pitch;
    std::byte* row = band_.data() + i * pitch;
    if (!layout_.planar) {
      std::memcpy(row + x * bits / 8, source,
                  static_cast<std::size_t>((columns * bits + 7) / 8));  // tiles are multiples of 16 wide
      continue;
    }
    const std::int64_t size = layout_.sample_bytes(), pixel = size * layout_.samples;
    std::byte* to = row + x * pixel + plane * size;
    for (std::int64_t c = 0; c < columns; ++c)
      std::memcpy(to + c * pixel, source + c * size, static_cast<std::size_t>(size));
  }
}

}  // namespace tessera::inline v0::io
