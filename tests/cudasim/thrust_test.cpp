// SPDX-License-Identifier: Apache-2.0
// Thrust on a stream is work like any other: late, in the stream's order alone, in the log, and able to fail.
#include "simulated.hpp"

#include <thrust/scan.h>
#include <thrust/system/cuda/execution_policy.h>
#include <thrust/system_error.h>

#include <functional>
#include <numeric>

namespace {

using cudasim::policy;

constexpr int counters = 64;

/// Temporary storage that was there before.
class storage {
 public:
  using value_type = char;
  explicit storage(std::size_t bytes) : memory_(bytes) {}
  char* allocate(std::ptrdiff_t) { return memory_.data(); }
  void deallocate(char*, std::size_t) {}

 private:
  device_array<char> memory_;
};

void scan(storage& room, unsigned* values, cudaStream_t stream) {
  thrust::inclusive_scan(thrust::cuda::par_nosync(room).on(stream), values, values + counters, values, std::plus<>{});
}

/// Uploads on one stream and scans on another, which waits for the first if `ordered`; the source changes once all is queued.
std::vector<unsigned> scan_on_another_stream(bool ordered) {
  cudaStream_t up = new_stream(), work = new_stream();
  cudaEvent_t uploaded = new_event(cudaEventDisableTiming);
  std::vector<unsigned> result;
  {
    registered_array<unsigned> in(counters, 1), out(counters);
    device_array<unsigned> values(counters);
    storage room(4096);
    EXPECT_EQ(cudaMemcpyAsync(values.data(), in.data(), in.bytes(), cudaMemcpyHostToDevice, up), cudaSuccess);
    EXPECT_EQ(cudaEventRecord(uploaded, up), cudaSuccess);
    if (ordered) {
      EXPECT_EQ(cudaStreamWaitEvent(work, uploaded, 0), cudaSuccess);
    }
    scan(room, values.data(), work);
    EXPECT_EQ(cudaMemcpyAsync(out.data(), values.data(), out.bytes(), cudaMemcpyDeviceToHost, work), cudaSuccess);
    in.values.assign(counters, 2);
    EXPECT_EQ(cudaStreamSynchronize(work), cudaSuccess);
    result = out.values;
    EXPECT_EQ(cudaStreamSynchronize(up), cudaSuccess);
  }
  EXPECT_EQ(cudaEventDestroy(uploaded), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(up), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(work), cudaSuccess);
  return result;
}

std::vector<unsigned> sums_of(unsigned value) {
  std::vector<unsigned> sums(counters, value);
  std::partial_sum(sums.begin(), sums.end(), sums.begin());
  return sums;
}

class thrust_on_streams : public simulated {};

TEST_F(thrust_on_streams, runs_when_it_is_waited_for) {
  cudasim::settings chosen;
  chosen.order = policy::latest;
  cudasim::reset(chosen);
  EXPECT_EQ(scan_on_another_stream(true), sums_of(2));
  chosen.order = policy::eager;
  cudasim::reset(chosen);
  EXPECT_EQ(scan_on_another_stream(true), sums_of(1));
}

TEST_F(thrust_on_streams, needs_its_event) {
  cudasim::settings chosen;
  int wrong = 0;
  for (chosen.seed = 1; chosen.seed <= 16; ++chosen.seed) {
    cudasim::reset(chosen);
    const std::vector<unsigned> sums = scan_on_another_stream(false);
    wrong += sums != sums_of(1) && sums != sums_of(2);
  }
  EXPECT_GT(wrong, 0);
}

TEST_F(thrust_on_streams, is_in_the_log) {
  scan_on_another_stream(true);
  int found = 0;
  for (const cudasim::operation& each : cudasim::operations())
    found += each.kind == cudasim::operation_kind::kernel && each.kernel.find("inclusive_scan") != std::string::npos;
  EXPECT_EQ(found, 1);
}

TEST_F(thrust_on_streams, fails_with_cudas_error) {
  cudaStream_t stream = new_stream();
  {
    device_array<unsigned> values(counters);
    storage room(4096);
    cudasim::fail_call(1, cudaErrorLaunchOutOfResources);
    try {
      scan(room, values.data(), stream);
      ADD_FAILURE() << "no exception";
    } catch (const thrust::system_error& failure) {
      EXPECT_EQ(failure.code().value(), static_cast<int>(cudaErrorLaunchOutOfResources));
    }
  }
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
}

}  // namespace
