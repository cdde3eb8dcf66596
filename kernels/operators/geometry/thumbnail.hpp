// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/sizing.hpp"

namespace tessera::inline v0 {

/// A small picture for an overview: resize with a choice of what is kept where the shape differs, and never larger than the picture unless asked. Where
/// it comes first, JPEG files are decoded smaller (--no-shrink-on-load: not), which a picture in memory cannot be.
/// Example: `thumbnail 48x48 fit=cover gravity=north`
struct thumbnail {
  dimensions size;
  tessera::fit fit = tessera::fit::inside;
  tessera::gravity gravity = gravity::centre;
  change only = change::shrink;
  bool linear = false;

  static constexpr auto parameters() {
    return params{
        param{"size", &thumbnail::size, any_value{}, "200x150, 200 (width), x150 (height) or 10%"}.must(),
        param{"fit", &thumbnail::fit, fits,
              "inside keeps the aspect within the size, cover fills the size and cuts the rest off, exact stretches"},
        param{"gravity", &thumbnail::gravity, gravities, "the part that cover keeps"},
        param{"only", &thumbnail::only, changes, "the way that sizes may change"},
        param{"linear", &thumbnail::linear, any_value{}, "filter linear light instead of stored values"}};
  }

  resample prepare(const format& in) const {
    check_given("thumbnail", size);
    resample r = fitted(size, fit, only, in.size, gravity);
    check_size("thumbnail", r.out);
    r.kind = resample::filter::automatic;
    r.linear = linear;
    return r;
  }
};

}  // namespace tessera::inline v0
