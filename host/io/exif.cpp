// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/exif.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <unordered_set>

namespace tessera::inline v0::io {

namespace {

/// Bytes of a field type, TIFF 6.0 page 15 and BigTIFF; 0 for unknown types.
int type_bytes(std::uint16_t type) {
  constexpr std::array<int, 19> size{0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};
  return type < size.size() ? size[type] : 0;
}

void swap_numbers(bytes& value, int size) {
  for (std::size_t i = 0; i + static_cast<std::size_t>(size) <= value.size(); i += static_cast<std::size_t>(size)) {
    std::reverse(value.begin() + static_cast<std::ptrdiff_t>(i), value.begin() + static_cast<std::ptrdiff_t>(i) + size);
  }
}

std::uint64_t little(const std::byte* p, int size) {
  std::uint64_t result = 0;
  for (int i = size - 1; i >= 0; --i) result = result << 8 | static_cast<std::uint64_t>(p[i]);
  return result;
}

/// What a hostile file can make us read at most: overlapping values would otherwise multiply its size.
constexpr std::uint64_t value_budget = std::uint64_t{16} << 20;
constexpr std::uint64_t most_entries = 4096;

/// Reads directories; keeps account of the bytes spent.
class directory_reader {
 public:
  directory_reader(const input& from, bool big_endian, bool big_tiff)
      : from_(from), big_endian_(big_endian), big_(big_tiff) {}

  std::optional<std::uint64_t> number(std::uint64_t offset, int size) const {
    std::array<std::byte, 8> raw{};
    if (from_.read_at(offset, raw.data(), static_cast<std::size_t>(size)) != size) return std::nullopt;
    if (big_endian_) std::reverse(raw.begin(), raw.begin() + size);
    return little(raw.data(), size);
  }

  /// Strips, tiles and tables of the picture itself are no metadata: values above `largest_value` bytes are left out.
  exif_directory directory(std::uint64_t offset, std::uint64_t largest_value, std::uint64_t* maker_note = nullptr) {
    exif_directory result;
    const auto count = number(offset, big_ ? 8 : 2);
    if (!count || *count > most_entries || offset == 0) return result;
    const std::uint64_t entry_size = big_ ? 20 : 12;
    for (std::uint64_t i = 0; i < *count; ++i) {
      const std::uint64_t at = offset + (big_ ? 8 : 2) + i * entry_size;
      const auto tag = number(at, 2), type = number(at + 2, 2), items = number(at + 4, big_ ? 8 : 4);
      if (!tag || !type || !items) break;
      exif_entry entry{static_cast<std::uint16_t>(*tag), static_cast<std::uint16_t>(*type), *items, {}};
      const auto item = static_cast<std::uint64_t>(type_bytes(entry.type));
      if (item == 0 || entry.count > largest_value / item || item * entry.count > budget_) continue;
      if (!value(entry, at + (big_ ? 12 : 8), item * entry.count, maker_note)) continue;
      result.push_back(std::move(entry));
    }
    return result;
  }

 private:
  bool value(exif_entry& entry, std::uint64_t field, std::uint64_t size, std::uint64_t* maker_note) {
    std::uint64_t where = field;
    if (size > (big_ ? 8u : 4u)) {
      const auto offset = number(field, big_ ? 8 : 4);
      if (!offset || *offset > from_.size() || size > from_.size() - *offset) return false;
      where = *offset;
    }
    entry.value.resize(size);
    if (from_.read_at(where, entry.value.data(), size) != static_cast<std::int64_t>(size)) return false;
    budget_ -= size;
    if (big_endian_) swap_numbers(entry.value, exif_number_bytes(entry.type));
    if (maker_note != nullptr && entry.tag == exif_tag::maker_note) *maker_note = where;
    return true;
  }

