// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/schedule/plan.hpp"

namespace tessera::inline v0 {

/// Sets a plan's tiles, graph, buffers and bytes, from its stages and options.
void arrange(plan& p);

/// The stages of a plan, statistical ones as the tables that they will become: same format, same memory.
std::vector<plan_stage> placeholders(const plan& p);

}  // namespace tessera::inline v0
