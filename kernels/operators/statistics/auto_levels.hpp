// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Stretches the levels so that the given part of the samples becomes black and white. Example: `auto_levels 0.5%`
struct auto_levels {
  float clip = 0.001f;
  bool separate = false;

  static constexpr auto parameters() {
    return params{param{"clip", &auto_levels::clip, range{0, 0.49}, "part of the samples beyond black and beyond white",
                        unit::fraction},
                  param{"separate", &auto_levels::separate, any_value{},
                        "limits of its own for each colour channel: removes casts"}};
  }

  table_rule table() const { return {table_rule::which::stretch, clip, separate}; }
};

}  // namespace tessera::inline v0
