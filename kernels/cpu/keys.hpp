// SPDX-License-Identifier: Apache-2.0
#pragma once

// Samples as integers in the same order, for units compiled for one SIMD level. u8 and u16 are their own keys; the bits of an f32
// with the lower ones flipped where the sign is set order as the floats do, and -0 below 0.

#include <algorithm>
#include <cstring>

#include "tessera/kernels/cpu/simd.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

template <class T>
using key_of = std::conditional_t<std::is_same_v<T, f32>, std::int32_t, T>;
template <class T>
using key_tag = hn::ScalableTag<key_of<T>>;
template <class T>
using keys = hn::Vec<key_tag<T>>;

/// Keys that one operation works on.
template <class T>
TESSERA_FN std::size_t key_lanes() {
  return hn::Lanes(key_tag<T>());
}

/// Its own inverse.
template <class T>
TESSERA_FN keys<T> fold(keys<T> v) {
  if constexpr (std::is_same_v<T, f32>)
    return hn::Xor(v, hn::And(hn::ShiftRight<31>(v), hn::Set(key_tag<T>(), 0x7fffffff)));
  else return v;
}

template <class T>
TESSERA_FN keys<T> load_keys(const T* p) {
  return fold<T>(hn::LoadU(key_tag<T>(), reinterpret_cast<const key_of<T>*>(p)));
}

struct smaller {
  template <class V>
  TESSERA_FN V operator()(V a, V b) const {
    return hn::Min(a, b);
  }
};
struct larger {
  template <class V>
  TESSERA_FN V operator()(V a, V b) const {
    return hn::Max(a, b);
  }
};

/// The first n keys, n < key_lanes(): reads nothing past them; the others are 0.
template <class T>
TESSERA_FN keys<T> load_some_keys(const T* p, std::size_t n) {
  HWY_ALIGN T buffer[HWY_MAX_BYTES / sizeof(T)] = {};
  std::memcpy(buffer, p, n * sizeof(T));
  return load_keys(buffer);
}

template <class T>
TESSERA_FN void store_keys(keys<T> v, T* p) {
  hn::StoreU(fold<T>(v), key_tag<T>(), reinterpret_cast<key_of<T>*>(p));
}

/// Calls body(i, load) for enough places i that vectors there cover [0, n); `load(p)` loads from p + i and never reads past p + n. The
/// last vector may overlap the one before: what the body does twice must do no harm.
template <class T, class Body>
TESSERA_FN void for_keys(std::size_t n, Body&& body) {
  const std::size_t step = key_lanes<T>();
  if (n < step)
    return body(
        0, [&](const T* p) __attribute__((always_inline)) { return load_some_keys(p, n); });
  for (std::size_t i = 0;; i = std::min(i + step, n - step)) {
    body(
        i, [&](const T* p) __attribute__((always_inline)) { return load_keys(p + i); });
    if (i + step == n) return;
  }
}

/// Writes out[0, n) from make(i), the keys i to i + lanes; the last vector may overlap the one before.
template <class T, class Make>
TESSERA_FN void write_keys(T* out, std::size_t n, Make&& make) {
  const std::size_t step = key_lanes<T>();
  if (n < step) {
    HWY_ALIGN T buffer[HWY_MAX_BYTES / sizeof(T)];
    store_keys<T>(make(0), buffer);
    std::memcpy(out, buffer, n * sizeof(T));
    return;
  }
  for (std::size_t i = 0;; i = std::min(i + step, n - step)) {
    fetch_ahead(out + i);
    store_keys<T>(make(i), out + i);
    if (i + step == n) return;
  }
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
