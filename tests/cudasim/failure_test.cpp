// SPDX-License-Identifier: Apache-2.0
#include "kernels.hpp"
#include "simulated.hpp"

#include <cstring>

namespace {

class failures : public simulated {};

TEST_F(failures, the_chosen_call_fails_once) {
  void* data = nullptr;
  cudasim::fail_call(2, cudaErrorMemoryAllocation);
  ASSERT_EQ(cudaMalloc(&data, 10), cudaSuccess);
  EXPECT_EQ(cudaFree(data), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaPeekAtLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaErrorMemoryAllocation);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  EXPECT_EQ(cudasim::held().allocations, 0) << "what frees does so even where it fails";
  ASSERT_EQ(cudaMalloc(&data, 10), cudaSuccess);
  EXPECT_EQ(cudaFree(data), cudaSuccess);
  EXPECT_EQ(cudasim::calls(), 4);
  EXPECT_EQ(cudasim::failures(), 1);
}

TEST_F(failures, the_chosen_call_on_a_device_fails) {
  cudasim::settings two;
  two.devices.resize(2);
  cudasim::reset(two);
  cudasim::fail_call_on(1, 2, cudaErrorUnknown);
  void* data = nullptr;
  cudaDeviceProp found{};
  ASSERT_EQ(cudaMalloc(&data, 10), cudaSuccess);
  ASSERT_EQ(cudaGetDeviceProperties(&found, 0), cudaSuccess);
  ASSERT_EQ(cudaGetDeviceProperties(&found, 1), cudaSuccess);
  ASSERT_EQ(cudaFree(data), cudaSuccess);
  EXPECT_EQ(cudaSetDevice(1), cudaErrorUnknown);
  EXPECT_EQ(cudaSetDevice(1), cudaSuccess);
  EXPECT_EQ(cudasim::failures(), 1);
}

TEST_F(failures, a_wait_that_fails_has_not_waited) {
  cudaStream_t stream = new_stream();
  {
    registered_array<int> in(4, 1), out(4);
    device_array<int> data(4);
    ASSERT_EQ(cudaMemcpyAsync(data.data(), in.data(), in.bytes(), cudaMemcpyHostToDevice, stream), cudaSuccess);
    ASSERT_EQ(cudaMemcpyAsync(out.data(), data.data(), in.bytes(), cudaMemcpyDeviceToHost, stream), cudaSuccess);
    cudasim::fail_call(1, cudaErrorUnknown);
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorUnknown);
    EXPECT_EQ(out.values, std::vector<int>(4, 0));
    ASSERT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
    EXPECT_EQ(out.values, std::vector<int>(4, 1));
  }
  ASSERT_EQ(cudaStreamDestroy(stream), cudaSuccess);
}

TEST_F(failures, a_sticky_error_loses_the_device) {
  cudasim::settings two;
  two.devices.resize(2);
  cudasim::reset(two);
  cudaStream_t stream = new_stream();
  std::vector<int> host(4);
  void* data = nullptr;
  ASSERT_EQ(cudaMalloc(&data, 16), cudaSuccess);
  ASSERT_EQ(cudaHostRegister(host.data(), 16, cudaHostRegisterPortable), cudaSuccess);
  ASSERT_EQ(cudaMemcpyAsync(host.data(), data, 16, cudaMemcpyDeviceToHost, stream), cudaSuccess);
  cudasim::fail_call(1, cudaErrorIllegalAddress, true);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorIllegalAddress);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorIllegalAddress);
  EXPECT_EQ(cudaGetLastError(), cudaErrorIllegalAddress);
  EXPECT_EQ(cudaGetLastError(), cudaErrorIllegalAddress) << "GetLastError does not clear it";
  EXPECT_EQ(cudaFree(data), cudaErrorIllegalAddress);
  EXPECT_EQ(host, std::vector<int>(4)) << "what was queued never ran";
  EXPECT_EQ(cudasim::held(), cudasim::holdings{}) << "the device took along what it held";
  int count = 0;
  EXPECT_EQ(cudaGetDeviceCount(&count), cudaSuccess);
  EXPECT_EQ(cudaSetDevice(1), cudaSuccess) << "the other device goes on";
  EXPECT_EQ(cudaMalloc(&data, 16), cudaSuccess);
  EXPECT_EQ(cudaFree(data), cudaSuccess);
  EXPECT_EQ(cudaSetDevice(0), cudaErrorIllegalAddress);
}

