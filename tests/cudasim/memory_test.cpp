// SPDX-License-Identifier: Apache-2.0
#include "kernels.hpp"
#include "simulated.hpp"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace {

class memory : public simulated_stream {};

TEST_F(memory, is_limited_aligned_and_counted) {
  std::size_t free = 0, total = 0;
  void *first = nullptr, *second = nullptr;
  ASSERT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess);
  EXPECT_EQ(free, total);
  EXPECT_EQ(total, std::size_t{256} << 20);
  ASSERT_EQ(cudaMalloc(&first, 1001), cudaSuccess);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(first) % 256, 0u);
  EXPECT_EQ(cudaMalloc(&second, total), cudaErrorMemoryAllocation);
  EXPECT_EQ(second, nullptr);
  ASSERT_EQ(cudaMemGetInfo(&free, &total), cudaSuccess);
  EXPECT_EQ(free, total - 1001);
  const cudasim::holdings held = cudasim::held();
  EXPECT_EQ(held.allocations, 1);
  EXPECT_EQ(held.device_bytes, 1001u);
  EXPECT_EQ(cudaFree(static_cast<std::byte*>(first) + 256), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(first), cudaSuccess);
  EXPECT_EQ(cudaFree(first), cudaErrorInvalidValue);
  EXPECT_EQ(cudaFree(nullptr), cudaSuccess);
}

TEST_F(memory, is_not_zero_at_first) {
  device_array<std::uint8_t> data(100);
  EXPECT_EQ(data.get(stream), std::vector<std::uint8_t>(100, 0xdb));
}

TEST_F(memory, may_be_large) {
  constexpr std::size_t size = 1000003;
  registered_array<int> in(size), out(size);
  std::iota(in.values.begin(), in.values.end(), 5);
  device_array<int> from(size), to(size);
  ASSERT_EQ(cudaMemcpyAsync(from.data(), in.data(), in.bytes(), cudaMemcpyHostToDevice, stream), cudaSuccess);
  ASSERT_EQ(launch(stream, 100, 128, 0, add, from.data() + size - 12800, to.data() + 100, 1, 12800), cudaSuccess);
  ASSERT_EQ(cudaMemcpyAsync(out.data(), to.data(), out.bytes(), cudaMemcpyDeviceToHost, stream), cudaSuccess);
  ASSERT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  int wrong = 0;
  for (std::size_t i = 0; i < size; ++i)
    wrong += out.values[i] != (i < 100 || i >= 12900 ? static_cast<int>(0xdbdbdbdb) : in.values[size - 12900 + i] + 1);
  EXPECT_EQ(wrong, 0);
}

TEST_F(memory, copies_must_lie_within_it) {
  device_array<std::byte> data(100);
  registered_array<std::byte> host(100);
  EXPECT_EQ(cudaMemcpyAsync(data.data(), host.data(), 101, cudaMemcpyHostToDevice, stream), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyAsync(data.data() + 60, host.data(), 41, cudaMemcpyHostToDevice, stream), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyAsync(host.data() + 60, data.data(), 41, cudaMemcpyDeviceToHost, stream), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyAsync(data.data() - 1, host.data(), 4, cudaMemcpyHostToDevice, stream), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyAsync(host.data(), data.data(), 4, cudaMemcpyHostToDevice, stream), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemsetAsync(host.data(), 0, 4, stream), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemsetAsync(data.data() + 90, 0, 11, stream), cudaErrorInvalidValue);
  EXPECT_EQ(cudaMemcpyAsync(data.data(), host.data(), 0, cudaMemcpyHostToDevice, stream), cudaSuccess);
}

