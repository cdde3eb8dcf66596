// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// The operators that bring a picture from one format to another of the same size: gray or colour, alpha flattened on `background`,
/// sample type. Each loss adds a notice.
std::vector<any_operator> conversions(const format& from, const format& to, const colour& background,
                                      std::vector<std::string>& notices);

}  // namespace tessera::inline v0
