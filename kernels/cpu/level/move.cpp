// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/move.hpp"

#include <cstring>

#include "tessera/kernels/cpu/simd.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

template <std::size_t Bytes>
TESSERA_FN void copy_pixel(const std::byte* in, std::byte* out) {
  std::memcpy(out, in, Bytes);
}

/// Highway 1.0.3 reverses no bytes: pairs are reversed, then swapped.
template <class D>
TESSERA_FN hn::Vec<D> reversed(D d, hn::Vec<D> v) {
  if constexpr (sizeof(hn::TFromD<D>) == 1) {
    const hn::Repartition<std::uint16_t, D> pairs;
    const auto r = hn::Reverse(pairs, hn::BitCast(pairs, v));
    return hn::BitCast(d, hn::Or(hn::ShiftLeft<8>(r), hn::ShiftRight<8>(r)));
  } else {
    return hn::Reverse(d, v);
  }
}

/// Whole vectors of pixels that are one unsigned integer each; returns the pixels done.
template <class U>
std::size_t reverse_vectors(const std::byte* in, std::byte* out, std::size_t pixels) {
  const hn::ScalableTag<U> d;
  const std::size_t step = hn::Lanes(d);
  const U* end = reinterpret_cast<const U*>(in) + pixels;
  U* to = reinterpret_cast<U*>(out);
  std::size_t i = 0;
  for (; i + step <= pixels; i += step) hn::StoreU(reversed(d, hn::LoadU(d, end - i - step)), d, to + i);
  return i;
}

/// The same for pixels of three samples.
template <class U>
std::size_t reverse_triples(const std::byte* in, std::byte* out, std::size_t pixels) {
  const hn::ScalableTag<U> d;
  const std::size_t step = hn::Lanes(d);
  const U* end = reinterpret_cast<const U*>(in) + 3 * pixels;
  U* to = reinterpret_cast<U*>(out);
  std::size_t i = 0;
  for (; i + step <= pixels; i += step) {
    hn::Vec<decltype(d)> a, b, c;
    hn::LoadInterleaved3(d, end - 3 * (i + step), a, b, c);
    hn::StoreInterleaved3(reversed(d, a), reversed(d, b), reversed(d, c), d, to + 3 * i);
  }
  return i;
}

template <std::size_t Bytes>
void reverse(const std::byte* in, std::byte* out, std::size_t pixels) {
  std::size_t i = 0;
  if constexpr (Bytes == 1) i = reverse_vectors<std::uint8_t>(in, out, pixels);
  if constexpr (Bytes == 2) i = reverse_vectors<std::uint16_t>(in, out, pixels);
  if constexpr (Bytes == 4) i = reverse_vectors<std::uint32_t>(in, out, pixels);
  if constexpr (Bytes == 8) i = reverse_vectors<std::uint64_t>(in, out, pixels);
  if constexpr (Bytes == 3) i = reverse_triples<std::uint8_t>(in, out, pixels);
  if constexpr (Bytes == 6) i = reverse_triples<std::uint16_t>(in, out, pixels);
  for (; i < pixels; ++i) copy_pixel<Bytes>(in + (pixels - 1 - i) * Bytes, out + i * Bytes);
}

using four_words = hn::Vec<hn::Full128<std::uint32_t>>;

/// Turns 4 x 4 words: put(v, k) takes the k-th column.
template <class Put>
TESSERA_FN void turn_block(four_words a, four_words b, four_words c, four_words e, const Put& put) {
  const hn::Full128<std::uint32_t> d;
  const hn::Full128<std::uint64_t> d64;
  const auto ab_low = hn::BitCast(d64, hn::InterleaveLower(d, a, b)),
             ab_high = hn::BitCast(d64, hn::InterleaveUpper(d, a, b));
  const auto ce_low = hn::BitCast(d64, hn::InterleaveLower(d, c, e)),
             ce_high = hn::BitCast(d64, hn::InterleaveUpper(d, c, e));
  put(hn::InterleaveLower(d64, ab_low, ce_low), 0);
  put(hn::InterleaveUpper(d64, ab_low, ce_low), 1);
  put(hn::InterleaveLower(d64, ab_high, ce_high), 2);
  put(hn::InterleaveUpper(d64, ab_high, ce_high), 3);
}

/// 4 x 4 pixels of 4 bytes.
void turn_four(const std::byte* const* in, std::size_t offset, std::byte* const* out, std::size_t column) {
  const hn::Full128<std::uint32_t> d;
  const hn::Full128<std::uint64_t> d64;
  const auto at = [&](std::size_t i) { return hn::LoadU(d, reinterpret_cast<const std::uint32_t*>(in[i] + offset)); };
  turn_block(at(0), at(1), at(2), at(3),
             [&](auto v, std::size_t r) { hn::StoreU(v, d64, reinterpret_cast<std::uint64_t*>(out[r] + column)); });
}

