// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace cudasim {

/// Makes `bytes` of dynamic shared memory ready for the blocks of a kernel; what lies behind them faults.
void open_shared_memory(std::size_t bytes);

/// Fills it with a pattern, as a new block finds no sensible values there.
void fill_shared_memory();

}  // namespace cudasim
