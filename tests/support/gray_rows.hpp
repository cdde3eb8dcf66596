// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tessera/tessera.hpp"

namespace tessera::tests {

/// The levels of a small gray u8 picture, row by row, for pixels that are worked out by hand.
using gray_rows = std::vector<std::vector<int>>;

/// What a pipeline makes of such a picture; colours of the result stand side by side.
gray_rows run(const std::string& look, const gray_rows& in);

}  // namespace tessera::tests
