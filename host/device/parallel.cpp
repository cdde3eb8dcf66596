// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/parallel.hpp"

#include <sched.h>

#include <algorithm>
#include <exception>
#include <execution>
#include <fstream>
#include <mutex>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include <tbb/global_control.h>
#include <tbb/task_arena.h>

namespace tessera::inline v0 {

namespace {

/// CPUs by the cgroup's quota, or 0 if there is none (version 2: "max 100000" or "200000 100000").
int cgroup_threads() {
  std::ifstream file("/sys/fs/cgroup/cpu.max");
  std::string quota;
  double period = 0;
  if (!(file >> quota >> period) || quota == "max" || period <= 0) return 0;
  return std::max(1, static_cast<int>(std::stod(quota) / period + 0.5));
}

}  // namespace

int allowed_threads() {
  cpu_set_t set;
  CPU_ZERO(&set);
  int threads = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set)
                                                            : static_cast<int>(std::thread::hardware_concurrency());
  if (const int quota = cgroup_threads(); quota > 0) threads = std::min(threads, quota);
  return std::max(1, threads);
}

#if defined(TESSERA_THREAD_SANITIZER)

// Debian's TBB is not built for ThreadSanitizer, which reports its every lock (57 false reports); plain threads take its place.
void parallel(int workers, const std::function<void(int)>& body) {
  std::vector<std::thread> threads;
  for (int i = 1; i < workers; ++i) threads.emplace_back(body, i);
  body(0);
  for (std::thread& thread : threads) thread.join();
}

#else

void parallel(int workers, const std::function<void(int)>& body) {
  if (workers <= 1) return body(0);
  const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, static_cast<std::size_t>(workers));
  std::vector<int> indices(static_cast<std::size_t>(workers));
  std::iota(indices.begin(), indices.end(), 0);
  std::for_each(std::execution::par, indices.begin(), indices.end(), body);
}

#endif

void share_work(int parts, const std::function<void(int)>& body) {
  std::mutex mutex;
  std::exception_ptr first;
  parallel(parts, [&](int part) noexcept {
    try {
      body(part);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!first) first = std::current_exception();
    }
  });
  if (first) std::rethrow_exception(first);
}

}  // namespace tessera::inline v0
