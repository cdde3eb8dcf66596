// SPDX-License-Identifier: Apache-2.0
#include "kernels.hpp"

#include <cuda_runtime.h>

namespace {

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

}  // namespace

cudaError_t launch_prefix_sums(const int* in, int* out, int blocks, cudaStream_t stream) {
  cudaLaunchConfig_t config{};
  config.gridDim = dim3(static_cast<unsigned>(blocks));
  config.blockDim = dim3(256);
  config.stream = stream;
  return cudaLaunchKernelEx(&config, prefix_sums, in, out);
}
