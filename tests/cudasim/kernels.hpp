// SPDX-License-Identifier: Apache-2.0
#pragma once
// The kernels of the tests: right ones, and ones with a planted fault.

#include <atomic>

#include <cuda_runtime.h>

/// out[i] = in[0] + ... + in[i] within each block of 256.
__global__ void prefix_sums(const int* in, int* out);

/// out[i] = the sum of the 32 values of i's warp, worked out by shuffles.
__global__ void warp_sums(const int* in, int* out);

/// out[warp] = the lanes that hold an odd value.
__global__ void odd_lanes(const int* in, unsigned* out);

/// Counts the values into 16 bins by atomics in shared memory, then in global memory.
__global__ void histogram(const int* in, unsigned* bins, int size);

/// Turns each block of values round, through dynamic shared memory.
__global__ void reverse_blocks(const int* in, int* out);

/// Turns each block of 4-value groups round, through asynchronous copies to shared memory; they are not waited for unless `wait`.
__global__ void reverse_asynchronously(const int4* in, int4* out, bool wait);

/// out[linear index of the thread] = that index, for any shape of grid and block.
__global__ void indices(int* out);

/// out[i] = in[i] + value.
__global__ void add(const int* in, int* out, int value, int size);

// Planted faults.
__global__ void missing_barrier(const int* in, int* out, int step);
__global__ void missing_warp_barrier(const int* in, int* out, int step);
__global__ void divergent_barrier(int* out);
__global__ void divergent_shuffle(int* out);
__global__ void overrun_static_shared(int* out, int by);
__global__ void overrun_dynamic_shared(int* out, int by);
__global__ void write_at(int* out, long at);

/// Says that it runs, and runs on.
__global__ void spin(int* out, std::atomic<bool>* runs);

__global__ void load_16_bytes(const std::byte* from, uint4* out);
