// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Removes a cast by the assumption that the world is gray on average (Buchsbaum 1980): a gain for each colour channel that brings its mean to
/// the mean of all.
struct gray_world {
  table_rule table() const { return {table_rule::which::gains, 0, true}; }
};

}  // namespace tessera::inline v0
