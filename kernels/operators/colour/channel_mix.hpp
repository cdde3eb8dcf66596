// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operators/colour/colour_matrix.hpp"

namespace tessera::inline v0 {

/// Makes each channel a weighted sum of red, green and blue. Example: `channel_mix red=0.5,0.5,0`
struct channel_mix {
  numbers<4> red = {0.8f, 0.2f, 0};
  numbers<4> green = {0, 1, 0};
  numbers<4> blue = {0, 0, 1};

  static constexpr auto parameters() {
    return params{
        param{"red", &channel_mix::red, list_of{-100, 100, 3, 3}, "shares of red, green and blue in the new red"},
        param{"green", &channel_mix::green, list_of{-100, 100, 3, 3}, "the same for green"},
        param{"blue", &channel_mix::blue, list_of{-100, 100, 3, 3}, "the same for blue"}};
  }

  tessera::recipe recipe() const {
    return {colour_matrix{{red[0], red[1], red[2], green[0], green[1], green[2], blue[0], blue[1], blue[2]}}};
  }
};

}  // namespace tessera::inline v0
