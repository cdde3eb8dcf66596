// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "tessera/kernels/view.hpp"

namespace tessera::test {

/// Why an operator costs more than 3 times as much for a byte of this format as for one of u8 RGB; empty where there is no reason.
std::string reason_of(std::string_view name, const format& in);

}  // namespace tessera::test
