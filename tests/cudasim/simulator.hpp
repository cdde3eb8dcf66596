// SPDX-License-Identifier: Apache-2.0
#pragma once
// What tests say to the simulator, and what they ask it.

#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cudasim {

/// One simulated GPU.
struct device_description {
  std::string name = "Simulated GPU";
  int major = 9, minor = 0;
  std::size_t memory_bytes = std::size_t{256} << 20;
  int multiprocessors = 4;
};

/// When queued work runs, as far as CUDA leaves it open.
enum class policy {
  latest,  ///< only what somebody waits for, and nothing before
  random,  ///< when somebody waits or asks: whatever is ready, in any order, until the answer is known
  eager,   ///< at once
};

/// How long work takes in virtual time; a copy and a kernel cost a constant, and something for each byte or thread.
struct costs {
  double upload_bytes_per_second = 25e9, download_bytes_per_second = 25e9, device_bytes_per_second = 2e12;
  double copy_seconds = 5e-6, kernel_seconds = 3e-6, thread_seconds = 1e-10;
  double call_seconds = 1e-6;
};

struct settings {
  std::vector<device_description> devices{device_description{}};
  int driver_version = 13000;  ///< 0: no driver; below CUDART_VERSION: one that is too old
  policy order = policy::random;
  std::uint64_t seed = 1;
  costs cost;
};

/// Starts anew: forgets all work, gives back all memory, counts calls from 0. Nothing of before may be used.
void reset(const settings& chosen = {});

/// Lets the n-th call from now on (1 is the next) return `error`. A call that frees something does so anyway, as CUDA's do. If `sticky`, the
/// device that the call concerns is lost: what is queued there never runs, and every later call on it returns `error`.
void fail_call(long n, cudaError_t error, bool sticky = false);

/// The same for the n-th of those calls that concern a device: the one that they name, else that of the calling thread.
void fail_call_on(int device, long n, cudaError_t error, bool sticky = false);

/// Loses the device of the n-th piece of work from now on instead of running it; calls notice later, as in CUDA.
void fail_work(long n, cudaError_t error);

/// Calls of the runtime since `reset`, those about error codes left out.
long calls();

/// How many of the failures that were asked for have happened.
long failures();

/// What the program holds. What belonged to a lost device is gone with it and not counted.
struct holdings {
  long allocations = 0, streams = 0, events = 0, registrations = 0;
  std::size_t device_bytes = 0;
  bool operator==(const holdings&) const = default;
};
holdings held();

enum class operation_kind { upload, download, device_copy, fill, kernel, host_function, wait };

/// A wait is for all that a device has to do: CUDA's calls that free memory wait so.
constexpr long whole_device = -1;

/// A piece of work, or a wait of the host, in the order of the calls. Times are virtual seconds since `reset`.
struct operation {
  operation_kind kind;
  int device;
  long stream;         ///< streams count from 1; 0 for a wait for an event
  std::size_t bytes;   ///< of a copy or fill
  std::string kernel;  ///< its name
  bool staged;         ///< a copy from or to host memory that is not registered
  double start, end;
};
std::vector<operation> operations();

}  // namespace cudasim
