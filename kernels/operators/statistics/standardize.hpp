// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Shifts and stretches the levels linearly to a given mean and standard deviation; a picture of one level takes the mean.
struct standardize {
  float mean = 0.5f;
  float deviation = 0.25f;
  bool separate = false;

  static constexpr auto parameters() {
    return params{
        param{"mean", &standardize::mean, range{0, 1}, "of the result, before it is clamped", unit::fraction},
        param{"deviation", &standardize::deviation, range{0.001, 1}, "standard deviation of the result",
              unit::fraction},
        param{"separate", &standardize::separate, any_value{}, "each colour channel by itself: removes casts, too"}};
  }

  table_rule table() const { return {table_rule::which::normalise, 0, separate, mean, deviation}; }
};

}  // namespace tessera::inline v0
