// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/schedule/plan.hpp"

namespace tessera::inline v0 {

/// Lays the pipeline out as the plan's stages: the picture turned upright, composites and second inputs as what they consist of, conversions to
/// what the sink holds. Sets formats, barriers and notices as well. Throws `error` where an operator does not suit its input.
void expand(plan& p, const pipeline& look);

}  // namespace tessera::inline v0