TEST_F(failures, an_error_of_work_surfaces_later) {
  cudaStream_t stream = new_stream();
  device_array<int> data(32);
  cudasim::fail_work(1, cudaErrorLaunchFailure);
  EXPECT_EQ(launch(stream, 1, 32, 0, indices, data.data()), cudaSuccess);
  EXPECT_EQ(launch(stream, 1, 32, 0, indices, data.data()), cudaSuccess);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorLaunchFailure);
  EXPECT_EQ(cudaStreamDestroy(stream), cudaErrorLaunchFailure);
  EXPECT_EQ(cudasim::failures(), 1);
}

TEST_F(failures, no_driver_an_old_one_and_no_device) {
  cudasim::settings chosen;
  int value = -1;
  const auto expect = [&](cudaError_t error) {
    cudasim::reset(chosen);
    void* data = nullptr;
    EXPECT_EQ(cudaGetDeviceCount(&value), error);
    EXPECT_EQ(value, 0);
    EXPECT_EQ(cudaMalloc(&data, 1), error);
    EXPECT_EQ(cudaSetDevice(0), error);
    EXPECT_EQ(cudaDriverGetVersion(&value), cudaSuccess);
    EXPECT_EQ(value, chosen.driver_version);
    EXPECT_EQ(cudaRuntimeGetVersion(&value), cudaSuccess);
    EXPECT_EQ(value, 13000);
  };
  chosen.driver_version = 0;
  expect(cudaErrorInsufficientDriver);
  chosen.driver_version = 12040;
  expect(cudaErrorInsufficientDriver);
  chosen.driver_version = 13010;
  chosen.devices.clear();
  expect(cudaErrorNoDevice);
}

TEST_F(failures, devices_have_names_sizes_and_capabilities) {
  cudasim::settings chosen;
  chosen.devices = {{.name = "old", .major = 7, .minor = 0, .memory_bytes = 1000, .multiprocessors = 2},
                    {.name = "new"}};
  cudasim::reset(chosen);
  cudaDeviceProp properties{};
  ASSERT_EQ(cudaGetDeviceProperties(&properties, 0), cudaSuccess);
  EXPECT_STREQ(properties.name, "old");
  EXPECT_EQ(properties.totalGlobalMem, 1000u);
  int minor = -1;
  EXPECT_EQ(cudaDeviceGetAttribute(&minor, cudaDevAttrComputeCapabilityMinor, 0), cudaSuccess);
  EXPECT_EQ(minor, 0);
  char bus[16];
  EXPECT_EQ(cudaDeviceGetPCIBusId(bus, sizeof bus, 1), cudaSuccess);
  EXPECT_STREQ(bus, "0000:02:00.0");
  EXPECT_EQ(cudaGetDeviceProperties(&properties, 2), cudaErrorInvalidDevice);
  EXPECT_EQ(cudaSetDevice(-1), cudaErrorInvalidDevice);
  cudaStream_t stream = new_stream();
  EXPECT_EQ(launch(stream, 1, 1, 0, indices, static_cast<int*>(nullptr)), cudaErrorNoKernelImageForDevice);
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
}

TEST_F(failures, launches_have_limits) {
  cudaStream_t stream = new_stream();
  int* none = nullptr;
  EXPECT_EQ(launch(stream, 0, 32, 0, indices, none), cudaErrorInvalidConfiguration);
  EXPECT_EQ(launch(stream, 1, 1025, 0, indices, none), cudaErrorInvalidConfiguration);
  EXPECT_EQ(launch(stream, dim3(1, 65536), 32, 0, indices, none), cudaErrorInvalidConfiguration);
  EXPECT_EQ(launch(stream, dim3(1), dim3(1, 1, 65), 0, indices, none), cudaErrorInvalidConfiguration);
  EXPECT_EQ(launch(stream, 1, 32, 49153, indices, none), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFuncSetAttribute(indices, cudaFuncAttributeMaxDynamicSharedMemorySize, 1 << 20), cudaErrorInvalidValue);
  ASSERT_EQ(cudaFuncSetAttribute(indices, cudaFuncAttributeMaxDynamicSharedMemorySize, 65536), cudaSuccess);
  int blocks = 0;
  EXPECT_EQ(cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks, indices, 256, 65536), cudaSuccess);
  EXPECT_EQ(blocks, 3);
  {
    device_array<int> out(32);
    EXPECT_EQ(launch(stream, 1, 32, 65536, indices, out.data()), cudaSuccess);
  }
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
}

TEST_F(failures, errors_have_names) {
  EXPECT_STREQ(cudaGetErrorName(cudaErrorIllegalAddress), "cudaErrorIllegalAddress");
  EXPECT_STREQ(cudaGetErrorString(cudaErrorMemoryAllocation), "out of memory");
  EXPECT_STREQ(cudaGetErrorName(static_cast<cudaError_t>(5)), "unrecognized error code");
}

}  // namespace
