// SPDX-License-Identifier: Apache-2.0
#pragma once
// Operations of a warp, and integer atomics.

#include "dialect.hpp"

#include <concepts>
#include <cstdint>
#include <cstring>

namespace cudasim {

constexpr unsigned full_mask = 0xffffffffu;

/// The values that the threads of this warp gave; lanes that the block does not have give 0.
const std::uint64_t* exchange(unsigned mask, std::uint64_t value);

/// This thread's place in its warp.
int lane();

template <class T>
concept shuffled = sizeof(T) <= 8 && std::is_arithmetic_v<T>;

template <shuffled T>
T shuffle(unsigned mask, T value, int from) {
  std::uint64_t bits = 0;
  std::memcpy(&bits, &value, sizeof value);
  const std::uint64_t* values = exchange(mask, bits);
  std::memcpy(&value, &values[from], sizeof value);
  return value;
}

template <class T>
concept counted = std::same_as<T, int> || std::same_as<T, unsigned> || std::same_as<T, unsigned long long> ||
    std::same_as<T, long long>;

/// Replaces *pointer by f(*pointer) and returns what was there; atomic, as ThreadSanitizer reports plain accesses beside it.
template <class T, class F>
T atomic_update(T* pointer, F f) {
  T old = __atomic_load_n(pointer, __ATOMIC_RELAXED);
  while (!__atomic_compare_exchange_n(pointer, &old, f(old), false, __ATOMIC_RELAXED, __ATOMIC_RELAXED)) {}
  return old;
}

}  // namespace cudasim

template <cudasim::shuffled T>
T __shfl_sync(unsigned mask, T value, int from, int width = warpSize) {
  const int lane = cudasim::lane();
  return cudasim::shuffle(mask, value, (lane & -width) | (from & (width - 1)));
}

template <cudasim::shuffled T>
T __shfl_up_sync(unsigned mask, T value, unsigned delta, int width = warpSize) {
  const int lane = cudasim::lane(), from = lane - static_cast<int>(delta);
  return cudasim::shuffle(mask, value, from < (lane & -width) ? lane : from);
}

template <cudasim::shuffled T>
T __shfl_down_sync(unsigned mask, T value, unsigned delta, int width = warpSize) {
  const int lane = cudasim::lane(), from = lane + static_cast<int>(delta);
  return cudasim::shuffle(mask, value, from > (lane | (width - 1)) ? lane : from);
}

template <cudasim::shuffled T>
T __shfl_xor_sync(unsigned mask, T value, int bits, int width = warpSize) {
  const int lane = cudasim::lane(), from = lane ^ bits;
  return cudasim::shuffle(mask, value, from > (lane | (width - 1)) ? lane : from);
}

inline unsigned __ballot_sync(unsigned mask, int predicate) {
  const std::uint64_t* values = cudasim::exchange(mask, predicate ? 1 : 0);
  unsigned result = 0;
  for (int lane = 0; lane < warpSize; ++lane) result |= static_cast<unsigned>(values[lane]) << lane;
  return result;
}

inline int __any_sync(unsigned mask, int predicate) { return __ballot_sync(mask, predicate) != 0; }
inline int __all_sync(unsigned mask, int predicate) { return __ballot_sync(mask, !predicate) == 0; }

template <cudasim::counted T>
T atomicAdd(T* pointer, std::type_identity_t<T> value) {
  return __atomic_fetch_add(pointer, value, __ATOMIC_RELAXED);
}

template <cudasim::counted T>
T atomicSub(T* pointer, std::type_identity_t<T> value) {
  return __atomic_fetch_sub(pointer, value, __ATOMIC_RELAXED);
}

template <cudasim::counted T>
T atomicOr(T* pointer, std::type_identity_t<T> value) {
  return __atomic_fetch_or(pointer, value, __ATOMIC_RELAXED);
}

template <cudasim::counted T>
T atomicAnd(T* pointer, std::type_identity_t<T> value) {
  return __atomic_fetch_and(pointer, value, __ATOMIC_RELAXED);
}

template <cudasim::counted T>
T atomicExch(T* pointer, std::type_identity_t<T> value) {
  return __atomic_exchange_n(pointer, value, __ATOMIC_RELAXED);
}

template <cudasim::counted T>
T atomicMin(T* pointer, std::type_identity_t<T> value) {
  return cudasim::atomic_update(pointer, [value](T old) { return old < value ? old : value; });
}

template <cudasim::counted T>
T atomicMax(T* pointer, std::type_identity_t<T> value) {
  return cudasim::atomic_update(pointer, [value](T old) { return old > value ? old : value; });
}

template <cudasim::counted T>
T atomicCAS(T* pointer, std::type_identity_t<T> compare, std::type_identity_t<T> value) {
  return cudasim::atomic_update(pointer, [=](T old) { return old == compare ? value : old; });
}
