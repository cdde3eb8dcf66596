// SPDX-License-Identifier: Apache-2.0
// What only simulated devices show: several of them, that nothing waits, and that nothing is left behind.
#include <gtest/gtest.h>

#include "cudasim/simulator.hpp"
#include "streams/device_runs.hpp"
#include "tessera/host/engine.hpp"

namespace tessera::test {

void start_anew(std::uint64_t seed) {
  cudasim::settings chosen;
  chosen.seed = seed;
  cudasim::reset(chosen);
}

long held_things() {
  const cudasim::holdings now = cudasim::held();
  return now.allocations + now.streams + now.events + now.registrations;
}

namespace {

constexpr const char* simulated_looks[] = {"gaussian 2 | unsharp 1 0.8 | gamma 2.2", "resize 60% | gain 1.1",
                                           "rotate 17", "grayscale | equalize | gaussian 1"};

}  // namespace

TEST(simulated, several_devices_give_the_same_bits) {
  const image in = picture(make_format(sample_type::u8, 4, {67, 53}), look::scene);
  for (const int devices : {1, 2, 4}) {
    cudasim::settings chosen;
    chosen.devices.assign(static_cast<std::size_t>(devices), {});
    cudasim::reset(chosen);
    for (const char* look : simulated_looks) {
      run_report report;
      const image made = on_device(look, in, {true, {0, 5}, 2}, &report);
      EXPECT_EQ(difference(made.pixels(), on_processor(look, in).pixels()), "") << look << ", " << devices;
      EXPECT_GT(report.tiles, 0u) << look;
      EXPECT_EQ(report.tiles_on_cpu, 0u) << look;
    }
  }
}

TEST(simulated, nothing_is_left_behind) {
  cudasim::reset();
  const image in = picture(make_format(sample_type::u8, 3, {67, 53}));
  for (const char* look : simulated_looks) (void)on_device(look, in, {true, {0, 8}, 3});
  EXPECT_EQ(cudasim::held(), cudasim::holdings());
}

TEST(simulated, what_is_enqueued_for_a_caller_waits_for_nothing) {
  cudasim::reset();
  engine gpu({.threads = 1, .device = "cuda"});
  const auto ready = gpu.prepare(parse("gaussian 2 | median 1"), make_format(sample_type::u8, 3, {48, 33}));
  device_view pixels[2];
  for (device_view& v : pixels) {
    void* memory = nullptr;
    ASSERT_EQ(cudaMalloc(&memory, 160 * 33), cudaSuccess);
    static_cast<view&>(v) = {static_cast<std::byte*>(memory), 160, ready->input(), channel_order::rgb};
  }
  cudaStream_t stream = nullptr;
  ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  const std::size_t before = cudasim::operations().size();
  engine::enqueue(*ready, pixels[0], pixels[1], stream);
  const auto log = cudasim::operations();
  EXPECT_GT(log.size(), before);
  for (std::size_t i = before; i < log.size(); ++i) EXPECT_NE(log[i].kind, cudasim::operation_kind::wait);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  for (device_view& v : pixels) (void)cudaFree(v.data);
  (void)cudaStreamDestroy(stream);
}

}  // namespace tessera::test
