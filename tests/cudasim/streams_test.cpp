// SPDX-License-Identifier: Apache-2.0
#include "kernels.hpp"
#include "simulated.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>
#include <thread>

namespace {

using cudasim::operation_kind;
using cudasim::policy;

cudasim::settings with(policy order, std::uint64_t seed = 1) {
  cudasim::settings chosen;
  chosen.order = order;
  chosen.seed = seed;
  return chosen;
}

constexpr policy policies[] = {policy::latest, policy::random, policy::eager};
constexpr int size = 64;

class streams : public simulated {};

/// Uploads on one stream, adds on another, downloads there; waits between them only if `ordered`.
std::vector<int> two_streams(bool ordered) {
  cudaStream_t up = new_stream(), work = new_stream();
  cudaEvent_t uploaded = new_event(cudaEventDisableTiming);
  std::vector<int> result;
  {
    registered_array<int> in(size, 41), out(size);
    device_array<int> from(size), to(size);
    EXPECT_EQ(cudaMemcpyAsync(from.data(), in.data(), in.bytes(), cudaMemcpyHostToDevice, up), cudaSuccess);
    EXPECT_EQ(cudaEventRecord(uploaded, up), cudaSuccess);
    if (ordered) cudaStreamWaitEvent(work, uploaded, 0);
    EXPECT_EQ(launch(work, 1, size, 0, add, from.data(), to.data(), 1, size), cudaSuccess);
    EXPECT_EQ(cudaMemcpyAsync(out.data(), to.data(), out.bytes(), cudaMemcpyDeviceToHost, work), cudaSuccess);
    EXPECT_EQ(cudaStreamSynchronize(work), cudaSuccess);
    result = out.values;
  }
  EXPECT_EQ(cudaEventDestroy(uploaded), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(up), cudaSuccess);
  EXPECT_EQ(cudaStreamDestroy(work), cudaSuccess);
  return result;
}

TEST_F(streams, an_event_orders_two_of_them) {
  for (policy order : policies)
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      cudasim::reset(with(order, seed));
      ASSERT_EQ(two_streams(true), std::vector<int>(size, 42));
    }
}

TEST_F(streams, a_buffer_used_before_its_event_holds_wrong_data) {
  cudasim::reset(with(policy::latest));
  EXPECT_NE(two_streams(false), std::vector<int>(size, 42));
  int wrong = 0;
  for (std::uint64_t seed = 1; seed <= 16; ++seed) {
    cudasim::reset(with(policy::random, seed));
    wrong += two_streams(false) != std::vector<int>(size, 42);
  }
  EXPECT_GE(wrong, 4);
  EXPECT_LT(wrong, 16);
}

TEST_F(streams, nothing_runs_before_somebody_waits) {
  for (policy order : policies) {
    cudasim::reset(with(order));
    cudaStream_t stream = new_stream();
    {
      registered_array<int> in(size, 1), out(size);
      device_array<int> data(size);
      ASSERT_EQ(cudaMemcpyAsync(data.data(), in.data(), in.bytes(), cudaMemcpyHostToDevice, stream), cudaSuccess);
      // A host that reuses its buffer too early sends the later values, unless it is lucky.
      std::ranges::fill(in.values, 2);
      ASSERT_EQ(cudaMemcpyAsync(out.data(), data.data(), out.bytes(), cudaMemcpyDeviceToHost, stream), cudaSuccess);
      EXPECT_EQ(out.values, std::vector<int>(size, order == policy::eager ? 1 : 0));
      ASSERT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
      EXPECT_EQ(out.values, std::vector<int>(size, order == policy::eager ? 1 : 2));
    }
    ASSERT_EQ(cudaStreamDestroy(stream), cudaSuccess);
  }
}

TEST_F(streams, the_latest_order_runs_only_what_is_needed) {
  cudasim::reset(with(policy::latest));
  cudaStream_t one = new_stream(), other = new_stream();
  {
    registered_array<int> in(size, 7), first(size), second(size);
    device_array<int> a(size), b(size);
    for (auto [stream, data, out] : {std::tuple{one, &a, &first}, std::tuple{other, &b, &second}}) {
      ASSERT_EQ(cudaMemcpyAsync(data->data(), in.data(), in.bytes(), cudaMemcpyHostToDevice, stream), cudaSuccess);
      ASSERT_EQ(cudaMemcpyAsync(out->data(), data->data(), out->bytes(), cudaMemcpyDeviceToHost, stream), cudaSuccess);
    }
    ASSERT_EQ(cudaStreamSynchronize(other), cudaSuccess);
    EXPECT_EQ(first.values, std::vector<int>(size, 0));
    EXPECT_EQ(second.values, std::vector<int>(size, 7));
  }
  ASSERT_EQ(cudaStreamDestroy(one), cudaSuccess);
  ASSERT_EQ(cudaStreamDestroy(other), cudaSuccess);
}

