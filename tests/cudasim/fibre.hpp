// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace cudasim {

/// A stack that code runs on, next to that of the thread which runs device work; known to the sanitizers.
struct fibre {
  void* stack_pointer = nullptr;
  std::byte* stack = nullptr;
  std::size_t stack_bytes = 0;
  void* sanitizer = nullptr;
  void* fake_stack = nullptr;
};

/// Gives a fibre its stack, with a page below it that faults; `entry` never returns. Call once.
void create(fibre& made, int index, void (*entry)());

/// Makes the running thread's own stack a fibre.
void adopt(fibre& thread);

/// Goes from the running fibre to another, and returns when something goes back. No happens-before edge follows from it.
void go(fibre& from, fibre& to);

/// To be called first on a new fibre.
void arrive();

/// What the running fibre did before is visible to those that acquire `token` later.
void release(void* token);

void acquire(void* token);

#if defined(TESSERA_THREAD_SANITIZER)
/// Each CUDA thread then needs a fibre of its own, as the order of threads on one fibre hides their races.
inline constexpr bool one_fibre_each = true;
#else
inline constexpr bool one_fibre_each = false;
#endif

}  // namespace cudasim
