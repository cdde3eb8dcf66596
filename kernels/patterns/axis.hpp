// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// One axis of a resampling: output position i looks at start + (i + 0.5) * (length / out) of the input.
struct axis {
  resample::filter kind = resample::filter::nearest;  ///< `automatic` is resolved
  bool antialias = true;
  std::int64_t out = 1, in = 1;  ///< positions made, positions there are
  double start = 0, length = 1;  ///< the part of the input that is shown
  bool operator==(const axis&) const = default;
};

/// Input positions [first, last) that one output position reads; they may lie beyond the picture.
struct window {
  std::int64_t first = 0, last = 0;
};

axis horizontal_axis(const resample& stage, const format& in);
axis vertical_axis(const resample& stage, const format& in);

/// Never empty; neither end decreases with i.
window window_of(const axis& a, std::int64_t i);

/// The weights of every output position, adding up to 1: position i has the `count` weights from `offset` on.
struct axis_table {
  struct entry {
    std::int64_t first = 0;
    std::int32_t count = 0;
    std::uint32_t offset = 0;
  };
  std::vector<entry> entries;
  std::vector<double> weights;
  std::int32_t largest_count() const;
  /// The greatest sum of absolute weights, at least 1: how far a filter can leave the range of its input.
  double gain() const;
};

axis_table make_table(const axis& a);

/// The same weights as 16-bit integers that add up to exactly 2^shift, each position's with a zero before and two behind, so that they
/// can be taken in pairs from an even or an odd position on. entry::offset is that of the first weight itself.
struct fixed_table {
  std::vector<axis_table::entry> entries;
  std::vector<std::int16_t> weights;
  int shift = 0;
  double error = 0;  ///< most that quantised weights can change a sum of samples in 0..1
  /// Every output position is the mean of the next two input positions.
  bool halves() const;
};

/// Uses as many bits as the largest weight leaves, at most `most_bits`.
fixed_table quantise_table(const axis_table& table, int most_bits);

}  // namespace tessera::inline v0
