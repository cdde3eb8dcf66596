// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/running.hpp"

#include <algorithm>

#include "tessera/kernels/cpu/level_table.hpp"
#include "tessera/kernels/cpu/simd.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

template <class Sum, class T>
TESSERA_FN auto widened(const T* from) {
  const hn::ScalableTag<Sum> d;
  if constexpr (sizeof(T) == sizeof(Sum)) {
    return hn::LoadU(d, from);
  } else if constexpr (sizeof(Sum) == 8) {
    const hn::Rebind<std::uint32_t, decltype(d)> between;
    return hn::PromoteTo(d, hn::PromoteTo(between, hn::LoadU(hn::Rebind<T, decltype(d)>(), from)));
  } else {
    return hn::PromoteTo(d, hn::LoadU(hn::Rebind<T, decltype(d)>(), from));
  }
}

template <class T, class Sum>
void add_row(const T* row, Sum* columns, std::size_t n) {
  const hn::ScalableTag<Sum> d;
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d))
    hn::StoreU(hn::Add(hn::LoadU(d, columns + i), widened<Sum>(row + i)), d, columns + i);
  for (; i < n; ++i) columns[i] = static_cast<Sum>(columns[i] + row[i]);
}

template <class T, class Sum>
void pass_row(const T* entering, const T* leaving, Sum* columns, Sum* all, std::size_t n) {
  const hn::ScalableTag<Sum> d;
  std::size_t i = 0;
  for (; i + hn::Lanes(d) <= n; i += hn::Lanes(d)) {
    fetch_ahead(entering + i);
    const auto sum = hn::Add(hn::LoadU(d, columns + i), widened<Sum>(entering + i));
    hn::StoreU(sum, d, all + i);
    hn::StoreU(hn::Sub(sum, widened<Sum>(leaving + i)), d, columns + i);
  }
  for (; i < n; ++i) {
    all[i] = static_cast<Sum>(columns[i] + entering[i]);
    columns[i] = static_cast<Sum>(all[i] - leaving[i]);
  }
}

/// Blocks of 2, 4, 8, ... taps grow by adding their neighbour; those that the number of taps is made of are put before what is covered so far.
template <class Sum>
void sum_windows(const Sum* in, std::size_t taps, std::size_t step, Sum* blocks, Sum* out, std::size_t n) {
  const hn::ScalableTag<Sum> d;
  const Sum *small = in, *covered = in;
  std::size_t done = 1;
  for (std::size_t size = 2; size <= taps; size *= 2, small = blocks) {
    const std::size_t half = size / 2 * step, shift = size * step;
    const bool counts = (taps & size) != 0, last = size > taps / 2;
    const std::size_t end = n + (last ? 0 : (taps - size) * step);
    const std::size_t covered_end = n + (taps - done - (counts ? size : 0)) * step;
    for (std::size_t i = 0; i < end; i += hn::Lanes(d)) {
      const auto block = hn::Add(hn::LoadU(d, small + i), hn::LoadU(d, small + i + half));
      if (!last) hn::StoreU(block, d, blocks + i);
      if (counts && i < covered_end) hn::StoreU(hn::Add(block, hn::LoadU(d, covered + i + shift)), d, out + i);
    }
    if (!counts) continue;
    covered = out;
    done += size;
  }
  if (covered == in) std::copy_n(in, n, out);
}

/// Two vectors of floats from each vector of 16-bit sums, one from 32 bits.
template <class Sum>
TESSERA_FN void store_means(const Sum* in, float_vec factor, u8* out) {
  const hn::Rebind<std::uint8_t, float_tag> bytes;
  const hn::Rebind<Sum, float_tag> d;
  const auto sums = hn::LoadU(d, in);
  const auto whole = [&] {
    if constexpr (sizeof(Sum) == 2) return hn::PromoteTo(int_tag(), sums);
    else return hn::BitCast(int_tag(), sums);
  }();
  hn::StoreU(hn::DemoteTo(bytes, hn::NearestInt(hn::Mul(hn::ConvertTo(float_tag(), whole), factor))), bytes, out);
}

template <class Sum>
void means_to_bytes(const Sum* in, std::size_t area, u8* out, std::size_t n) {
  if constexpr (sizeof(Sum) < 8) {
    const auto factor = hn::Set(float_tag(), 1.0f / static_cast<float>(area));
    std::size_t i = 0;
    for (; i + lanes() <= n; i += lanes()) {
      fetch_ahead(out + i);
      store_means(in + i, factor, out + i);
    }
    if (i == n) return;
    u8 rest[HWY_MAX_BYTES];
    store_means(in + i, factor, rest);
    std::copy_n(rest, n - i, out + i);
  }
}

template <class Sum>
void means_to_levels(const Sum* in, std::size_t area, float* out, std::size_t n) {
  const hn::ScalableTag<double> d;
  const hn::Rebind<std::int32_t, decltype(d)> whole;
  const hn::Rebind<float, decltype(d)> floats;
  const auto factor = hn::Set(d, 1.0 / static_cast<double>(area));
  const auto real = [&](std::size_t i) {
    if constexpr (sizeof(Sum) == 8)
      return hn::ConvertTo(
          d, hn::LoadU(hn::Rebind<std::int64_t, decltype(d)>(), reinterpret_cast<const std::int64_t*>(in + i)));
    else if constexpr (sizeof(Sum) == 4)
      return hn::PromoteTo(d, hn::LoadU(whole, reinterpret_cast<const std::int32_t*>(in + i)));
    else return hn::PromoteTo(d, hn::PromoteTo(whole, hn::LoadU(hn::Rebind<Sum, decltype(d)>(), in + i)));
  };
  for (std::size_t i = 0; i < n; i += hn::Lanes(d))
    hn::StoreU(hn::DemoteTo(floats, hn::Mul(real(i), factor)), floats, out + i);
}

template <class Sum>
constexpr running_sums<Sum> sums_of() {
  return {add_row<u8, Sum>, add_row<u16, Sum>,   pass_row<u8, Sum>,   pass_row<u16, Sum>,
          sum_windows<Sum>, means_to_bytes<Sum>, means_to_levels<Sum>};
}

}  // namespace

const running_table& running_functions() {
  static constexpr running_table table{sums_of<std::uint16_t>(), sums_of<std::uint32_t>(), sums_of<std::uint64_t>()};
  return table;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
