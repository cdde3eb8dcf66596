// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Cuts off the edges that look like the top left pixel; a picture that is all alike stays whole. What comes before is done twice: to see the
/// picture, then to cut it. Example: `perspective 0.2,0.1,0.9,0.2,0.8,0.9,0.1,0.8 inverse=true | trim 2%`
struct trim {
  float tolerance = 0.04f;

  static constexpr auto parameters() {
    return params{param{"tolerance", &trim::tolerance, range{0, 1},
                        "how far a sample may be from the corner's; with alpha, colour counts as far as it is seen",
                        unit::fraction}
                      .must()};
  }

  /// Until the pixels were seen all of the picture stays; `resolved` then puts a crop here.
  move prepare(const format& in) const { return {in.size}; }
};

}  // namespace tessera::inline v0