/// 4 x 16 pixels of 3 bytes, with a byte between them while they are turned.
void turn_triples(const std::byte* const* in, std::byte* const* out, std::size_t column) {
  const hn::Full128<std::uint8_t> d;
  const hn::Full128<std::uint32_t> d32;
  const hn::Full128<std::uint64_t> d64;
  HWY_ALIGN static constexpr std::uint8_t apart[16] = {0, 1, 2, 0, 3, 4, 5, 0, 6, 7, 8, 0, 9, 10, 11, 0};
  HWY_ALIGN static constexpr std::uint8_t apart_last[16] = {4, 5, 6, 0, 7, 8, 9, 0, 10, 11, 12, 0, 13, 14, 15, 0};
  HWY_ALIGN static constexpr std::uint8_t close[16] = {0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0};
  const auto together = hn::Load(d, close);
  for (std::size_t r = 0; r < 16; r += 4) {
    const bool last = r == 12;  // nothing is read beyond the 48 bytes of a row
    const auto spread = hn::Load(d, last ? apart_last : apart);
    const auto at = [&](std::size_t i) {
      const auto* from = reinterpret_cast<const std::uint8_t*>(in[i]) + (last ? 32 : r * 3);
      return hn::BitCast(d32, hn::TableLookupBytes(hn::LoadU(d, from), spread));
    };
    turn_block(at(0), at(1), at(2), at(3), [&](auto v, std::size_t k) {
      const auto pixels = hn::TableLookupBytes(hn::BitCast(d, v), together);
      const std::uint64_t first = hn::GetLane(hn::BitCast(d64, pixels));
      const std::uint32_t rest = hn::ExtractLane(hn::BitCast(d32, pixels), 2);
      std::memcpy(out[r + k] + column * 3, &first, 8);
      std::memcpy(out[r + k] + column * 3 + 8, &rest, 4);
    });
  }
}

/// 16 x 16 pixels of one byte or 8 x 8 of two: rounds of interleaving rows that lie half of them apart turn the block.
template <class T>
void turn_square(const std::byte* const* in, std::size_t row, std::byte* const* out, std::size_t column) {
  const hn::Full128<T> d;
  constexpr std::size_t side = 16 / sizeof(T);
  hn::Vec<decltype(d)> v[side], w[side];
  for (std::size_t i = 0; i < side; ++i) v[i] = hn::LoadU(d, reinterpret_cast<const T*>(in[i]) + row);
  const auto round = [&](const auto* from, auto* to) {
    for (std::size_t i = 0; i < side / 2; ++i) {
      to[2 * i] = hn::InterleaveLower(d, from[i], from[i + side / 2]);
      to[2 * i + 1] = hn::InterleaveUpper(d, from[i], from[i + side / 2]);
    }
  };
  round(v, w);
  round(w, v);
  round(v, w);
  if constexpr (side == 16) round(w, v);
  const auto* turned = side == 16 ? v : w;
  for (std::size_t r = 0; r < side; ++r) hn::StoreU(turned[r], d, reinterpret_cast<T*>(out[row + r]) + column);
}

template <std::size_t Bytes>
void turn(const std::byte* const* in, std::size_t columns, std::byte* const* out, std::size_t rows) {
  std::size_t i = 0;
  if constexpr (Bytes == 1)
    for (; rows == 16 && i + 16 <= columns; i += 16) turn_square<std::uint8_t>(in + i, 0, out, i);
  if constexpr (Bytes == 2)
    for (; rows % 8 == 0 && i + 8 <= columns; i += 8)
      for (std::size_t r = 0; r < rows; r += 8) turn_square<std::uint16_t>(in + i, r, out, i);
  if constexpr (Bytes == 3)
    for (; rows == 16 && i + 4 <= columns; i += 4) turn_triples(in + i, out, i);
  if constexpr (Bytes == 4)
    for (; rows % 4 == 0 && i + 4 <= columns; i += 4)
      for (std::size_t r = 0; r < rows; r += 4) turn_four(in + i, r * 4, out + r, i * 4);
  for (; i < columns; ++i)
    for (std::size_t r = 0; r < rows; ++r) copy_pixel<Bytes>(in[i] + r * Bytes, out[r] + i * Bytes);
}

template <std::size_t... Bytes>
constexpr move_table table_for() {
  move_table table;
  ((table.reverse[Bytes] = &reverse<Bytes>, table.turn[Bytes] = &turn<Bytes>), ...);
  return table;
}

}  // namespace

const move_table& move_functions() {
  static constexpr move_table table = table_for<1, 2, 3, 4, 6, 8, 12, 16>();
  return table;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
