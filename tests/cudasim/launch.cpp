// SPDX-License-Identifier: Apache-2.0
#include "call.hpp"
#include "cuda_runtime.h"
#include "grid.hpp"
#include "limits.hpp"
#include "queue.hpp"

#include <algorithm>

namespace cudasim {
namespace {

std::uint64_t product(dim3 v) { return std::uint64_t{v.x} * v.y * v.z; }

bool runs_on(const state& s, int device) {
  const device_description& it = s.devices[static_cast<std::size_t>(device)].description;
  return it.major * 10 + it.minor >= least_capability;
}

std::size_t shared_limit(const state& s, const void* kernel) {
  const auto found = s.shared_limits.find(kernel);
  return found == s.shared_limits.end() ? shared_bytes_by_default : static_cast<std::size_t>(found->second);
}

cudaError_t check(const state& s, const cudaLaunchConfig_t& config, const void* kernel, std::size_t parameter_bytes) {
  const dim3 blocks = config.gridDim, threads = config.blockDim;
  if (!runs_on(s, current_device())) return cudaErrorNoKernelImageForDevice;
  if (product(blocks) == 0 || blocks.x > 0x7fffffffu || blocks.y > 65535 || blocks.z > 65535)
    return cudaErrorInvalidConfiguration;
  if (product(threads) == 0 || product(threads) > most_threads_of_block || threads.z > 64)
    return cudaErrorInvalidConfiguration;
  if (config.dynamicSmemBytes > shared_limit(s, kernel) || parameter_bytes > most_parameter_bytes)
    return cudaErrorInvalidValue;
  return cudaSuccess;
}

}  // namespace

cudaError_t launch(const cudaLaunchConfig_t& config, const void* kernel, std::size_t parameter_bytes,
                   std::function<void()> thread) {
  return device_call([&](state& s) {
    CUstream_st* stream = stream_of(config.stream);
    if (!stream || stream->device != current_device()) return cudaErrorInvalidResourceHandle;
    if (const cudaError_t error = check(s, config, kernel, parameter_bytes); error != cudaSuccess) return error;
    const double seconds =
        s.chosen.cost.kernel_seconds +
        static_cast<double>(product(config.gridDim) * product(config.blockDim)) * s.chosen.cost.thread_seconds;
    const grid work{kernel, config.gridDim, config.blockDim, config.dynamicSmemBytes, std::move(thread)};
    enqueue(*stream, {.kind = operation_kind::kernel, .on = engine::compute, .seconds = seconds, .kernel = kernel},
            [work] {
              run(work, simulator().random.below(~0u));
              check_memory(work.kernel);
            });
    return cudaSuccess;
  });
}

}  // namespace cudasim

using namespace cudasim;

extern "C" {

cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, const void* function) {
  return device_call([&](state& s) {
    if (!runs_on(s, current_device())) return cudaErrorNoKernelImageForDevice;
    *attributes = {.sharedSizeBytes = 0,
                   .constSizeBytes = 0,
                   .localSizeBytes = 0,
                   .maxThreadsPerBlock = most_threads_of_block,
                   .numRegs = 32,
                   .ptxVersion = least_capability,
                   .binaryVersion = least_capability,
                   .maxDynamicSharedSizeBytes = static_cast<int>(shared_limit(s, function))};
    return cudaSuccess;
  });
}

cudaError_t cudaFuncSetAttribute(const void* function, cudaFuncAttribute attribute, int value) {
  return device_call([&](state& s) {
    if (attribute == cudaFuncAttributePreferredSharedMemoryCarveout) return cudaSuccess;
    if (attribute != cudaFuncAttributeMaxDynamicSharedMemorySize || value < 0 ||
        static_cast<std::size_t>(value) > most_shared_bytes)
      return cudaErrorInvalidValue;
    s.shared_limits[function] = value;
    return cudaSuccess;
  });
}

cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, const void* function, int block_size,
                                                          std::size_t dynamic_shared_bytes) {
  return device_call([&](state& s) {
    if (block_size < 1 || block_size > most_threads_of_block) return cudaErrorInvalidValue;
    *blocks = std::min(most_threads_of_multiprocessor / block_size, most_blocks_of_multiprocessor);
    if (dynamic_shared_bytes > shared_limit(s, function)) *blocks = 0;
    else if (dynamic_shared_bytes > 0)
      *blocks = std::min(*blocks, static_cast<int>(shared_bytes_of_multiprocessor / dynamic_shared_bytes));
    return cudaSuccess;
  });
}
}
