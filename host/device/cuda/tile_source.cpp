// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/cuda/tile_source.hpp"

#include <algorithm>
#include <cstring>

#include "tessera/host/schedule/input.hpp"

namespace tessera::inline v0::cuda {

rect tile_source::stored(const rect& region) const {
  return ends_.stream && !region.empty() ? rect{0, region.y0, layout_.size.width, region.y1} : region;
}

void tile_source::read(std::int64_t first, std::int64_t last, std::byte* to, std::int64_t pitch) {
  rows_.clear();
  for (std::int64_t y = first; y < last; ++y) rows_.push_back(to + (y - first) * pitch);
  ends_.stream->read(rows_.data(), last - first);
  for (std::byte* row : rows_) clean(layout_, row);
  read_ = last;
}

void tile_source::keep(std::int64_t next, std::int64_t before, std::int64_t top, const std::byte* from,
                       std::int64_t pitch) {
  const std::int64_t row = layout_.row_bytes(), first = std::clamp(next, kept_from_, read_);
  kept_.resize(std::max(kept_.size(), static_cast<std::size_t>((read_ - first) * row)));
  if (first < before)
    std::memmove(kept_.data(), kept_.data() + (first - kept_from_) * row,
                 static_cast<std::size_t>((before - first) * row));
  for (std::int64_t y = std::max({first, before, top}); y < read_; ++y)
    std::memcpy(kept_.data() + (y - first) * row, from + (y - top) * pitch, static_cast<std::size_t>(row));
  kept_from_ = first;
}

void tile_source::fill(const rect& region, std::int64_t next, std::byte* to, std::int64_t pitch) {
  if (region.empty()) return;
  if (!ends_.stream) {
    const auto size = static_cast<std::size_t>(region.width() * layout_.pixel_bytes());
    for (std::int64_t y = region.y0; y < region.y1; ++y)
      std::memcpy(to + (y - region.y0) * pitch, ends_.memory->row(y) + region.x0 * layout_.pixel_bytes(), size);
    return;
  }
  const std::int64_t row = layout_.row_bytes();
  for (std::int64_t y = region.y0; y < std::min(read_, region.y1); ++y)
    std::memcpy(to + (y - region.y0) * pitch, kept_.data() + (y - kept_from_) * row, static_cast<std::size_t>(row));
  const std::int64_t before = read_;
  // Rows that no tile asks for are read all the same, one by one.
  while (read_ < region.y0) read(read_, read_ + 1, to, pitch);
  if (read_ < region.y1) read(read_, region.y1, to + (read_ - region.y0) * pitch, pitch);
  keep(next, before, region.y0, to, pitch);
}

}  // namespace tessera::inline v0::cuda
