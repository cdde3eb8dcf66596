// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/statistics.hpp"

#include <algorithm>
#include <numeric>

namespace tessera::inline v0 {

namespace {

using bins = std::vector<std::uint64_t>;

/// The counts of every channel, or one sum over all.
std::vector<bins> groups(const histogram& counts, bool separate) {
  const auto entries = static_cast<std::size_t>(counts.entries);
  std::vector<bins> result(separate ? static_cast<std::size_t>(counts.channels) : 1, bins(entries, 0));
  for (std::size_t i = 0; i < counts.bins.size(); ++i)
    result[separate ? i / entries : 0][i % entries] += counts.bins[i];
  return result;
}

template <class F>
lookup tables(const histogram& counts, bool separate, F level_of) {
  lookup result;
  result.entries = counts.entries;
  const std::vector<bins> all = groups(counts, separate);
  result.tables = static_cast<int>(all.size());
  for (const bins& group : all) level_of(group, result.values);
  return result;
}

}  // namespace

lookup equalizing_table(const histogram& counts, bool separate) {
  return tables(counts, separate, [](const bins& group, std::vector<float>& values) {
    const std::uint64_t all = std::accumulate(group.begin(), group.end(), std::uint64_t{0});
    const auto lowest = std::find_if(group.begin(), group.end(), [](std::uint64_t n) { return n > 0; });
    const std::uint64_t first = lowest == group.end() ? 0 : *lowest;
    std::uint64_t up_to = 0;
    for (std::size_t k = 0; k < group.size(); ++k) {
      up_to += group[k];
      const double own = static_cast<double>(k) / static_cast<double>(group.size() - 1);
      values.push_back(static_cast<float>(all == first ? own
                                          : up_to < first
                                              ? 0.0
                                              : static_cast<double>(up_to - first) / static_cast<double>(all - first)));
    }
  });
}

lookup stretching_table(const histogram& counts, double clip, bool separate) {
  return tables(counts, separate, [&](const bins& group, std::vector<float>& values) {
    const double most = clip * static_cast<double>(std::accumulate(group.begin(), group.end(), std::uint64_t{0}));
    std::size_t low = 0, high = group.size() - 1;
    for (double sum = static_cast<double>(group[low]); low + 1 < group.size() && sum <= most;)
      sum += static_cast<double>(group[++low]);
    for (double sum = static_cast<double>(group[high]); high > 0 && sum <= most;)
      sum += static_cast<double>(group[--high]);
    for (std::size_t k = 0; k < group.size(); ++k) {
      const double own = static_cast<double>(k) / static_cast<double>(group.size() - 1);
      const double position = static_cast<double>(k) - static_cast<double>(low);
      values.push_back(
          static_cast<float>(high <= low ? own : std::clamp(position / static_cast<double>(high - low), 0.0, 1.0)));
    }
  });
}

}  // namespace tessera::inline v0
