// SPDX-License-Identifier: Apache-2.0
#pragma once

// What Thrust does at a barrier. Its headers stay in scan.cu: CCCL 3 for nvcc; for the simulator Thrust 1.17 or later and its host policy.

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>

namespace tessera::inline v0::cuda {

/// Bytes of workspace for `scan`.
std::size_t scan_bytes(std::size_t count);

/// Enqueues the running sums of `count` counters in device memory, in their place. Allocates and waits for nothing; `workspace` holds
/// scan_bytes(count), 256-byte aligned, undefined before and after.
cudaError_t scan(std::uint64_t* counters, std::size_t count, std::byte* workspace, cudaStream_t stream);

}  // namespace tessera::inline v0::cuda
