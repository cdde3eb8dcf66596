// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Spreads the levels so that all are equally frequent. One table for all channels keeps the hue of grays; alpha is left alone.
struct equalize {
  bool separate = false;

  static constexpr auto parameters() {
    return params{param{"separate", &equalize::separate, any_value{}, "a table of its own for each colour channel"}};
  }

  table_rule table() const { return {table_rule::which::equalize, 0, separate}; }
};

}  // namespace tessera::inline v0
