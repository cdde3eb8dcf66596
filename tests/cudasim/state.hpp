// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "order.hpp"
#include "simulator.hpp"

#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace cudasim {

/// An event as it was recorded once: reached when the work before it has run, at a virtual time that is known before.
struct record {
  bool reached = false;
  double time = 0;
};

/// One entry of a stream's queue.
struct work {
  std::function<void()> run;        ///< empty for what only orders others
  std::shared_ptr<record> reaches;  ///< the event recorded here
  std::shared_ptr<record> awaits;   ///< the event that must be reached first
};

/// What copies and kernels of a device take turns on.
enum class engine { upload, download, compute };

struct device_state {
  device_description description;
  std::size_t used_bytes = 0;
  cudaError_t lost = cudaSuccess;
  long calls = 0;
  double host_time = 0;
  double engine_free[3] = {};
};

struct failure {
  long at;
  cudaError_t error;
  bool sticky;
  int device = -1;  ///< whose calls `at` counts; -1: those of all
};

}  // namespace cudasim

struct CUstream_st {
  int device;
  long number;
  bool destroyed = false;
  double free_at = 0;
  std::deque<cudasim::work> queue = {};
};

struct CUevent_st {
  int device;
  unsigned flags;
  std::shared_ptr<cudasim::record> last;
};

namespace cudasim {

/// Everything that `reset` starts anew; guarded by `mutex`, but for the memory, which memory.hpp keeps.
struct state {
  settings chosen;
  std::vector<device_state> devices;
  std::list<CUstream_st> streams;
  std::list<CUevent_st> events;
  std::vector<operation> log;
  std::vector<failure> failing_calls, failing_work;
  std::map<const void*, int> shared_limits;
  random_source random;
  long call_count = 0, work_count = 0, failure_count = 0, stream_count = 0;
  long generation = 0;
};

/// The one simulator of the process, as CUDA has one runtime.
state& simulator();
std::mutex& simulator_mutex();

/// The device that the calling thread has chosen.
int& current_device();

/// From now on every call on the device returns `error`, and what is queued there never runs.
void lose(int device, cudaError_t error);

}  // namespace cudasim
