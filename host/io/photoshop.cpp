// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/photoshop.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "tessera/host/io/byte_order.hpp"

namespace tessera::inline v0::io {

namespace {

constexpr std::size_t iptc_resource = 0x0404, old_thumbnail = 0x0409, thumbnail = 0x040c, first_path = 2000,
                      last_path = 2999;

/// Calls `use(id, the whole resource, its content)` for each one of a chain, up to the first that is damaged.
template <class F>
void for_each_resource(std::span<const std::byte> p, F&& use) {
  std::size_t at = 0;
  while (at + 12 <= p.size() && std::memcmp(p.data() + at, "8BIM", 4) == 0) {
    const std::size_t start = at, id = big_endian(p, at + 4, 2);
    const std::size_t name =
        (static_cast<std::size_t>(p[at + 6]) + 2) & ~std::size_t{1};  // a Pascal string, padded to even
    at += 6 + name;
    if (at + 4 > p.size()) return;
    const std::size_t size = big_endian(p, at, 4);
    at += 4;
    if (size > p.size() - at) return;
    const std::size_t end = std::min(p.size(), at + ((size + 1) & ~std::size_t{1}));
    use(id, p.subspan(start, end - start), p.subspan(at, size));
    at = end;
  }
}

template <class F>
bytes kept(std::span<const std::byte> resources, F&& keep) {
  bytes result;
  for_each_resource(resources, [&](std::size_t id, std::span<const std::byte> whole, std::span<const std::byte>) {
    if (keep(id)) result.insert(result.end(), whole.begin(), whole.end());
  });
  if (result.size() % 2 != 0) result.push_back(std::byte{0});
  return result;
}

/// Content location code and name, by-line and its title, city, sublocation, state, country code and name, contact, writer.
constexpr std::array private_records{26, 27, 80, 85, 90, 92, 95, 100, 101, 118, 122};

}  // namespace

bytes iptc_of_photoshop(std::span<const std::byte> resources) {
  bytes result;
  for_each_resource(resources, [&](std::size_t id, std::span<const std::byte>, std::span<const std::byte> content) {
    if (id == iptc_resource && result.empty()) result.assign(content.begin(), content.end());
  });
  return result;
}

bytes other_photoshop(std::span<const std::byte> resources) {
  return kept(resources, [](std::size_t id) { return id != iptc_resource && id != thumbnail && id != old_thumbnail; });
}

bytes photoshop_without_paths(std::span<const std::byte> resources) {
  return kept(resources, [](std::size_t id) { return id < first_path || id > last_path; });
}

bytes photoshop_of_iptc(std::span<const std::byte> records) {
  bytes result;
  const auto put = [&](unsigned value) { result.push_back(static_cast<std::byte>(value & 0xff)); };
  for (const char c : {'8', 'B', 'I', 'M'}) put(static_cast<unsigned char>(c));
  put(iptc_resource >> 8);
  put(iptc_resource);
  put(0);
  put(0);
  const auto size = static_cast<unsigned>(records.size());
  for (const int shift : {24, 16, 8, 0}) put(size >> shift);
  result.insert(result.end(), records.begin(), records.end());
  if (records.size() % 2 != 0) put(0);
  return result;
}

bytes iptc_without_private(std::span<const std::byte> p) {
  bytes result;
  std::size_t at = 0;
  while (at + 5 <= p.size() && p[at] == std::byte{0x1c}) {
    const int record = static_cast<int>(p[at + 1]), number = static_cast<int>(p[at + 2]);
    const std::size_t size = big_endian(p, at + 3, 2);
    if (size > 0x7fff || size > p.size() - at - 5) break;  // an extended size: nothing of ours is that long
    if (record != 2 || std::ranges::find(private_records, number) == private_records.end()) {
      result.insert(result.end(), p.begin() + static_cast<std::ptrdiff_t>(at),
                    p.begin() + static_cast<std::ptrdiff_t>(at + 5 + size));
    }
    at += 5 + size;
  }
  return result;
}

}  // namespace tessera::inline v0::io
