// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <utility>

#include "tessera/host/io/tiff_layout.hpp"

namespace tessera::inline v0::io {

namespace {

/// Strips up to this size are decoded by several threads; of larger ones, often the whole picture, rows are decoded one by one.
constexpr std::uint64_t largest_strip = 2 << 20;

}  // namespace

tiff_row_reader::tiff_row_reader(tiff_handle& handle, const tiff_layout& layout, access file)
    : handle_(&handle), layout_(layout), file_(std::move(file)) {
  TIFF* const tiff = handle.get();
  piece_bytes_ = static_cast<std::uint64_t>(
      std::max<std::int64_t>(0, layout_.tiled ? TIFFTileSize64(tiff) : TIFFStripSize64(tiff)));
  const std::int64_t bands = layout_.bands();
  const bool together = file_.threads > 1 && layout_.compression != COMPRESSION_NONE && bands > 1;
  direct_ = !layout_.planar && !layout_.tiled && !(together && piece_bytes_ <= largest_strip);
  if (together && !direct_)
    held_ = static_cast<int>(std::min<std::int64_t>(bands, layout_.tiled ? 2 : 2 * file_.threads));
}

std::uint64_t tiff_row_reader::memory() const {
  if (direct_) return 0;
  const auto band = static_cast<std::uint64_t>(rows_of_band() * layout_.raw_row_bytes());
  return static_cast<std::uint64_t>(held_) * band + static_cast<std::uint64_t>(decoders()) * piece_bytes_;
}

void tiff_row_reader::read(std::int64_t y, std::byte* to) {
  if (direct_) {
    if (y % layout_.band_rows == 0 &&
        !is_there(handle_->get(), TIFFComputeStrip(handle_->get(), static_cast<std::uint32_t>(y), 0)))
      file_.lacks(y);
    if (TIFFReadScanline(handle_->get(), to, static_cast<std::uint32_t>(y), 0) != 1 || handle_->take_complaint())
      file_.fail(*handle_, y);
    return;
  }
  if (!std::exchange(started_, true)) {
    pieces_.start(held_, static_cast<std::size_t>(rows_of_band() * layout_.raw_row_bytes()),
                  static_cast<int>(across()) * (layout_.planar ? layout_.samples : 1), layout_.bands(),
                  [this](const piece_reader::piece& piece) { decode(piece); });
  }
  const std::byte* const band = pieces_.band(y / layout_.band_rows);
  const auto row = static_cast<std::size_t>(layout_.raw_row_bytes());
  std::memcpy(to, band + static_cast<std::size_t>(y % layout_.band_rows) * row, row);
}

void tiff_row_reader::decode(const piece_reader::piece& piece) {
  hand mine;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      mine = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!mine.handle) mine.handle = file_.open();
  if (!decode_with(*mine.handle, piece, mine.stored)) file_.fail(*mine.handle, piece.band_number * layout_.band_rows);
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(mine));
}

bool tiff_row_reader::decode_with(tiff_handle& handle, const piece_reader::piece& piece, bytes& stored) const {
  stored.resize(static_cast<std::size_t>(piece_bytes_));
  const bool read = layout_.tiled ? load_tile(handle.get(), piece, stored) : load_strip(handle.get(), piece, stored);
  return !handle.take_complaint() && read;
}

/// A table of places that is too short is filled up with zeros by libtiff, which then takes the file's first bytes for pixels.
bool tiff_row_reader::is_there(TIFF* tiff, std::uint32_t piece) {
  return TIFFGetStrileOffset(tiff, piece) != 0 && TIFFGetStrileByteCount(tiff, piece) != 0;
}

bool tiff_row_reader::load_tile(TIFF* tiff, const piece_reader::piece& piece, bytes& stored) const {
  const std::int64_t x = piece.number % across() * layout_.tile_width, y = piece.band_number * layout_.band_rows;
  const int plane = static_cast<int>(piece.number / across());
  const std::uint32_t tile = TIFFComputeTile(tiff, static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 0,
                                             static_cast<std::uint16_t>(plane));
  const auto size = static_cast<tmsize_t>(stored.size());
  if (!is_there(tiff, tile)) file_.lacks(piece.band_number * layout_.band_rows);
  if (TIFFReadEncodedTile(tiff, tile, stored.data(), size) != size) return false;
  scatter(stored.data(), static_cast<std::int64_t>(TIFFTileRowSize64(tiff)), x,
          std::min(layout_.tile_width, layout_.width - x), std::min(layout_.band_rows, layout_.height - y), plane,
          piece.band);
  return true;
}

bool tiff_row_reader::load_strip(TIFF* tiff, const piece_reader::piece& piece, bytes& stored) const {
  const std::int64_t y = piece.band_number * layout_.band_rows, rows = std::min(layout_.band_rows, layout_.height - y);
  const std::uint32_t strip =
      TIFFComputeStrip(tiff, static_cast<std::uint32_t>(y), static_cast<std::uint16_t>(piece.number));
  const std::int64_t row = layout_.planar ? layout_.width * layout_.sample_bytes() : layout_.raw_row_bytes();
  const auto wanted = static_cast<tmsize_t>(rows * row);
  std::byte* const to = layout_.planar ? stored.data() : piece.band;
  if (layout_.planar && wanted > static_cast<tmsize_t>(stored.size())) return false;
  if (!is_there(tiff, strip)) file_.lacks(y);
  if (TIFFReadEncodedStrip(tiff, strip, to, wanted) != wanted) return false;
  if (layout_.planar) scatter(to, row, 0, layout_.width, rows, piece.number, piece.band);
  return true;
}

void tiff_row_reader::scatter(const std::byte* from, std::int64_t from_pitch, std::int64_t x, std::int64_t columns,
                              std::int64_t rows, int plane, std::byte* band) const {
  const std::int64_t pitch = layout_.raw_row_bytes();
  const std::int64_t bits = std::int64_t{layout_.bits} * layout_.samples;
  for (std::int64_t i = 0; i < rows; ++i) {
    const std::byte* source = from + i * from_pitch;
    std::byte* row = band + i * pitch;
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
