// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

// Tables from counts. Hosts and devices work their entries out by the same code, from running sums over a histogram's bins: a scan.

/// The counts that one table is made of: those of the colour channels [first, last).
struct table_counts {
  const std::uint64_t* sums = nullptr;  ///< the samples of a bin and of all bins before it, laid out as histogram::bins
  int entries = 256;
  int first = 0, last = 1;

  /// Samples of a level and of those below it.
  TESSERA_FN std::uint64_t up_to(int level) const {
    std::uint64_t count = 0;
    for (int c = first; c < last; ++c) count += sums[c * entries + level] - (c > 0 ? sums[c * entries - 1] : 0);
    return count;
  }
};

/// The counts of a table of a rule.
TESSERA_FN table_counts counts_of(const table_rule& rule, const std::uint64_t* sums, int entries, int channels,
                                  int table) {
  return {sums, entries, rule.separate ? table : 0, rule.separate ? table + 1 : channels};
}

/// What all entries of a table share.
struct table_limits {
  std::uint64_t all = 0;     ///< samples
  std::uint64_t lowest = 0;  ///< samples of the lowest level that occurs
  int low = 0, high = 0;     ///< levels that become black and white
};

/// The lowest level up to which lie more than `most` samples; the last one where there is none.
TESSERA_FN int lowest_above(const table_counts& counts, double most) {
  int low = 0, high = counts.entries - 1;
  while (low < high) {
    const int middle = (low + high) / 2;
    if (static_cast<double>(counts.up_to(middle)) > most) high = middle;
    else low = middle + 1;
  }
  return low;
}

/// The highest level from which on lie more than `most` samples; 0 where there is none.
TESSERA_FN int highest_above(const table_counts& counts, std::uint64_t all, double most) {
  int low = 0, high = counts.entries - 1;
  while (low < high) {
    const int middle = (low + high + 1) / 2;
    if (static_cast<double>(all - counts.up_to(middle - 1)) > most) low = middle;
    else high = middle - 1;
  }
  return low;
}

TESSERA_FN table_limits limits_of(const table_rule& rule, const table_counts& counts) {
  table_limits found;
  found.all = counts.up_to(counts.entries - 1);
  if (rule.kind == table_rule::which::equalize) {
    found.lowest = counts.up_to(lowest_above(counts, 0));
  } else {
    const double most = rule.clip * static_cast<double>(found.all);
    found.low = lowest_above(counts, most);
    found.high = highest_above(counts, found.all, most);
  }
  return found;
}

/// Histogram equalization: level k becomes (c(k) - c0) / (n - c0), where c counts the samples up to k and c0 those of the lowest level
/// that occurs (the form of OpenCV's equalizeHist). A picture of one level is left as it is.
TESSERA_FN double equalized(const table_limits& found, const table_counts& counts, int level, double own) {
  if (found.all == found.lowest) return own;
  const std::uint64_t count = counts.up_to(level);
  if (count < found.lowest) return 0;
  return static_cast<double>(count - found.lowest) / static_cast<double>(found.all - found.lowest);
}

/// A linear stretch that makes at most the part `clip` of the samples black, and as many white.
TESSERA_FN double stretched(const table_limits& found, int level, double own) {
  if (found.high <= found.low) return own;
  const double position = static_cast<double>(level - found.low) / static_cast<double>(found.high - found.low);
  return position < 0 ? 0 : position > 1 ? 1 : position;
}

/// What a rule makes of a level, as a fraction of white. f32 pictures use it in 65536 steps.
TESSERA_FN float table_entry(const table_rule& rule, const table_limits& found, const table_counts& counts, int level) {
  const double own = static_cast<double>(level) / static_cast<double>(counts.entries - 1);
  return static_cast<float>(rule.kind == table_rule::which::equalize ? equalized(found, counts, level, own)
                                                                     : stretched(found, level, own));
}

/// The table of a rule for the counts of a whole picture.
lookup table_of(const table_rule& rule, const histogram& counts);

}  // namespace tessera::inline v0
