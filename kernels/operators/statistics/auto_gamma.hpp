// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// The gamma that brings the mean to middle gray: levels to the power log(target) / log(mean), as ImageMagick's -auto-gamma.
struct auto_gamma {
  float target = 0.5f;
  bool separate = false;

  static constexpr auto parameters() {
    return params{
        param{"target", &auto_gamma::target, range{0.01, 0.99}, "what a picture of its mean becomes", unit::fraction},
        param{"separate", &auto_gamma::separate, any_value{}, "a gamma of its own for each colour channel"}};
  }

  table_rule table() const { return {table_rule::which::gamma, 0, separate, target}; }
};

}  // namespace tessera::inline v0
