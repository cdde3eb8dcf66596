// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "tessera/host/io/exif.hpp"

namespace tessera::inline v0::io {

namespace {

/// Lays directories and their values out one after the other, around a hole that is kept for the maker note.
class layout_writer {
 public:
  layout_writer(bool big_endian, bool big_tiff, std::uint64_t base)
      : big_endian_(big_endian), big_(big_tiff), base_(base) {}

  void keep_hole(std::uint64_t offset, std::uint64_t size) {
    hole_ = offset;
    hole_end_ = offset + size;
  }

  /// Room for `size` bytes on an even offset; the offset counts from the file's start.
  std::uint64_t allocate(std::uint64_t size) {
    std::uint64_t at = (end_ + 1) & ~std::uint64_t{1};
    if (at < hole_end_ && at + size > hole_) at = (hole_end_ + 1) & ~std::uint64_t{1};
    end_ = at + size;
    if (data_.size() < end_) data_.resize(end_);
    return base_ + at;
  }

  void number(std::uint64_t offset, std::uint64_t value, int size) {
    for (int i = 0; i < size; ++i) {
      const int shift = 8 * (big_endian_ ? size - 1 - i : i);
      data_[offset - base_ + static_cast<std::uint64_t>(i)] = static_cast<std::byte>(value >> shift & 0xff);
    }
  }

  void value(std::uint64_t offset, const exif_entry& entry) {
    if (entry.value.empty()) return;
    std::byte* to = data_.data() + (offset - base_);
    std::memcpy(to, entry.value.data(), entry.value.size());
    const int size = exif_number_bytes(entry.type);
    if (!big_endian_ || size < 2) return;
    for (std::byte* p = to; p + size <= to + entry.value.size(); p += size) std::reverse(p, p + size);
  }

  /// Writes a directory and returns its offset; an entry whose tag is in `children` gets that offset as its value.
  std::uint64_t directory(exif_directory entries, const std::vector<std::pair<std::uint16_t, std::uint64_t>>& children,
                          std::uint64_t next = 0) {
    for (const auto& [tag, offset] : children) set_integer(entries, tag, 0x10000, true);
    std::ranges::sort(entries, {}, &exif_entry::tag);
    const std::uint64_t head = big_ ? 8 : 2, entry_size = big_ ? 20 : 12, word = big_ ? 8 : 4;
    const std::uint64_t start = allocate(head + entries.size() * entry_size + word);
    number(start, entries.size(), static_cast<int>(head));
    std::uint64_t at = start + head;
    for (const exif_entry& entry : entries) {
      number(at, entry.tag, 2);
      number(at + 2, entry.type, 2);
      number(at + 4, entry.count, static_cast<int>(word));
      const std::uint64_t field = at + 4 + word;
      const auto child = std::ranges::find(children, entry.tag, &std::pair<std::uint16_t, std::uint64_t>::first);
      if (child != children.end()) {
        number(field, child->second, 4);
      } else if (entry.value.size() <= word) {
        value(field, entry);
      } else {
        place_value(field, entry);
      }
      at += entry_size;
    }
    number(at, next, static_cast<int>(word));
    return start;
  }

  bytes take() { return std::move(data_); }

 private:
  void place_value(std::uint64_t field, const exif_entry& entry) {
    const bool at_hole = entry.tag == exif_tag::maker_note && hole_end_ > hole_;
    if (at_hole && data_.size() < hole_end_) data_.resize(hole_end_);
    const std::uint64_t where = at_hole ? base_ + hole_ : allocate(entry.value.size());
    number(field, where, big_ ? 8 : 4);
    value(where, entry);
  }

  bytes data_;
  bool big_endian_, big_;
  std::uint64_t base_, end_ = 0, hole_ = 0, hole_end_ = 0;
};

}  // namespace

bytes serialise_exif(const exif_tree& tree) {
  layout_writer writer(tree.big_endian, false, 0);
  const exif_entry* note = find_entry(tree.photo, exif_tag::maker_note);
  // Offsets inside a maker's note often count from the block's start: it goes back to its place, unless that is absurdly far.
  constexpr std::uint64_t farthest = 60000;
  if (note != nullptr && note->value.size() > 4 && tree.maker_note_offset >= 8 && tree.maker_note_offset < farthest) {
    writer.keep_hole(tree.maker_note_offset, note->value.size());
  }
  const std::uint64_t start = writer.allocate(8);
  const char mark = tree.big_endian ? 'M' : 'I';
  writer.number(start, static_cast<std::uint64_t>(mark) << 8 | static_cast<std::uint64_t>(mark), 2);
  writer.number(start + 2, 42, 2);
  std::vector<std::pair<std::uint16_t, std::uint64_t>> in_photo, in_image;
  if (!tree.interoperability.empty()) {
    in_photo.emplace_back(exif_tag::interoperability_directory, writer.directory(tree.interoperability, {}));
  }
  if (!tree.photo.empty() || !in_photo.empty())
    in_image.emplace_back(exif_tag::photo_directory, writer.directory(tree.photo, in_photo));
  if (!tree.gps.empty()) in_image.emplace_back(exif_tag::gps_directory, writer.directory(tree.gps, {}));
  writer.number(start + 4, writer.directory(tree.image, in_image), 4);
  return writer.take();
}

exif_entry number_entry(std::uint16_t tag, std::uint16_t type, std::span<const std::uint64_t> values) {
  exif_entry entry{tag, type, values.size(), {}};
  for (const std::uint64_t value : values)
    for (int i = 0; i < exif_number_bytes(type); ++i)
      entry.value.push_back(static_cast<std::byte>(value >> 8 * i & 0xff));
  return entry;
}

placed_directory place_directory(const exif_directory& directory, std::uint64_t base, bool big_tiff,
                                 const exif_directory& interoperability, std::uint64_t next) {
  layout_writer writer(false, big_tiff, base);
  std::vector<std::pair<std::uint16_t, std::uint64_t>> below;
  if (!interoperability.empty())
    below.emplace_back(exif_tag::interoperability_directory, writer.directory(interoperability, {}));
  const std::uint64_t offset = writer.directory(directory, below, next);
  return {writer.take(), offset};
}

}  // namespace tessera::inline v0::io
