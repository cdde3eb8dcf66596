// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/second_input.hpp"
#include "tessera/kernels/patterns/statistics.hpp"

namespace tessera::inline v0 {

/// Gives each colour channel the distribution of levels that a second picture, of any size, has: a level takes the lowest one there up to which lies as
/// large a part of the samples (Gonzalez and Woods, histogram specification). Example: `match_histogram (input | sigmoid_contrast 8)`
struct match_histogram {
  branch with;

  static constexpr auto parameters() { return params{second_input_parameter<match_histogram>()}; }

  lookup finish(const histogram& counts, const histogram& wanted, const format&) const {
    return matching_table(counts, wanted);
  }
};

}  // namespace tessera::inline v0
