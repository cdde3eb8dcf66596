// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/clahe_tables.hpp"

#include <algorithm>
#include <numeric>
#include <span>

namespace tessera::inline v0 {

namespace {

/// Cuts counts above the limit and spreads what was cut, the remainder over entries that lie equally far apart.
void limit(std::span<std::uint64_t> bins, std::uint64_t most) {
  const std::uint64_t entries = bins.size();
  std::uint64_t cut = 0;
  for (std::uint64_t& bin : bins) {
    cut += bin > most ? bin - most : 0;
    bin = std::min(bin, most);
  }
  for (std::uint64_t& bin : bins) bin += cut / entries;
  const std::uint64_t rest = cut % entries;
  if (rest == 0) return;
  const std::uint64_t step = std::max<std::uint64_t>(entries / rest, 1);
  for (std::uint64_t i = 0, left = rest; i < entries && left > 0; i += step, --left) ++bins[i];
}

}  // namespace

tile_tables clahe_tables(const histogram& counts, double clip) {
  const auto entries = static_cast<std::size_t>(counts.entries);
  std::vector<float> values(counts.bins.size());
  std::vector<std::uint64_t> bins(entries);
  for (std::size_t first = 0; first < counts.bins.size(); first += entries) {
    const auto from = counts.bins.begin() + static_cast<std::ptrdiff_t>(first);
    std::copy_n(from, entries, bins.begin());
    const double samples = static_cast<double>(std::accumulate(bins.begin(), bins.end(), std::uint64_t{0}));
    if (clip > 0) limit(bins, std::max<std::uint64_t>(static_cast<std::uint64_t>(clip * samples / counts.entries), 1));
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < entries; ++i)
      values[first + i] = static_cast<float>(static_cast<double>(sum += bins[i]) / samples);
  }
  return {counts.grid.value(), counts.entries, std::make_shared<const std::vector<float>>(std::move(values))};
}

}  // namespace tessera::inline v0