TEST_F(memory, rows_are_copied_with_two_pitches) {
  std::vector<std::uint8_t> in(5 * 10), out(5 * 8, 1), expected(5 * 8, 1);
  for (std::size_t i = 0; i < in.size(); ++i) in[i] = static_cast<std::uint8_t>(i + 100);
  device_array<std::uint8_t> data(4 * 16 + 7);
  const auto up = [&](std::size_t pitch, std::size_t height) {
    return cudaMemcpy2DAsync(data.data(), pitch, in.data(), 10, 7, height, cudaMemcpyHostToDevice, stream);
  };
  EXPECT_EQ(up(6, 5), cudaErrorInvalidPitchValue);
  EXPECT_EQ(up(17, 5), cudaErrorInvalidValue);
  EXPECT_EQ(up(16, 0), cudaSuccess);
  ASSERT_EQ(up(16, 5), cudaSuccess);
  ASSERT_EQ(cudaMemcpy2DAsync(out.data(), 8, data.data(), 16, 7, 5, cudaMemcpyDeviceToHost, stream), cudaSuccess);
  for (std::size_t y = 0; y < 5; ++y)
    for (std::size_t x = 0; x < 7; ++x) expected[y * 8 + x] = in[y * 10 + x];
  EXPECT_EQ(out, expected);
}

TEST_F(memory, copies_of_unregistered_memory_are_staged) {
  device_array<int> data(16);
  std::vector<int> in(16, 5), out(16);
  ASSERT_EQ(cudaMemcpyAsync(data.data(), in.data(), data.bytes(), cudaMemcpyHostToDevice, stream), cudaSuccess);
  std::ranges::fill(in, 6);
  ASSERT_EQ(cudaMemcpyAsync(out.data(), data.data(), data.bytes(), cudaMemcpyDeviceToHost, stream), cudaSuccess);
  EXPECT_EQ(out, std::vector<int>(16, 5));
  EXPECT_TRUE(cudasim::operations()[0].staged);
  EXPECT_TRUE(cudasim::operations()[1].staged);
}

TEST_F(memory, registrations_do_not_overlap) {
  std::vector<std::byte> host(1000);
  ASSERT_EQ(cudaHostRegister(host.data() + 100, 100, cudaHostRegisterPortable), cudaSuccess);
  for (int start : {1, 100, 150, 199})
    EXPECT_EQ(cudaHostRegister(host.data() + start, 100, cudaHostRegisterPortable),
              cudaErrorHostMemoryAlreadyRegistered)
        << start;
  EXPECT_EQ(cudaHostRegister(host.data(), 100, cudaHostRegisterPortable), cudaSuccess);
  EXPECT_EQ(cudaHostRegister(host.data() + 200, 0, cudaHostRegisterPortable), cudaErrorInvalidValue);
  EXPECT_EQ(cudasim::held().registrations, 2);
  EXPECT_EQ(cudaHostUnregister(host.data() + 50), cudaErrorHostMemoryNotRegistered);
  EXPECT_EQ(cudaHostUnregister(host.data() + 100), cudaSuccess);
  EXPECT_EQ(cudaHostUnregister(host.data()), cudaSuccess);
  EXPECT_EQ(cudaHostUnregister(host.data()), cudaErrorHostMemoryNotRegistered);
}

TEST_F(memory, pointers_tell_what_they_are) {
  device_array<int> data(16);
  registered_array<int> pinned(16);
  int plain = 0;
  cudaPointerAttributes of{};
  ASSERT_EQ(cudaPointerGetAttributes(&of, data.data() + 3), cudaSuccess);
  EXPECT_EQ(of.type, cudaMemoryTypeDevice);
  EXPECT_EQ(of.device, 0);
  EXPECT_EQ(of.devicePointer, data.data() + 3);
  ASSERT_EQ(cudaPointerGetAttributes(&of, pinned.data()), cudaSuccess);
  EXPECT_EQ(of.type, cudaMemoryTypeHost);
  ASSERT_EQ(cudaPointerGetAttributes(&of, &plain), cudaSuccess);
  EXPECT_EQ(of.type, cudaMemoryTypeUnregistered);
}

TEST_F(memory, freeing_waits_for_what_is_queued) {
  registered_array<int> out(16);
  {
    device_array<int> data(16);
    ASSERT_EQ(cudaMemsetAsync(data.data(), 0, data.bytes(), stream), cudaSuccess);
    ASSERT_EQ(cudaMemcpyAsync(out.data(), data.data(), data.bytes(), cudaMemcpyDeviceToHost, stream), cudaSuccess);
    std::ranges::fill(out.values, 9);
  }
  EXPECT_EQ(out.values, std::vector<int>(16, 0));
}

}  // namespace
