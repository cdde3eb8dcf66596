// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// The parameter of every operator that takes a second picture; what is there by default is the pipeline's own input.
template <class Op>
constexpr auto second_input_parameter() {
  return param{"with", &Op::with, any_value{},
               "the second picture; it is brought to the first one's sample type and colours"}
      .must();
}

}  // namespace tessera::inline v0
