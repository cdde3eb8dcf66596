// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/math.hpp"
#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// Weighs red, green and blue to one channel; alpha stays.
struct grayscale {
  enum class weights { bt601, bt709 } weights = weights::bt601;

  static constexpr bool direct = true;

  static constexpr auto parameters() {
    return params{param{"weights", &grayscale::weights,
                        one_of<enum weights>({{"bt601", weights::bt601}, {"bt709", weights::bt709}}),
                        "ITU-R luma weights: BT.601 (0.299 0.587 0.114) or BT.709 (0.2126 0.7152 0.0722)"}};
  }

  template <class V>
  TESSERA_FN V operator()(rgb<V> v) const {
    const bool old = weights == weights::bt601;
    return v.r * V(old ? 0.299f : 0.2126f) + v.g * V(old ? 0.587f : 0.7152f) + v.b * V(old ? 0.114f : 0.0722f);
  }

  format output(const format& in) const { return {in.type, in.alpha ? 2 : 1, in.alpha, colour_space::gray, in.size}; }
};

}  // namespace tessera::inline v0