TEST_F(streams, questions_end_with_an_answer) {
  for (policy order : policies) {
    cudasim::reset(with(order));
    cudaStream_t stream = new_stream();
    cudaEvent_t event = new_event();
    EXPECT_EQ(cudaEventQuery(event), cudaSuccess);
    {
      device_array<int> data(size);
      for (int i = 0; i < 20; ++i) ASSERT_EQ(cudaMemsetAsync(data.data(), i, data.bytes(), stream), cudaSuccess);
      ASSERT_EQ(cudaEventRecord(event, stream), cudaSuccess);
      int not_ready = 0;
      while (cudaEventQuery(event) == cudaErrorNotReady) ++not_ready;
      EXPECT_EQ(not_ready == 0, order == policy::eager);
      while (cudaStreamQuery(stream) == cudaErrorNotReady) ++not_ready;
      EXPECT_LT(not_ready, 100);
      EXPECT_EQ(cudaGetLastError(), order == policy::eager ? cudaSuccess : cudaErrorNotReady);
    }
    ASSERT_EQ(cudaEventDestroy(event), cudaSuccess);
    ASSERT_EQ(cudaStreamDestroy(stream), cudaSuccess);
  }
}

TEST_F(streams, a_destroyed_one_finishes_its_work) {
  cudaStream_t stream = new_stream(), other = new_stream();
  cudaEvent_t event = new_event();
  {
    registered_array<int> in(size, 3), out(size);
    device_array<int> data(size);
    ASSERT_EQ(cudaMemcpyAsync(data.data(), in.data(), in.bytes(), cudaMemcpyHostToDevice, stream), cudaSuccess);
    ASSERT_EQ(cudaEventRecord(event, stream), cudaSuccess);
    ASSERT_EQ(cudaStreamDestroy(stream), cudaSuccess);
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaErrorInvalidResourceHandle);
    ASSERT_EQ(cudaStreamWaitEvent(other, event), cudaSuccess);
    ASSERT_EQ(cudaMemcpyAsync(out.data(), data.data(), out.bytes(), cudaMemcpyDeviceToHost, other), cudaSuccess);
    ASSERT_EQ(cudaStreamSynchronize(other), cudaSuccess);
    EXPECT_EQ(out.values, in.values);
  }
  ASSERT_EQ(cudaEventDestroy(event), cudaSuccess);
  ASSERT_EQ(cudaStreamDestroy(other), cudaSuccess);
}

TEST_F(streams, host_functions_run_in_their_turn) {
  cudaStream_t stream = new_stream();
  int calls = 0;
  ASSERT_EQ(cudaLaunchHostFunc(
                stream, [](void* data) { ++*static_cast<int*>(data); }, &calls),
            cudaSuccess);
  EXPECT_EQ(calls, 0);
  ASSERT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  EXPECT_EQ(calls, 1);
  ASSERT_EQ(cudaStreamDestroy(stream), cudaSuccess);
}

TEST_F(streams, belong_to_a_device) {
  cudasim::settings two;
  two.devices.resize(2);
  cudasim::reset(two);
  cudaStream_t first = new_stream();
  cudaEvent_t event = new_event();
  int device = -1;
  ASSERT_EQ(cudaSetDevice(1), cudaSuccess);
  cudaStream_t second = new_stream();
  EXPECT_EQ(cudaStreamGetDevice(first, &device), cudaSuccess);
  EXPECT_EQ(device, 0);
  EXPECT_EQ(cudaEventRecord(event, second), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(launch(first, 1, 1, 0, indices, static_cast<int*>(nullptr)), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaGetLastError(), cudaErrorInvalidResourceHandle);
  EXPECT_EQ(cudaGetLastError(), cudaSuccess);
  ASSERT_EQ(cudaEventDestroy(event), cudaSuccess);
  ASSERT_EQ(cudaStreamDestroy(first), cudaSuccess);
  ASSERT_EQ(cudaStreamDestroy(second), cudaSuccess);
}

TEST_F(streams, threads_may_drive_a_device_each) {
  cudasim::settings chosen;
  chosen.devices.resize(3);
  cudasim::reset(chosen);
  std::atomic<int> right = 0;
  const auto drive = [&](int device) {
    ASSERT_EQ(cudaSetDevice(device), cudaSuccess);
    for (int round = 0; round < 8; ++round) right += two_streams(true) == std::vector<int>(size, 42);
  };
  std::vector<std::thread> threads;
  for (int device = 0; device < 3; ++device) threads.emplace_back(drive, device);
  for (std::thread& each : threads) each.join();
  EXPECT_EQ(right, 24);
}

}  // namespace
