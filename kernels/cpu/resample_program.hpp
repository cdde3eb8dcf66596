// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "tessera/kernels/cpu/resample.hpp"

namespace tessera::inline v0::cpu {

/// How output columns are grouped, so that what a group needs stays in L1 and L2: 256 input columns, 128 output columns.
struct column_groups {
  std::int64_t most_in = 256, most_out = 128;

  explicit column_groups(const axis_table& columns) {
    most_in = std::max<std::int64_t>(most_in, columns.largest_count());
  }
  /// The end of the group that begins with output column `begin`.
  std::int64_t end(const std::vector<axis_table::entry>& entries, std::int64_t begin, std::int64_t limit) const {
    const std::int64_t first = entries[static_cast<std::size_t>(begin)].first;
    std::int64_t x = begin + 1;
    for (; x < limit && x - begin < most_out; ++x) {
      const auto& e = entries[static_cast<std::size_t>(x)];
      if (e.first + e.count - first > most_in) break;
    }
    return x;
  }
};

inline std::size_t round_up(std::size_t n, std::size_t to) { return (n + to - 1) / to * to; }

/// Fixed-point passes for u8; a kernel without code where 16-bit weights would cost more than 0.4 level.
kernel compile_fixed(const axis_table& columns, const axis_table& rows, const format& in, const resample_table& code);

/// Passes over float or double sums.
template <class Sum>
kernel compile_sums(const axis_table& columns, const axis_table& rows, const format& in, bool linear,
                    const level_table& code, const resample_sums<Sum>& passes);
extern template kernel compile_sums(const axis_table&, const axis_table&, const format&, bool, const level_table&,
                                    const resample_sums<float>&);
extern template kernel compile_sums(const axis_table&, const axis_table&, const format&, bool, const level_table&,
                                    const resample_sums<double>&);

}  // namespace tessera::inline v0::cpu
