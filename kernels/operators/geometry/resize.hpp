// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/sizing.hpp"

namespace tessera::inline v0 {

/// Changes the size by resampling: 800 sets the width, x600 the height, 800x600 fits inside, 50% scales. Example: `resize 50%`
struct resize {
  dimensions size;
  tessera::fit fit = tessera::fit::inside;
  change only = change::both;
  resample::filter filter = resample::filter::automatic;
  bool antialias = true;
  bool linear = false;

  static constexpr auto parameters() {
    using kind = resample::filter;
    return params{
        param{"size", &resize::size, any_value{}, "800 (width), x600 (height), 800x600 or 50%"}.must(),
        param{"fit", &resize::fit, fits,
              "inside keeps the aspect within the size, cover fills the size and cuts the rest off, exact stretches"},
        param{"only", &resize::only, changes, "the way that sizes may change"},
        param{"filter", &resize::filter,
              one_of<kind>({{"auto", kind::automatic},
                            {"nearest", kind::nearest},
                            {"bilinear", kind::bilinear},
                            {"bicubic", kind::bicubic},
                            {"lanczos3", kind::lanczos3},
                            {"area", kind::area}}),
              "auto is lanczos3 to shrink and bicubic (a = -0.5) to enlarge"},
        param{"antialias", &resize::antialias, any_value{},
              "widen the filter when shrinking; without, fine detail turns into patterns"},
        param{"linear", &resize::linear, any_value{}, "filter linear light instead of stored values"}};
  }

  resample prepare(const format& in) const {
    check_given("resize", size);
    resample r = fitted(size, fit, only, in.size);
    check_size("resize", r.out);
    r.kind = filter;
    r.antialias = antialias;
    r.linear = linear;
    return r;
  }
};

}  // namespace tessera::inline v0
