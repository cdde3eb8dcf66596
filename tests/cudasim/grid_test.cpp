// SPDX-License-Identifier: Apache-2.0
#include "kernels.hpp"

#include <gtest/gtest.h>

#include <cuda_runtime.h>

#include <numeric>
#include <vector>

namespace {

TEST(grid, barriers_order_the_threads_of_a_block) {
  constexpr int blocks = 3, size = blocks * 256;
  int *in = nullptr, *out = nullptr;
  ASSERT_EQ(cudaMalloc(&in, size * sizeof(int)), cudaSuccess);
  ASSERT_EQ(cudaMalloc(&out, size * sizeof(int)), cudaSuccess);
  cudaStream_t stream{};
  ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  std::vector<int> input(size), output(size);
  std::iota(input.begin(), input.end(), 1);
  ASSERT_EQ(cudaMemcpyAsync(in, input.data(), size * sizeof(int), cudaMemcpyHostToDevice, stream), cudaSuccess);
  ASSERT_EQ(launch_prefix_sums(in, out, blocks, stream), cudaSuccess);
  ASSERT_EQ(cudaMemcpyAsync(output.data(), out, size * sizeof(int), cudaMemcpyDeviceToHost, stream), cudaSuccess);
  ASSERT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  for (int block = 0; block < blocks; ++block) {
    int sum = 0;
    for (int i = 0; i < 256; ++i) EXPECT_EQ(output[block * 256 + i], sum += input[block * 256 + i]);
  }
  EXPECT_EQ(cudaFree(in), cudaSuccess);
  EXPECT_EQ(cudaFree(out), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
}

}  // namespace
