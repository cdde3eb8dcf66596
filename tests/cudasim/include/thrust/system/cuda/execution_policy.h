// SPDX-License-Identifier: Apache-2.0
#pragma once
// What Thrust has for CUDA's streams: here an algorithm of its host policy is one piece of a stream's work, a kernel of a single thread.

#include <cuda_runtime.h>

#include <thrust/execution_policy.h>
#include <thrust/iterator/iterator_traits.h>
#include <thrust/scan.h>
#include <thrust/system_error.h>

#include <cstddef>
#include <cstring>

namespace cudasim {

/// Leaves something else in the temporary storage, as CUB does.
template <class In, class Out, class Operation>
void thrust_inclusive_scan(In first, In last, Out result, Operation operation, char* temporary, std::size_t bytes) {
  std::memset(temporary, 0xa7, bytes);
  thrust::inclusive_scan(thrust::host, first, last, result, operation);
}

/// Thrust finds its algorithms by the policy's type.
template <class Allocator>
class thrust_policy : public thrust::execution_policy<thrust_policy<Allocator>> {
 public:
  thrust_policy(Allocator& allocator, cudaStream_t stream) : allocator_(&allocator), stream_(stream) {}

  template <class In, class Out, class Operation>
  friend Out inclusive_scan(thrust_policy& policy, In first, In last, Out result, Operation operation) {
    const auto count = static_cast<std::size_t>(last - first);
    // As CUB: a state and two sums for each tile of 896 values and for 32 more.
    const std::size_t bytes = (count / 896 + 33) * (8 + 2 * sizeof(typename thrust::iterator_traits<In>::value_type));
    char* const temporary = policy.allocator_->allocate(static_cast<std::ptrdiff_t>(bytes));
    cudaLaunchConfig_t config = {};
    config.gridDim = dim3(1);
    config.blockDim = dim3(1);
    config.stream = policy.stream_;
    const cudaError_t failure = cudaLaunchKernelEx(&config, &thrust_inclusive_scan<In, Out, Operation>, first, last,
                                                   result, operation, temporary, bytes);
    policy.allocator_->deallocate(temporary, bytes);
    if (failure != cudaSuccess) throw thrust::system_error(static_cast<int>(failure), thrust::generic_category());
    return result + (last - first);
  }

 private:
  Allocator* allocator_;
  cudaStream_t stream_;
};

template <class Allocator>
struct thrust_storage {
  Allocator& allocator;
  thrust_policy<Allocator> on(cudaStream_t stream) const { return {allocator, stream}; }
};

struct thrust_par_nosync {
  template <class Allocator>
  thrust_storage<Allocator> operator()(Allocator& allocator) const {
    return {allocator};
  }
};

}  // namespace cudasim

namespace thrust::cuda {

inline constexpr cudasim::thrust_par_nosync par_nosync;

}  // namespace thrust::cuda
