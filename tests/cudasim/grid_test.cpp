// SPDX-License-Identifier: Apache-2.0
#include "kernels.hpp"
#include "simulated.hpp"

#include <algorithm>
#include <numeric>

namespace {

/// Kernels with a stream, and values that go there and back.
class grid : public simulated_stream {
 protected:
  /// What a kernel makes of `in`.
  template <class Out, class In, class... Rest>
  std::vector<Out> run(dim3 blocks, dim3 threads, std::size_t shared_bytes, void (*kernel)(const In*, Out*, Rest...),
                       const std::vector<In>& in, std::size_t out_size, Rest... rest) {
    device_array<In> from(in.size());
    device_array<Out> to(out_size);
    from.set(in, stream);
    EXPECT_EQ(cudaMemsetAsync(to.data(), 0, to.bytes(), stream), cudaSuccess);
    EXPECT_EQ(launch(stream, blocks, threads, shared_bytes, kernel, from.data(), to.data(), rest...), cudaSuccess);
    return to.get(stream);
  }
};

std::vector<int> counting(int size) {
  std::vector<int> values(static_cast<std::size_t>(size));
  std::iota(values.begin(), values.end(), 1);
  return values;
}

TEST_F(grid, barriers_order_the_threads_of_a_block) {
  const std::vector<int> in = counting(768);
  const std::vector<int> out = run(3, 256, 0, prefix_sums, in, in.size());
  for (std::size_t block = 0; block < 3; ++block) {
    int sum = 0;
    for (std::size_t i = block * 256; i < block * 256 + 256; ++i) ASSERT_EQ(out[i], sum += in[i]) << i;
  }
}

TEST_F(grid, shuffles_exchange_values_within_warps) {
  const std::vector<int> in = counting(192);
  const std::vector<int> out = run(2, 96, 0, warp_sums, in, in.size());
  for (std::size_t i = 0; i < in.size(); ++i) {
    const auto first = in.begin() + static_cast<long>(i / 32 * 32);
    ASSERT_EQ(out[i], std::accumulate(first, first + 32, 0)) << i;
  }
}

TEST_F(grid, a_last_warp_may_be_short) {
  const std::vector<unsigned> out = run(1, 40, 0, odd_lanes, counting(40), 2);
  EXPECT_EQ(out, (std::vector<unsigned>{0x55555555u, 0x55u}));
}

TEST_F(grid, atomics_count_in_shared_and_in_device_memory) {
  const std::vector<int> in = counting(1000);
  std::vector<unsigned> expected(16);
  for (int value : in) ++expected[static_cast<std::size_t>(value & 15)];
  EXPECT_EQ(run(2, 64, 0, histogram, in, 16, 1000), expected);
}

TEST_F(grid, dynamic_shared_memory_is_as_large_as_asked_for) {
  const std::vector<int> in = counting(96);
  const std::vector<int> out = run(2, 48, 48 * sizeof(int), reverse_blocks, in, in.size());
  for (std::size_t i = 0; i < in.size(); ++i) ASSERT_EQ(out[i], in[i / 48 * 48 + 47 - i % 48]) << i;
}

TEST_F(grid, asynchronous_copies_arrive_when_they_are_waited_for) {
  std::vector<int4> in(128);
  for (std::size_t i = 0; i < in.size(); ++i) in[i].y = static_cast<int>(i);
  const std::vector<int4> waited = run(2, 64, 0, reverse_asynchronously, in, in.size(), true);
  for (std::size_t i = 0; i < in.size(); ++i) ASSERT_EQ(waited[i].y, in[i / 64 * 64 + 63 - i % 64].y) << i;
  for (int4& each : in) each.y += 1000;
  const std::vector<int4> hasty = run(2, 64, 0, reverse_asynchronously, in, in.size(), false);
  EXPECT_TRUE(std::ranges::none_of(hasty, [](const int4& each) { return each.y >= 1000; }));
}

TEST_F(grid, grids_and_blocks_have_three_axes) {
  const dim3 blocks(3, 2, 2), threads(5, 4, 3);
  constexpr std::size_t size = 3 * 2 * 2 * 5 * 4 * 3;
  device_array<int> out(size);
  ASSERT_EQ(launch(stream, blocks, threads, 0, indices, out.data()), cudaSuccess);
  std::vector<int> expected(size);
  std::iota(expected.begin(), expected.end(), 0);
  EXPECT_EQ(out.get(stream), expected);
}

}  // namespace
