// SPDX-License-Identifier: Apache-2.0
#pragma once
// CUDA's keywords and built-in variables. Blocks run one at a time, so that shared memory is static storage.

#include "../vector_types.h"

#include <cstddef>

#define __global__
#define __device__
#define __host__
#define __constant__
#define __grid_constant__
#define __shared__ static
#define __launch_bounds__(...)
#define __forceinline__ inline __attribute__((always_inline))
#define __align__(bytes) __attribute__((aligned(bytes)))

// Set before a CUDA thread goes on. Not const: the compiler would keep their values across a barrier.
extern uint3 threadIdx, blockIdx;
extern dim3 blockDim, gridDim;
constexpr int warpSize = 32;

namespace cudasim {

/// What a kernel of CUDA declares as `extern __shared__`: the bytes asked for at its launch, aligned to 16 bytes.
std::byte* dynamic_shared();

/// Waits for every thread of the block.
void block_barrier();

/// Waits for every thread of the warp, and makes its memory accesses visible to the others.
void warp_barrier(unsigned mask);

}  // namespace cudasim

inline void __syncthreads() { cudasim::block_barrier(); }
inline void __syncwarp(unsigned mask = 0xffffffffu) { cudasim::warp_barrier(mask); }
inline void __threadfence() {}
inline void __threadfence_block() {}
inline void __threadfence_system() {}
