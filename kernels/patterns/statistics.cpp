// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/statistics.hpp"

#include <numeric>

namespace tessera::inline v0 {

namespace {

table_limits all_limits(const table_rule& rule, const table_counts& own) {
  if (!goes_by_sums(rule)) return limits_of(rule, own);
  const level_sums sums = sums_of(own, 0, own.entries), all = sums_of(own.of_all(), 0, own.entries);
  const bool splits = rule.kind == table_rule::which::threshold;
  return limits_of(rule, own.entries, sums, all, splits ? best_split(own, {}, sums, 0, own.entries) : split{});
}

}  // namespace

lookup table_of(const table_rule& rule, const histogram& counts) {
  std::vector<std::uint64_t> sums(counts.bins.size());
  std::partial_sum(counts.bins.begin(), counts.bins.end(), sums.begin());
  lookup result;
  result.entries = counts.entries;
  result.tables = rule.separate ? counts.channels : 1;
  for (int table = 0; table < result.tables; ++table) {
    const table_counts own = counts_of(rule, sums.data(), counts.entries, counts.channels, table);
    const table_limits found = all_limits(rule, own);
    for (int level = 0; level < counts.entries; ++level) result.values.push_back(table_entry(rule, found, own, level));
  }
  return result;
}

}  // namespace tessera::inline v0
