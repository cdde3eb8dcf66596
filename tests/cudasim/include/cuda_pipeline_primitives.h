// SPDX-License-Identifier: Apache-2.0
#pragma once
// Asynchronous copies from global to shared memory. They happen as late as CUDA allows: when the thread waits for them.

#include <cstddef>

/// Copies 4, 8 or 16 bytes, the last `zero_bytes` of which become 0.
void __pipeline_memcpy_async(void* to_shared, const void* from_global, std::size_t bytes, std::size_t zero_bytes = 0);

/// Closes the group of the copies since the last one.
void __pipeline_commit();

/// Waits for all groups of this thread but the last `prior`.
void __pipeline_wait_prior(std::size_t prior);
