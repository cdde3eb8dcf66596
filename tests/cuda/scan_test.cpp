// SPDX-License-Identifier: Apache-2.0
// Running sums of counters by Thrust: right at the sizes where its tiles end, and within the workspace that was prepared.
#include <cuda_runtime_api.h>

#include <cstring>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "tessera/kernels/cuda/scan.hpp"

namespace tessera::tests {

namespace {

constexpr std::size_t guard = 4096;
constexpr unsigned char guard_byte = 0x3c;

std::size_t aligned(std::size_t bytes) { return (bytes + 255) / 256 * 256; }

/// Counters, workspace and a guard behind it, from and to memory of the device.
std::vector<std::byte> through_device(const std::vector<std::uint64_t>& counters) {
  const std::size_t bytes = counters.size() * sizeof(std::uint64_t), work = aligned(bytes);
  std::vector<std::byte> memory(work + cuda::scan_bytes(counters.size()) + guard, std::byte{guard_byte});
  std::memcpy(memory.data(), counters.data(), bytes);
  cudaStream_t stream = nullptr;
  void* device = nullptr;
  EXPECT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  EXPECT_EQ(cudaMalloc(&device, memory.size()), cudaSuccess);
  auto* const data = static_cast<std::byte*>(device);
  EXPECT_EQ(cudaMemcpyAsync(data, memory.data(), memory.size(), cudaMemcpyHostToDevice, stream), cudaSuccess);
  EXPECT_EQ(cuda::scan(reinterpret_cast<std::uint64_t*>(data), counters.size(), data + work, stream), cudaSuccess);
  EXPECT_EQ(cudaMemcpyAsync(memory.data(), data, memory.size(), cudaMemcpyDeviceToHost, stream), cudaSuccess);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_EQ(cudaFree(device), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
  return memory;
}

}  // namespace

TEST(scan, gives_running_sums_within_its_workspace) {
  for (const std::size_t count : {1, 2, 256, 895, 896, 897, 1024, 65536, 4 * 65536}) {
    std::vector<std::uint64_t> counters(count), wanted(count);
    for (std::size_t i = 0; i < count; ++i) counters[i] = (i * 0x9e3779b97f4a7c15u) >> 20;
    std::partial_sum(counters.begin(), counters.end(), wanted.begin());
    const std::vector<std::byte> memory = through_device(counters);
    EXPECT_EQ(std::memcmp(memory.data(), wanted.data(), count * sizeof(std::uint64_t)), 0) << count;
    for (std::size_t i = memory.size() - guard; i < memory.size(); ++i)
      ASSERT_EQ(memory[i], std::byte{guard_byte}) << count << " counters, byte " << i;
  }
}

}  // namespace tessera::tests
