// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tessera/kernels/operator.hpp"

namespace tessera::cli {

/// What an operator's example makes of a small generated photo, in a line.
std::string example_result(const operator_info& info);

}  // namespace tessera::cli
