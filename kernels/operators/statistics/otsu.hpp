// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Black and white by the threshold that sets the levels below and above furthest apart (Otsu 1979); found from the counts of all colour
/// channels together. Equals OpenCV's THRESH_OTSU.
struct otsu {
  bool separate = false;

  static constexpr auto parameters() {
    return params{param{"separate", &otsu::separate, any_value{}, "a threshold of its own for each colour channel"}};
  }

  table_rule table() const { return {table_rule::which::threshold, 0, separate}; }
};

}  // namespace tessera::inline v0
