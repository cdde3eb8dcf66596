// SPDX-License-Identifier: Apache-2.0
// What a GPU may let pass and the simulator must not. Most of these end the process, so that a child process runs them.
#include "kernels.hpp"
#include "simulated.hpp"

#include <atomic>
#include <cstdlib>
#include <numeric>
#include <thread>

#if defined(TESSERA_THREAD_SANITIZER)
// A second per child that reports would be lost.
extern "C" const char* __tsan_default_options() { return "atexit_sleep_ms=0"; }
#endif

namespace {

#if defined(TESSERA_ADDRESS_SANITIZER)
constexpr bool with_address_sanitizer = true;
#else
constexpr bool with_address_sanitizer = false;
#endif
#if defined(TESSERA_THREAD_SANITIZER)
constexpr bool with_thread_sanitizer = true;
#else
constexpr bool with_thread_sanitizer = false;
#endif

class planted : public testing::Test {
 protected:
  void SetUp() override {
    GTEST_FLAG_SET(death_test_style, "threadsafe");
    cudasim::reset();
  }
};

/// Runs a kernel on `size` ints that count from 0 and returns what it wrote.
template <class... Arguments>
std::vector<int> run(std::uint64_t seed, unsigned threads, std::size_t shared_bytes,
                     void (*kernel)(const int*, int*, Arguments...), Arguments... arguments) {
  cudasim::settings chosen;
  chosen.seed = seed;
  cudasim::reset(chosen);
  cudaStream_t stream = new_stream();
  device_array<int> in(threads), out(threads);
  std::vector<int> values(threads);
  std::iota(values.begin(), values.end(), static_cast<int>(seed) * 1000);
  in.set(values, stream);
  EXPECT_EQ(launch(stream, 1, threads, shared_bytes, kernel, in.data(), out.data(), arguments...), cudaSuccess);
  return out.get(stream);
}

/// Runs a kernel that writes 64 ints, and waits.
template <class... Arguments>
void run_out(unsigned threads, std::size_t shared_bytes, void (*kernel)(int*, Arguments...), Arguments... arguments) {
  cudaStream_t stream = new_stream();
  device_array<int> out(64);
  launch(stream, 1, threads, shared_bytes, kernel, out.data(), arguments...);
  cudaStreamSynchronize(stream);
}

/// How many of 8 seeds give another result than the neighbours' values.
int wrong_results(int step) {
  int wrong = 0;
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    const std::vector<int> out = run(seed, 64, 0, missing_barrier, step);
    const auto right = [&](int i) {
      return static_cast<int>(seed) * 1000 + (i + step < 0 || i + step > 63 ? i : i + step);
    };
    bool same = true;
    for (int i = 0; i < 64; ++i) same &= out[static_cast<std::size_t>(i)] == right(i);
    wrong += same ? 0 : 1;
  }
  return wrong;
}

// ThreadSanitizer reports and goes on; the process then ends with its own exit status.
constexpr int status_of_thread_sanitizer = 66;

TEST_F(planted, a_missing_barrier_is_a_race_or_a_wrong_result) {
  // One of the two would be right if threads always ran in the order of their numbers, the other in the opposite one.
  for (int step : {-1, 1}) {
    if (with_thread_sanitizer)
      EXPECT_EXIT((wrong_results(step), std::exit(0)), testing::ExitedWithCode(status_of_thread_sanitizer),
                  "data race");
    else EXPECT_GE(wrong_results(step), 4);
  }
}

TEST_F(planted, a_shuffle_does_not_order_memory) {
  if (!with_thread_sanitizer)
    GTEST_SKIP() << "the threads of a warp have met, so that only ThreadSanitizer sees the race";
  EXPECT_EXIT((run(1, 32, 0, missing_warp_barrier, 1), std::exit(0)),
              testing::ExitedWithCode(status_of_thread_sanitizer), "data race");
}

TEST_F(planted, a_divergent_barrier_names_kernel_and_block) {
  EXPECT_DEATH(run_out(64, 0, divergent_barrier),
               "divergent barrier in kernel divergent_barrier.*block .0,0,0.: of 64 threads 40 wait at "
               "__syncthreads.*24 have returned");
}

TEST_F(planted, a_shuffle_that_a_lane_leaves_out) {
  EXPECT_DEATH(run_out(64, 0, divergent_shuffle),
               "divergent barrier in kernel divergent_shuffle.*62 at an operation of their warp");
}

