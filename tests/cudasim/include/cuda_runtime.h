// SPDX-License-Identifier: Apache-2.0
#pragma once
// CUDA's runtime header as .cu files and host code see it when they are compiled for the simulator.

#include "cuda_runtime_api.h"
#include "cudasim/dialect.hpp"
#include "cudasim/intrinsics.hpp"
#include "cudasim/warp.hpp"

#include <functional>
#include <tuple>
#include <type_traits>
#include <utility>

namespace cudasim {

/// Puts a kernel into a stream's queue; `thread` is what each CUDA thread calls.
cudaError_t launch(const cudaLaunchConfig_t& config, const void* kernel, std::size_t parameter_bytes,
                   std::function<void()> thread);

}  // namespace cudasim

template <class... Expected, class... Actual>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* config, void (*kernel)(Expected...), Actual&&... arguments) {
  // Parameters are copied now, as CUDA does, not when the kernel runs.
  return cudasim::launch(*config, reinterpret_cast<const void*>(kernel), (std::size_t{0} + ... + sizeof(Expected)),
                         [kernel, values = std::tuple<std::remove_cvref_t<Expected>...>(
                                      std::forward<Actual>(arguments)...)] { std::apply(kernel, values); });
}

template <class T>
cudaError_t cudaMalloc(T** pointer, std::size_t size) {
  return cudaMalloc(reinterpret_cast<void**>(pointer), size);
}

template <class T>
cudaError_t cudaFuncGetAttributes(cudaFuncAttributes* attributes, T* function) {
  return cudaFuncGetAttributes(attributes, reinterpret_cast<const void*>(function));
}

template <class T>
cudaError_t cudaFuncSetAttribute(T* function, cudaFuncAttribute attribute, int value) {
  return cudaFuncSetAttribute(reinterpret_cast<const void*>(function), attribute, value);
}

template <class T>
cudaError_t cudaOccupancyMaxActiveBlocksPerMultiprocessor(int* blocks, T* function, int block_size,
                                                          std::size_t dynamic_shared_bytes) {
  return cudaOccupancyMaxActiveBlocksPerMultiprocessor(blocks, reinterpret_cast<const void*>(function), block_size,
                                                       dynamic_shared_bytes);
}
