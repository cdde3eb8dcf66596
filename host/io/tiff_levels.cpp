// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/tiff_levels.hpp"

#include <algorithm>
#include <array>

#include "tessera/host/io/failure.hpp"

namespace tessera::inline v0::io {

namespace {

constexpr std::uint16_t type_undefined = 7, type_long = 4, type_long8 = 16;

/// Directories lie on whole words, tiles need not.
std::uint64_t aligned(std::uint64_t offset) { return (offset + 7) & ~std::uint64_t{7}; }

}  // namespace

tiff_levels::tiff_levels(output_file& out, const tiff_form& form) : out_(out), form_(form) {
  for (std::size_t i = 1; i < form.shape.levels.size(); ++i) {
    const auto count = static_cast<std::size_t>(form.shape.pieces(i) * form.shape.band_count(i));
    levels_.push_back({std::vector<std::uint64_t>(count), std::vector<std::uint64_t>(count)});
  }
}

void tiff_levels::put(std::uint64_t offset, const bytes& data) {
  if (!form_.big && offset + data.size() > UINT32_MAX)
    fail(error_kind::unsupported, out_.name(), "grows beyond the 4 GiB of a classic TIFF; leave -O bigtiff=false out");
  const int code = out_.write_at(offset, data.data(), data.size());
  if (code != 0) fail_writing(code, out_.name());
}

void tiff_levels::write(const piece_queue::piece& piece, const bytes& encoded) {
  level& to = levels_[piece.of.level - 1];
  const auto number = static_cast<std::size_t>(piece.of.band * form_.shape.pieces(piece.of.level) + piece.number);
  to.offsets[number] = out_.size();
  to.counts[number] = encoded.size();
  put(out_.size(), encoded);
}

std::vector<std::uint64_t> tiff_levels::finish(const bytes& icc) {
  std::vector<std::uint64_t> found(levels_.size());
  std::uint64_t next = 0;
  for (std::size_t i = levels_.size(); i-- > 0;) {
    exif_directory tags = level_directory(form_, form_.shape.levels[i + 1].size, out_.name());
    tags.push_back(number_entry(TIFFTAG_TILEOFFSETS, form_.big ? type_long8 : type_long, levels_[i].offsets));
    tags.push_back(number_entry(TIFFTAG_TILEBYTECOUNTS, type_long, levels_[i].counts));
    if (!icc.empty()) tags.push_back({TIFFTAG_ICCPROFILE, type_undefined, icc.size(), icc});
    const std::uint64_t base = aligned(out_.size());
    const placed_directory placed = place_directory(tags, base, form_.big, {}, next);
    put(base, placed.data);
    found[i] = placed.offset;
    next = form_.subifd ? 0 : placed.offset;
  }
  return found;
}

std::uint64_t tiff_levels::number_at(std::uint64_t offset, int size) {
  std::array<unsigned char, 8> data{};
  const std::int64_t n = out_.read_at(offset, data.data(), static_cast<std::size_t>(size));
  if (n != size) fail_reading(n < 0 ? static_cast<int>(-n) : 0, out_.name());
  std::uint64_t value = 0;
  for (int i = size; i-- > 0;) value = value << 8 | data[static_cast<std::size_t>(i)];
  return value;
}

void tiff_levels::follow_first(std::uint64_t offset) {
  const std::uint64_t first = form_.big ? number_at(8, 8) : number_at(4, 4);
  const std::uint64_t end = form_.big ? first + 8 + 20 * number_at(first, 8) : first + 2 + 12 * number_at(first, 2);
  bytes link;
  for (int i = 0; i < (form_.big ? 8 : 4); ++i) link.push_back(static_cast<std::byte>(offset >> 8 * i & 0xff));
  put(end, link);
}

}  // namespace tessera::inline v0::io
