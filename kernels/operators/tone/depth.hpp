// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Changes the sample type: from here on the pipeline works in it. f32 holds 0..1 and more, unclamped. Example: `depth u16 | gamma 1.8`
struct depth {
  sample_type type = sample_type::u8;

  static constexpr auto parameters() {
    return params{
        param{"type", &depth::type,
              one_of<sample_type>({{"u8", sample_type::u8}, {"u16", sample_type::u16}, {"f32", sample_type::f32}}),
              "samples of 8 or 16 bits, or 32-bit floats"}
            .must()};
  }

  point prepare() const { return {}; }
  format output(format in) const {
    in.type = type;
    return in;
  }
};

}  // namespace tessera::inline v0
