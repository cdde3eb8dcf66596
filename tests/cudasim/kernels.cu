// SPDX-License-Identifier: Apache-2.0
#include "kernels.hpp"

#include <cuda_pipeline_primitives.h>

__global__ void __launch_bounds__(256) prefix_sums(const int* in, int* out) {
  __shared__ int sums[256];
  const unsigned i = threadIdx.x, at = blockIdx.x * 256 + i;
  sums[i] = in[at];
  for (unsigned reach = 1; reach < 256; reach *= 2) {
    __syncthreads();
    const int before = i >= reach ? sums[i - reach] : 0;
    __syncthreads();
    sums[i] += before;
  }
  out[at] = sums[i];
}

__global__ void warp_sums(const int* in, int* out) {
  const unsigned at = blockIdx.x * blockDim.x + threadIdx.x;
  int sum = in[at];
  for (int bits = 16; bits > 0; bits /= 2) sum += __shfl_xor_sync(0xffffffffu, sum, bits);
  // Many more, so that warps overtake each other.
  for (unsigned turn = 0; turn < 100 * (1 + at / 32); ++turn) sum = __shfl_xor_sync(0xffffffffu, sum, 1);
  out[at] = sum;
}

__global__ void odd_lanes(const int* in, unsigned* out) {
  const unsigned at = blockIdx.x * blockDim.x + threadIdx.x;
  const unsigned odd = __ballot_sync(0xffffffffu, in[at] & 1);
  if (threadIdx.x % 32 == 0) out[at / 32] = odd;
}

__global__ void histogram(const int* in, unsigned* bins, int size) {
  __shared__ unsigned counts[16];
  if (threadIdx.x < 16) counts[threadIdx.x] = 0;
  __syncthreads();
  for (int i = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x); i < size;
       i += static_cast<int>(gridDim.x * blockDim.x))
    atomicAdd(&counts[in[i] & 15], 1u);
  __syncthreads();
  if (threadIdx.x < 16) atomicAdd(&bins[threadIdx.x], counts[threadIdx.x]);
}

__global__ void reverse_blocks(const int* in, int* out) {
  int* values = reinterpret_cast<int*>(cudasim::dynamic_shared());
  const unsigned start = blockIdx.x * blockDim.x;
  values[threadIdx.x] = in[start + threadIdx.x];
  __syncthreads();
  out[start + threadIdx.x] = values[blockDim.x - 1 - threadIdx.x];
}

__global__ void reverse_asynchronously(const int4* in, int4* out, bool wait) {
  __shared__ int4 groups[64];
  const unsigned start = blockIdx.x * 64;
  __pipeline_memcpy_async(&groups[threadIdx.x], &in[start + threadIdx.x], sizeof(int4));
  __pipeline_commit();
  if (wait) __pipeline_wait_prior(0);
  __syncthreads();
  out[start + threadIdx.x] = groups[63 - threadIdx.x];
}

__global__ void indices(int* out) {
  const unsigned block = (blockIdx.z * gridDim.y + blockIdx.y) * gridDim.x + blockIdx.x;
  const unsigned thread = (threadIdx.z * blockDim.y + threadIdx.y) * blockDim.x + threadIdx.x;
  const unsigned at = block * blockDim.x * blockDim.y * blockDim.z + thread;
  out[at] = static_cast<int>(at);
}

__global__ void add(const int* in, int* out, int value, int size) {
  const int at = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
  if (at < size) out[at] = in[at] + value;
}

__global__ void missing_barrier(const int* in, int* out, int step) {
  __shared__ int values[64];
  const int own = static_cast<int>(threadIdx.x), other = own + step;
  values[own] = in[own];
  out[own] = values[other < 0 || other > 63 ? own : other];
}

__global__ void missing_warp_barrier(const int* in, int* out, int step) {
  __shared__ int values[32];
  values[threadIdx.x] = in[threadIdx.x];
  // A shuffle lets the threads of a warp meet, but orders no memory.
  const int all = __all_sync(0xffffffffu, 1);
  out[threadIdx.x] = values[(static_cast<int>(threadIdx.x) + step) & 31] * all;
}

__global__ void divergent_barrier(int* out) {
  if (threadIdx.x < 40) __syncthreads();
  out[threadIdx.x] = 1;
}

__global__ void divergent_shuffle(int* out) {
  int value = static_cast<int>(threadIdx.x);
  if (threadIdx.x % 32 != 7) value = __shfl_sync(0xffffffffu, value, 0);
  out[threadIdx.x] = value;
}

__global__ void overrun_static_shared(int* out, int by) {
  __shared__ int values[32];
  values[static_cast<int>(threadIdx.x) + by] = 1;
  __syncthreads();
  out[threadIdx.x] = values[threadIdx.x];
}

__global__ void overrun_dynamic_shared(int* out, int by) {
  int* values = reinterpret_cast<int*>(cudasim::dynamic_shared());
  values[static_cast<int>(threadIdx.x) + by] = 1;
  __syncthreads();
  out[threadIdx.x] = values[threadIdx.x];
}

__global__ void write_at(int* out, long at) {
  if (threadIdx.x == 0) out[at] = 1;
}

__global__ void load_16_bytes(const std::byte* from, uint4* out) {
  if (threadIdx.x == 0) *out = *reinterpret_cast<const uint4*>(from);
}

__global__ void spin(int* out, std::atomic<bool>* runs) {
  *out = 1;
  *runs = true;
  for (;;) *static_cast<volatile int*>(out) = 1;
}
