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

lookup matching_table(const histogram& counts, const histogram& wanted) {
  const auto entries = static_cast<std::size_t>(counts.entries);
  lookup table{std::vector<float>(entries * static_cast<std::size_t>(counts.channels)), counts.entries,
               counts.channels};
  for (std::size_t c = 0; c < static_cast<std::size_t>(counts.channels); ++c) {
    const auto own = counts.bins.begin() + static_cast<std::ptrdiff_t>(c * entries);
    const auto other = wanted.bins.begin() + static_cast<std::ptrdiff_t>(c * entries);
    const auto all = static_cast<double>(std::accumulate(own, own + counts.entries, std::uint64_t{0}));
    const auto all_wanted = static_cast<double>(std::accumulate(other, other + counts.entries, std::uint64_t{0}));
    std::uint64_t sum = 0, reached = wanted.bins[c * entries];
    std::size_t level = 0;
    for (std::size_t k = 0; k < entries; ++k) {
      sum += counts.bins[c * entries + k];
      const double part = static_cast<double>(sum) / all;
      while (level + 1 < entries && static_cast<double>(reached) / all_wanted < part)
        reached += wanted.bins[c * entries + ++level];
      table.values[c * entries + k] = static_cast<float>(level) / static_cast<float>(entries - 1);
    }
  }
  return table;
}

}  // namespace tessera::inline v0
