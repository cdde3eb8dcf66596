// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0::io {

/// The number of `size` bytes at `at`, highest byte first.
inline std::uint32_t big_endian(std::span<const std::byte> p, std::size_t at, int size) {
  std::uint32_t result = 0;
  for (int i = 0; i < size; ++i) result = result << 8 | static_cast<std::uint32_t>(p[at + static_cast<std::size_t>(i)]);
  return result;
}

/// The number of `size` bytes at `at`, lowest byte first.
inline std::uint32_t little_endian(std::span<const std::byte> p, std::size_t at, int size) {
  std::uint32_t result = 0;
  for (int i = size - 1; i >= 0; --i)
    result = result << 8 | static_cast<std::uint32_t>(p[at + static_cast<std::size_t>(i)]);
  return result;
}

/// Appends a number of 4 bytes, highest byte first.
inline void put_big_endian(bytes& to, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) to.push_back(static_cast<std::byte>(value >> shift & 0xff));
}

/// Appends a number of `size` bytes, lowest byte first.
inline void put_little_endian(bytes& to, std::uint64_t value, int size) {
  for (int i = 0; i < size; ++i) to.push_back(static_cast<std::byte>(value >> (8 * i) & 0xff));
}

/// Appends the characters of a chunk's name.
inline void put_name(bytes& to, std::string_view name) {
  for (const char c : name) to.push_back(static_cast<std::byte>(c));
}

}  // namespace tessera::inline v0::io