  const input& from_;
  bool big_endian_, big_;
  std::uint64_t budget_ = value_budget;
};

}  // namespace

int exif_number_bytes(std::uint16_t type) { return type == 5 || type == 10 ? 4 : type_bytes(type); }

const exif_entry* find_entry(const exif_directory& directory, std::uint16_t tag) {
  const auto found = std::ranges::find(directory, tag, &exif_entry::tag);
  return found == directory.end() ? nullptr : &*found;
}

std::optional<std::uint64_t> entry_integer(const exif_directory& directory, std::uint16_t tag) {
  const exif_entry* entry = find_entry(directory, tag);
  if (entry == nullptr || entry->count == 0) return std::nullopt;
  switch (entry->type) {
    case 1:
    case 3:
    case 4:
    case 13:
    case 16:
    case 18:
      return little(entry->value.data(), type_bytes(entry->type));
    default:
      return std::nullopt;
  }
}

std::optional<double> entry_rational(const exif_directory& directory, std::uint16_t tag) {
  const exif_entry* entry = find_entry(directory, tag);
  if (entry == nullptr || entry->count == 0 || entry->type != 5) return std::nullopt;
  const auto over = little(entry->value.data(), 4), under = little(entry->value.data() + 4, 4);
  if (under == 0) return std::nullopt;
  return static_cast<double>(over) / static_cast<double>(under);
}

int orientation_of(const exif_tree& tree) {
  const auto value = entry_integer(tree.image, exif_tag::orientation);
  return value && *value >= 1 && *value <= 8 ? static_cast<int>(*value) : 1;
}

void set_integer(exif_directory& directory, std::uint16_t tag, std::uint32_t value, bool add) {
  auto found = std::ranges::find(directory, tag, &exif_entry::tag);
  if (found == directory.end()) {
    if (!add) return;
    found = directory.insert(directory.end(), exif_entry{tag, 0, 0, {}});
  }
  found->type = value > 0xffff ? 4 : 3;
  found->count = 1;
  found->value.resize(found->type == 4 ? 4 : 2);
  for (std::size_t i = 0; i < found->value.size(); ++i)
    found->value[i] = static_cast<std::byte>(value >> (8 * i) & 0xff);
}

void remove_entry(exif_directory& directory, std::uint16_t tag) {
  std::erase_if(directory, [tag](const exif_entry& e) { return e.tag == tag; });
}

void resolution_from_exif(const exif_tree& tree, metadata& to) {
  const auto unit = entry_integer(tree.image, exif_tag::resolution_unit).value_or(2);
  const auto x = entry_rational(tree.image, exif_tag::x_resolution),
             y = entry_rational(tree.image, exif_tag::y_resolution);
  if (!x || !y || *x <= 0 || *y <= 0 || (unit != 2 && unit != 3)) return;
  const double per_inch = unit == 3 ? 2.54 : 1.0;
  to.dpi_x = *x * per_inch;
  to.dpi_y = *y * per_inch;
}

std::optional<exif_tree> parse_exif(std::span<const std::byte> block) { return parse_exif(input(block, "EXIF")); }

namespace {

struct tiff_head {
  bool big_endian = false, big = false;
};

std::optional<tiff_head> head_of(const input& from) {
  std::array<char, 4> head{};
  if (from.read_at(0, head.data(), 4) != 4) return std::nullopt;
  tiff_head result{head[0] == 'M'};
  if (head[0] != head[1] || (head[0] != 'M' && head[0] != 'I')) return std::nullopt;
  const int version = static_cast<unsigned char>(head[result.big_endian ? 3 : 2]);
  if ((version != 42 && version != 43) || head[result.big_endian ? 2 : 3] != 0) return std::nullopt;
  result.big = version == 43;
  return result;
}

constexpr std::uint64_t largest_value = std::uint64_t{1} << 20;

}  // namespace

std::optional<exif_tree> parse_exif(const input& from, std::uint64_t first_directory) {
  const auto head = head_of(from);
  if (!head) return std::nullopt;
  exif_tree tree;
  tree.big_endian = head->big_endian;
  directory_reader reader(from, head->big_endian, head->big);
  const auto first = first_directory != 0 ? first_directory : reader.number(head->big ? 8 : 4, head->big ? 8 : 4);
  if (!first) return std::nullopt;
  tree.image = reader.directory(*first, largest_value);
  const auto take = [&](exif_directory& parent, std::uint16_t tag, std::uint64_t* maker_note = nullptr) {
    exif_directory result;
    if (const auto offset = entry_integer(parent, tag)) result = reader.directory(*offset, largest_value, maker_note);
    std::erase_if(parent, [&](const exif_entry& e) { return e.tag == tag; });
    return result;
  };
  tree.photo = take(tree.image, exif_tag::photo_directory, &tree.maker_note_offset);
  tree.gps = take(tree.image, exif_tag::gps_directory);
  tree.interoperability = take(tree.photo, exif_tag::interoperability_directory);
  return tree;
}

std::vector<std::uint64_t> tiff_directories(const input& from) {
  std::vector<std::uint64_t> result;
  const auto head = head_of(from);
  if (!head) return result;
  const directory_reader reader(from, head->big_endian, head->big);
  const int word = head->big ? 8 : 4, count_bytes = head->big ? 8 : 2;
  std::unordered_set<std::uint64_t> seen;
  auto next = reader.number(static_cast<std::uint64_t>(word), word);
  constexpr std::size_t most_pages = 0xffff;
  while (next && result.size() < most_pages && *next != 0 && *next < from.size() && seen.insert(*next).second) {
    result.push_back(*next);
    const auto entries = reader.number(*next, count_bytes);
    if (!entries || *entries > 0xffff) break;
    next = reader.number(*next + static_cast<std::uint64_t>(count_bytes) + *entries * (head->big ? 20 : 12), word);
  }
  return result;
}

bool is_pyramid(const input& from, const std::vector<std::uint64_t>& directories) {
  if (directories.size() < 2) return false;
  const auto second = parse_exif(from, directories[1]);
  return second && (entry_integer(second->image, exif_tag::new_subfile_type).value_or(0) & 1) != 0;
}

}  // namespace tessera::inline v0::io
