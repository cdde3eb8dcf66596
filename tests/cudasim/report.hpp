// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace cudasim {

/// Ends the process with a sentence about what CUDA forbids and what the program did; before the next line of the program runs.
[[noreturn]] void fault(const std::string& what);

/// Says what was touched by whom where the process is about to end by a signal: memory of a device, memory beside it, a misaligned address.
void catch_signals();

/// The name of the function at an address of this program, or the address where the program has no symbols.
std::string name_of(const void* function);

}  // namespace cudasim
