// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/histogram.hpp"

#include "tessera/kernels/math.hpp"

namespace tessera::inline v0::cpu {

histogram empty_histogram(const format& in) {
  histogram counts;
  counts.entries = in.type == sample_type::u8 ? 256 : 65536;
  counts.channels = in.colour_channels();
  counts.bins.assign(static_cast<std::size_t>(counts.entries) * static_cast<std::size_t>(counts.channels), 0);
  return counts;
}

void count(histogram& counts, const format& in, const std::byte* row, std::int64_t pixels) {
  with_sample(in.type, [&](auto zero) {
    using T = decltype(zero);
    const T* sample = reinterpret_cast<const T*>(row);
    for (std::int64_t i = 0; i < pixels; ++i, sample += in.channels) {
      for (int c = 0; c < counts.channels; ++c) {
        std::size_t entry = 0;
        if constexpr (std::is_same_v<T, f32>)
          entry = static_cast<std::size_t>(quantise(sample[c] * 65535.0f, 65535.0f));
        else entry = sample[c];
        ++counts.bins[static_cast<std::size_t>(c) * static_cast<std::size_t>(counts.entries) + entry];
      }
    }
  });
}

void merge(histogram& into, const histogram& from) {
  for (std::size_t i = 0; i < into.bins.size(); ++i) into.bins[i] += from.bins[i];
}

}  // namespace tessera::inline v0::cpu
