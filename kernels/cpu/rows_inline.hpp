// SPDX-License-Identifier: Apache-2.0
#pragma once

// Loads and stores of samples as float vectors, for units compiled for one SIMD level.

#include <algorithm>

#include "tessera/kernels/cpu/highway_extra.hpp"
#include "tessera/kernels/math.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

/// lanes() samples as levels.
TESSERA_FN value widen(const u8* p) {
  const hn::Rebind<std::uint8_t, float_tag> d;
  return hn::ConvertTo(float_tag(), hn::PromoteTo(int_tag(), hn::LoadU(d, p)));
}
TESSERA_FN value widen(const u16* p) {
  const hn::Rebind<std::uint16_t, float_tag> d;
  return hn::ConvertTo(float_tag(), hn::PromoteTo(int_tag(), hn::LoadU(d, p)));
}
TESSERA_FN value widen(const f32* p) { return load(p); }

/// Levels within the sample's range, rounded half to even.
template <sample T>
TESSERA_FN auto samples_of(value level) {
  return hn::TruncateTo(hn::Rebind<T, float_tag>(), hn::BitCast(hn::RebindToUnsigned<float_tag>(), to_whole(level)));
}

/// Stores levels within the sample's range (any float for f32), rounded half to even.
TESSERA_FN void narrow(value v, u8* p) { hn::StoreU(samples_of<u8>(v), hn::Rebind<u8, float_tag>(), p); }
TESSERA_FN void narrow(value v, u16* p) { hn::StoreU(samples_of<u16>(v), hn::Rebind<u16, float_tag>(), p); }
TESSERA_FN void narrow(value v, f32* p) { store(v, p); }

/// Calls put(i, in + i, out + i) for every vector of bytes from sample `begin` on; a last one that is not whole goes by way of a copy.
template <class Put>
TESSERA_FN void by_vectors(const u8* in, u8* out, std::size_t begin, std::size_t n, const Put& put) {
  std::size_t i = begin;
  for (; i + lanes() <= n; i += lanes()) put(i, in + i, out + i);
  if (i == n) return;
  u8 rest[HWY_MAX_BYTES] = {};
  std::copy_n(in + i, n - i, rest);
  put(i, rest, rest);
  std::copy_n(rest, n - i, out + i);
}

/// Lane tables that bring the dwords of 4 pixels of `Channels` bytes each into a block of 16 bytes, or back out of it.
template <int Channels, bool Back>
TESSERA_FN auto dwords_of_blocks() {
  HWY_ALIGN std::int32_t index[HWY_MAX_BYTES / 4];
  const auto count = static_cast<int>(lanes());
  for (int i = 0; i < count; ++i)
    index[i] = Back ? std::min(i / Channels * 4 + i % Channels, count - 1) : i / 4 * Channels + i % 4 % Channels;
  return hn::SetTableIndices(int_tag(), index);
}

/// Reads interleaved u8 pixels, as many as a vector has lanes, to a vector for each channel; a whole vector of bytes is read.
template <int Channels>
struct pixel_reader {
  decltype(dwords_of_blocks<Channels, false>()) blocks = dwords_of_blocks<Channels, false>();
  byte_vec channel[Channels];  ///< the bytes of a channel of 4 pixels as dwords; 0x80 gives zero

  TESSERA_FN pixel_reader() {
    for (int c = 0; c < Channels; ++c) {
      HWY_ALIGN std::uint8_t index[16];
      for (int i = 0; i < 16; ++i) index[i] = i % 4 == 0 ? static_cast<std::uint8_t>(i / 4 * Channels + c) : 0x80;
      channel[c] = hn::LoadDup128(byte_tag(), index);
    }
  }

  TESSERA_FN void operator()(const u8* in, value* level) const {
    const byte_tag d;
    const auto packed = hn::BitCast(int_tag(), hn::LoadU(d, in));
    const auto four = hn::BitCast(d, Channels == 4 ? packed : hn::TableLookupLanes(packed, blocks));
#pragma GCC unroll 4
    for (int c = 0; c < Channels; ++c)
      level[c] = hn::ConvertTo(float_tag(), hn::BitCast(int_tag(), hn::TableLookupBytesOr0(four, channel[c])));
  }
};

/// The way back: levels below 2^31 are rounded half to even and clamped to bytes, no number becomes 0.
template <int Channels>
struct pixel_writer {
  decltype(dwords_of_blocks<Channels, true>()) blocks = dwords_of_blocks<Channels, true>();
  byte_vec pixels;  ///< from four bytes of each channel

  TESSERA_FN pixel_writer() {
    HWY_ALIGN std::uint8_t index[16] = {};
    for (int i = 0; i < 4 * Channels; ++i) index[i] = static_cast<std::uint8_t>(i % Channels * 4 + i / Channels);
    pixels = hn::LoadDup128(byte_tag(), index);
  }

  /// Four pixels at the beginning of every block of 16 bytes.
  TESSERA_FN byte_vec pack(const value* level) const {
    const auto whole = [&](int c) { return to_whole(level[std::min(c, Channels - 1)]); };
    return hn::TableLookupBytes(bytes_by_blocks(whole(0), whole(1), whole(2), whole(3)), pixels);
  }

  /// A whole vector of bytes is written.
  TESSERA_FN void operator()(const value* level, u8* out) const {
    const byte_tag d;
    auto four = pack(level);
    if constexpr (Channels < 4) four = hn::BitCast(d, hn::TableLookupLanes(hn::BitCast(int_tag(), four), blocks));
    hn::StoreU(four, d, out);
  }
};

/// Four packed vectors of pixels of three bytes as three whole ones, so that no two stores overlap.
struct quadruple_writer {
  decltype(dwords_of_blocks<3, true>()) turned[4];  ///< vector k begins 3/4 k of a vector after the first one

  TESSERA_FN quadruple_writer() {
    const auto count = static_cast<int>(lanes());
    for (int k = 0; k < 4; ++k) {
      HWY_ALIGN std::int32_t index[HWY_MAX_BYTES / 4];
      for (int i = 0; i < count; ++i) {
        const int from = (i + k * count / 4) % count;
        index[i] = std::min(from / 3 * 4 + from % 3, count - 1);
      }
      turned[k] = hn::SetTableIndices(int_tag(), index);
    }
  }

  TESSERA_FN void operator()(const byte_vec* packed, u8* out) const {
    const int_tag d;
    hn::Vec<int_tag> part[4];
#pragma GCC unroll 4
    for (int k = 0; k < 4; ++k) part[k] = hn::TableLookupLanes(hn::BitCast(d, packed[k]), turned[k]);
#pragma GCC unroll 3
    for (std::size_t k = 0; k < 3; ++k) {
      const auto joined = hn::IfThenElse(hn::FirstN(d, (3 - k) * lanes() / 4), part[k], part[k + 1]);
      hn::StoreU(hn::BitCast(byte_tag(), joined), byte_tag(), out + k * HWY_MAX_BYTES);
    }
  }
};

/// A level that `narrow` accepts.
template <sample T>
TESSERA_FN value fit(value level) {
  if constexpr (std::is_same_v<T, f32>) return level;
  else return bounded(level, value(0.0f), value(white<T>));
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
