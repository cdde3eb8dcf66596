// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cuda/scan.hpp"

#include <cuda_runtime.h>
#include <thrust/scan.h>
#include <thrust/system/cuda/execution_policy.h>
#include <thrust/system_error.h>

#include <new>

#include "tessera/kernels/pixel.hpp"

namespace tessera::inline v0::cuda {

namespace {

/// Hands out prepared memory as Thrust's temporary storage; work on one stream follows itself, so nothing has to be kept.
class prepared_memory {
 public:
  using value_type = char;
  prepared_memory(std::byte* data, std::size_t bytes) : next_(reinterpret_cast<char*>(data)), left_(bytes) {}

  char* allocate(std::ptrdiff_t bytes) {
    const std::size_t size = (static_cast<std::size_t>(bytes) + 255) / 256 * 256;
    if (size > left_) throw std::bad_alloc();
    char* const given = next_;
    next_ += size;
    left_ -= size;
    return given;
  }
  void deallocate(char*, std::size_t) {}

 private:
  char* next_;
  std::size_t left_;
};

/// A counter. For whole numbers themselves CUB has tuned kernels, and that for sm_100 spills 24 bytes (CUDA 13.0).
struct samples {
  std::uint64_t count;
};
static_assert(sizeof(samples) == sizeof(std::uint64_t));

struct sum {
  TESSERA_FN samples operator()(samples a, samples b) const { return {a.count + b.count}; }
};

}  // namespace

/// CUB keeps 24 bytes for each tile of 896 counters and for 32 more; a byte for each counter also does for tiles of 32.
std::size_t scan_bytes(std::size_t count) { return count + 4096; }

cudaError_t scan(std::uint64_t* counters, std::size_t count, std::byte* workspace, cudaStream_t stream) {
  try {
    prepared_memory room(workspace, scan_bytes(count));
    auto* const first = reinterpret_cast<samples*>(counters);
    thrust::inclusive_scan(thrust::cuda::par_nosync(room).on(stream), first, first + count, first, sum{});
    return cudaSuccess;
  } catch (const thrust::system_error& failure) {
    return static_cast<cudaError_t>(failure.code().value());
  } catch (const std::bad_alloc&) {
    return cudaErrorMemoryAllocation;
  }
}

}  // namespace tessera::inline v0::cuda
