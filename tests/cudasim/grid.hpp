// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "vector_types.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

namespace cudasim {

/// One launch of a kernel.
struct grid {
  const void* kernel = nullptr;
  dim3 blocks, threads;
  std::size_t shared_bytes = 0;
  std::function<void()> thread;
};

/// Runs every block, one after the other, its threads as fibres in an order that `seed` chooses.
void run(const grid& work, std::uint64_t seed);

/// The running thread's number in its block and the block's number since the process began; only within a kernel.
struct thread_number {
  int thread;
  long block;
};
thread_number running();

/// Which thread of which block of which kernel runs now; empty if none does.
std::string running_thread();

}  // namespace cudasim
