// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/piece_stream.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace tessera::inline v0::io {

namespace {

std::int64_t parts_of(std::int64_t size, std::int64_t part) { return (size + part - 1) / part; }

}  // namespace

int piece_shape::pieces(std::size_t level) const {
  return columns == 0 ? 1 : static_cast<int>(parts_of(levels[level].size.width, columns));
}

std::int64_t piece_shape::band_count(std::size_t level) const { return parts_of(levels[level].size.height, rows); }

std::int64_t piece_shape::first_row(std::int64_t band) const {
  return std::max<std::int64_t>(0, band * rows - overlap);
}

rect piece_shape::part(const piece_queue::piece& piece) const {
  const extent size = levels[piece.of.level].size;
  const std::int64_t end = std::min(size.height, (piece.of.band + 1) * rows + overlap);
  if (columns == 0) return {0, first_row(piece.of.band), size.width, end};
  return {std::max<std::int64_t>(0, piece.number * columns - overlap), first_row(piece.of.band),
          std::min(size.width, (piece.number + 1) * columns + overlap), end};
}

std::size_t piece_shape::band_bytes(std::size_t level) const {
  return static_cast<std::size_t>(std::min(levels[level].size.height, rows + 2 * overlap) * levels[level].row_bytes());
}

std::size_t piece_shape::memory() const {
  std::size_t sum = static_cast<std::size_t>(bands - 1) * band_bytes(0) + pyramid_maker::memory(levels);
  for (std::size_t level = 0; level < levels.size(); ++level)
    sum += band_bytes(level) + static_cast<std::size_t>(2 * overlap * levels[level].row_bytes());
  return sum;
}

void piece_stream::start(const piece_shape& shape, piece_queue::encoder encode, piece_queue::writer write) {
  shape_ = shape;
  bands_.resize(shape.levels.size());
  queue_.start(shape.bands, std::move(encode), std::move(write));
  maker_ = std::make_unique<pyramid_maker>(shape.levels,
                                           [this](std::size_t level, const std::byte* row) { take(level, row); });
}

void piece_stream::take(std::size_t level, const std::byte* row) {
  const format& layout = shape_.levels[level];
  band& b = bands_[level];
  if (b.pixels.empty()) begin(level);
  const auto row_bytes = static_cast<std::size_t>(layout.row_bytes());
  std::memcpy(b.pixels.data() + static_cast<std::size_t>(b.next_row - shape_.first_row(b.number)) * row_bytes, row,
              row_bytes);
  ++b.next_row;
  // The overlap may complete the last two bands at once.
  while (b.number < shape_.band_count(level) &&
         b.next_row == std::min(layout.size.height, (b.number + 1) * shape_.rows + shape_.overlap)) {
    if (b.pixels.empty()) begin(level);
    end(level);
  }
}

void piece_stream::begin(std::size_t level) {
  band& b = bands_[level];
  b.pixels = queue_.buffer(shape_.band_bytes(level));
  std::ranges::copy(b.tail, b.pixels.begin());
}

void piece_stream::end(std::size_t level) {
  band& b = bands_[level];
  const auto row_bytes = static_cast<std::size_t>(shape_.levels[level].row_bytes());
  const std::int64_t first = shape_.first_row(b.number), kept = shape_.first_row(b.number + 1);
  if (b.number + 1 < shape_.band_count(level) && kept < b.next_row) {
    const auto* pixels = b.pixels.data();
    b.tail.assign(pixels + static_cast<std::size_t>(kept - first) * row_bytes,
                  pixels + static_cast<std::size_t>(b.next_row - first) * row_bytes);
  }
  queue_.push(std::exchange(b.pixels, {}), {level, b.number++}, shape_.pieces(level));
}

}  // namespace tessera::inline v0::io
