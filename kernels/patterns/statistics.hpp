// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

// Tables from counts. Hosts and devices work their entries out by the same code, from running sums over a histogram's bins: a scan.

/// The counts that one table is made of: those of the colour channels [first, last).
struct table_counts {
  const std::uint64_t* sums = nullptr;  ///< the samples of a bin and of all bins before it, laid out as histogram::bins
  int entries = 256;
  int first = 0, last = 1;
  int channels = 1;  ///< of the picture

  /// Samples of a level and of those below it.
  TESSERA_FN std::uint64_t up_to(int level) const {
    std::uint64_t count = 0;
    for (int c = first; c < last; ++c) count += sums[c * entries + level] - (c > 0 ? sums[c * entries - 1] : 0);
    return count;
  }
  /// Samples of a level.
  TESSERA_FN std::uint64_t at(int level) const { return up_to(level) - (level > 0 ? up_to(level - 1) : 0); }
  /// The same for all colour channels.
  TESSERA_FN table_counts of_all() const { return {sums, entries, 0, channels, channels}; }
};

/// The counts of a table of a rule.
TESSERA_FN table_counts counts_of(const table_rule& rule, const std::uint64_t* sums, int entries, int channels,
                                  int table) {
  return {sums, entries, rule.separate ? table : 0, rule.separate ? table + 1 : channels, channels};
}

/// What all entries of a table share.
struct table_limits {
  std::uint64_t all = 0;     ///< samples
  std::uint64_t lowest = 0;  ///< samples of the lowest level that occurs
  int low = 0, high = 0;     ///< levels that become black and white
  float power = 1;
  double slope = 1, offset = 0;
};

TESSERA_FN double square_root(double v) {
#if defined(__CUDA_ARCH__)
  return __dsqrt_rn(v);
#else
  return __builtin_sqrt(v);
#endif
}

/// Sums over the samples of some levels: whole numbers, so the same in any order. Without initialisers, as shared memory wants it.
struct level_sums {
  std::uint64_t count, levels;
  std::uint64_t squares_low, squares_high;  ///< low + 65536 * high, since a square times its samples may exceed 64 bits

  TESSERA_FN void add(int level, std::uint64_t samples) {
    const std::uint64_t square = static_cast<std::uint64_t>(level) * static_cast<std::uint64_t>(level);
    count += samples;
    levels += samples * static_cast<std::uint64_t>(level);
    squares_low += samples * (square & 0xffff);
    squares_high += samples * (square >> 16);
  }
  TESSERA_FN void add(const level_sums& more) {
    count += more.count;
    levels += more.levels;
    squares_low += more.squares_low;
    squares_high += more.squares_high;
  }
  TESSERA_FN double mean() const { return static_cast<double>(levels) / static_cast<double>(count); }
  TESSERA_FN double deviation() const {
    const double squares = static_cast<double>(squares_high) * 65536.0 + static_cast<double>(squares_low);
    const double variance = squares / static_cast<double>(count) - mean() * mean();
    return variance > 0 ? square_root(variance) : 0;
  }
};

/// The sums over the levels [first, last).
TESSERA_FN level_sums sums_of(const table_counts& counts, int first, int last) {
  level_sums sums{};
  for (int level = first; level < last; ++level) sums.add(level, counts.at(level));
  return sums;
}

/// A threshold and how far apart it sets what lies below and above.
struct split {
  double between;
  int level;
};

/// The best of the levels [first, last) as the last one below the threshold, by the variance between the two classes (N. Otsu: A Threshold Selection
/// Method from Gray-Level Histograms, 1979); the lowest of several that are equally good. `before` are the sums over the levels below.
TESSERA_FN split best_split(const table_counts& counts, const level_sums& before, const level_sums& all, int first,
                            int last) {
  split best{0, 0};
  std::uint64_t below = before.count, levels = before.levels;
  for (int level = first; level < last; ++level) {
    const std::uint64_t samples = counts.at(level);
    below += samples;
    levels += samples * static_cast<std::uint64_t>(level);
    if (below == 0 || below == all.count) continue;
    const double n = static_cast<double>(below), m = static_cast<double>(all.count - below);
    const double apart = static_cast<double>(levels) / n - static_cast<double>(all.levels - levels) / m;
    const double between = n * m * (apart * apart);
    if (between > best.between) best = {between, level};
  }
  return best;
}

/// Whether a rule goes by sums over all levels rather than by where a part of the samples lies.
TESSERA_FN bool goes_by_sums(const table_rule& rule) {
  return rule.kind != table_rule::which::equalize && rule.kind != table_rule::which::stretch;
}

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

/// Limits of a rule that goes by sums: over the levels of the table's own samples and of the whole picture's.
TESSERA_FN table_limits limits_of(const table_rule& rule, int entries, const level_sums& own, const level_sums& all,
                                  const split& best) {
  table_limits found;
  const double white = static_cast<double>(entries - 1), mean = own.mean() / white;
  if (rule.kind == table_rule::which::threshold) found.low = best.level;
  if (rule.kind == table_rule::which::gamma && mean > 0 && mean < 1)
    found.power = log2(static_cast<float>(rule.mean)) / log2(static_cast<float>(mean));
  if (rule.kind == table_rule::which::gains && own.levels > 0) found.slope = all.mean() / own.mean();
  if (rule.kind == table_rule::which::normalise) {
    const double deviation = own.deviation() / white;
    found.slope = deviation > 0 ? rule.deviation / deviation : 1;
    found.offset = rule.mean - found.slope * mean;
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
  switch (rule.kind) {
    case table_rule::which::equalize:
      return static_cast<float>(equalized(found, counts, level, own));
    case table_rule::which::stretch:
      return static_cast<float>(stretched(found, level, own));
    case table_rule::which::threshold:
      return level > found.low ? 1.0f : 0.0f;
    case table_rule::which::gamma:
      return pow(static_cast<float>(own), found.power);
    case table_rule::which::gains:
    case table_rule::which::normalise:
      break;
  }
  return static_cast<float>(found.slope * own + found.offset);
}

/// A table for each channel that gives counted samples the distribution of others.
lookup matching_table(const histogram& counts, const histogram& wanted);

/// The table of a rule for the counts of a whole picture.
lookup table_of(const table_rule& rule, const histogram& counts);

}  // namespace tessera::inline v0
