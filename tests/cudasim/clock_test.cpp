// SPDX-License-Identifier: Apache-2.0
// Virtual time: what overlaps, and what is written down.
#include "kernels.hpp"
#include "simulated.hpp"

#include <algorithm>

namespace {

using cudasim::operation;
using cudasim::operation_kind;

class virtual_clock : public simulated {};

double overlap(const operation& a, const operation& b) { return std::min(a.end, b.end) - std::max(a.start, b.start); }

/// Sends `tiles` tiles up, through a kernel and down, on as many streams as `depth`, and returns the log.
std::vector<operation> ring(int depth, int tiles) {
  cudasim::reset();
  constexpr std::size_t size = 1 << 16;
  std::vector<cudaStream_t> all;
  for (int i = 0; i < depth; ++i) all.push_back(new_stream());
  {
    registered_array<int> in(size), out(size);
    device_array<int> data(size);
    for (int tile = 0; tile < tiles; ++tile) {
      cudaStream_t stream = all[static_cast<std::size_t>(tile % depth)];
      if (tile >= depth) cudaStreamSynchronize(stream);
      EXPECT_EQ(cudaMemcpyAsync(data.data(), in.data(), in.bytes(), cudaMemcpyHostToDevice, stream), cudaSuccess);
      EXPECT_EQ(launch(stream, 4, 64, 0, add, data.data(), data.data(), 1, 256), cudaSuccess);
      EXPECT_EQ(cudaMemcpyAsync(out.data(), data.data(), out.bytes(), cudaMemcpyDeviceToHost, stream), cudaSuccess);
    }
    for (cudaStream_t stream : all) EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  }
  for (cudaStream_t stream : all) EXPECT_EQ(cudaStreamDestroy(stream), cudaSuccess);
  return cudasim::operations();
}

/// Seconds in which an upload and a download both ran.
double both_ways(const std::vector<operation>& log) {
  double sum = 0;
  for (const operation& a : log)
    for (const operation& b : log)
      if (a.kind == operation_kind::upload && b.kind == operation_kind::download) sum += std::max(0.0, overlap(a, b));
  return sum;
}

TEST_F(virtual_clock, one_slot_does_not_overlap_and_three_do) {
  EXPECT_EQ(both_ways(ring(1, 12)), 0);
  const std::vector<operation> log = ring(3, 12);
  const double end = std::ranges::max(log, {}, &operation::end).end;
  EXPECT_GT(both_ways(log), 0.6 * end);
}

TEST_F(virtual_clock, an_engine_does_one_thing_at_a_time) {
  const std::vector<operation> log = ring(3, 12);
  double longest = 0;
  for (const operation& a : log)
    for (const operation& b : log)
      if (&a != &b && a.kind == b.kind && a.kind != operation_kind::wait) longest = std::max(longest, overlap(a, b));
  EXPECT_LE(longest, 1e-15);
}

TEST_F(virtual_clock, the_log_says_what_ran_where) {
  const std::vector<operation> log = ring(2, 2);
  ASSERT_GE(log.size(), 6u);
  EXPECT_EQ(log[0].kind, operation_kind::upload);
  EXPECT_EQ(log[0].bytes, std::size_t{4} << 16);
  EXPECT_EQ(log[0].stream, 1);
  EXPECT_FALSE(log[0].staged);
  EXPECT_EQ(log[1].kind, operation_kind::kernel);
  EXPECT_EQ(log[1].kernel.substr(0, 4), "add(");
  EXPECT_EQ(log[2].kind, operation_kind::download);
  EXPECT_EQ(log[3].stream, 2);
  EXPECT_EQ(log[6].kind, operation_kind::wait);
  EXPECT_EQ(log.back().stream, cudasim::whole_device) << "freeing waits for the device";
}

TEST_F(virtual_clock, events_measure_what_lies_between_them) {
  cudaStream_t stream = new_stream();
  cudaEvent_t start = new_event(), end = new_event(), silent = new_event(cudaEventDisableTiming);
  {
    registered_array<std::byte> in(1000000);
    device_array<std::byte> data(1000000);
    ASSERT_EQ(cudaEventRecord(start, stream), cudaSuccess);
    ASSERT_EQ(cudaMemcpyAsync(data.data(), in.data(), in.bytes(), cudaMemcpyHostToDevice, stream), cudaSuccess);
    ASSERT_EQ(cudaEventRecord(end, stream), cudaSuccess);
    ASSERT_EQ(cudaEventRecord(silent, stream), cudaSuccess);
    float milliseconds = 0;
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, end), cudaErrorNotReady);
    ASSERT_EQ(cudaEventSynchronize(end), cudaSuccess);
    ASSERT_EQ(cudaEventElapsedTime(&milliseconds, start, end), cudaSuccess);
    EXPECT_NEAR(milliseconds, 1e3 * (5e-6 + 1e6 / 25e9), 2e-3);
    EXPECT_EQ(cudaEventElapsedTime(&milliseconds, start, silent), cudaErrorInvalidResourceHandle);
  }
  for (cudaEvent_t event : {start, end, silent}) ASSERT_EQ(cudaEventDestroy(event), cudaSuccess);
  ASSERT_EQ(cudaStreamDestroy(stream), cudaSuccess);
}

}  // namespace