TEST_F(planted, a_write_beyond_static_shared_memory) {
  if (!with_address_sanitizer) GTEST_SKIP() << "only AddressSanitizer puts guards around static memory";
  EXPECT_DEATH(run_out(32, 0, overrun_static_shared, 1), "global-buffer-overflow|index 32 out of bounds");
}

TEST_F(planted, a_write_beyond_dynamic_shared_memory) {
  EXPECT_DEATH(run_out(32, 32 * sizeof(int), overrun_dynamic_shared, 1), "");
  EXPECT_EXIT((run_out(32, 32 * sizeof(int), overrun_dynamic_shared, 0), std::exit(0)), testing::ExitedWithCode(0), "");
}

TEST_F(planted, a_write_beyond_device_memory) {
  const char* beside = with_address_sanitizer ? "use-after-poison|unknown-crash|touched"
                                              : "write_at.*wrote beside an allocation of 20 bytes";
  const auto write = [](long at) {
    cudaStream_t stream = new_stream();
    device_array<int> out(5);
    launch(stream, 1, 32, 0, write_at, out.data(), at);
    cudaStreamSynchronize(stream);
  };
  EXPECT_DEATH(write(5), beside);
  EXPECT_DEATH(write(-1), beside);
  EXPECT_DEATH(write(64), "memory beside every allocation, or freed, is touched: kernel write_at");
  EXPECT_DEATH(write(-5000), "memory beside every allocation, or freed, is touched: kernel write_at");
  EXPECT_EXIT((write(4), std::exit(0)), testing::ExitedWithCode(0), "");
}

TEST_F(planted, a_misaligned_load) {
#if defined(__clang__)
  GTEST_SKIP() << "clang looks at no copy of a structure; GCC, which builds the release, does";
#endif
  const auto load = [](int from) {
    cudaStream_t stream = new_stream();
    device_array<std::byte> in(64);
    device_array<uint4> out(1);
    launch(stream, 1, 32, 0, load_16_bytes, in.data() + from, out.data());
    cudaStreamSynchronize(stream);
  };
  EXPECT_DEATH(load(4), "load_16_bytes|misaligned address");
  EXPECT_EXIT((load(16), std::exit(0)), testing::ExitedWithCode(0), "");
}

TEST_F(planted, device_memory_read_by_the_host) {
  const auto read = [](bool freed) {
    int* data = nullptr;
    cudaMalloc(&data, 64);
    if (freed) cudaFree(data);
    return *static_cast<volatile int*>(data);
  };
  EXPECT_DEATH(read(false), "device memory is touched by the host");
  EXPECT_DEATH(read(true), "freed");
}

TEST_F(planted, device_memory_read_by_the_host_while_a_kernel_runs) {
  const auto read = [] {
    cudaStream_t stream = new_stream();
    device_array<int> busy(1), other(64);
    static std::atomic<bool> runs = false;
    launch(stream, 1, 1, 0, spin, busy.data(), &runs);
    std::thread host([&] {
      while (!runs) std::this_thread::yield();
      runs = *static_cast<volatile int*>(other.data()) != 0;
    });
    cudaStreamSynchronize(stream);
    host.join();
  };
  EXPECT_DEATH(read(), "device memory is touched by the host");
}

TEST_F(planted, memory_of_another_device) {
  const auto cross = [] {
    cudasim::settings two;
    two.devices.resize(2);
    cudasim::reset(two);
    device_array<int> theirs(64);
    cudaSetDevice(1);
    cudaStream_t stream = new_stream();
    launch(stream, 1, 32, 0, write_at, theirs.data(), 0L);
    cudaStreamSynchronize(stream);
  };
  EXPECT_DEATH(cross(), "memory of another device is touched: kernel write_at");
}

TEST_F(planted, the_default_stream) {
  EXPECT_DEATH(launch(nullptr, 1, 32, 0, indices, static_cast<int*>(nullptr)), "the default stream is used");
}

TEST_F(planted, a_host_function_that_calls_cuda) {
  const auto call = [] {
    cudaStream_t stream = new_stream();
    cudaLaunchHostFunc(
        stream, [](void*) { cudaDeviceSynchronize(); }, nullptr);
    cudaStreamSynchronize(stream);
  };
  EXPECT_DEATH(call(), "cudaLaunchHostFunc calls CUDA");
}

}  // namespace
