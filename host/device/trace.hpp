// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace tessera::inline v0 {

/// What a stretch of a run was spent on.
enum class activity : std::uint8_t { decode, upload, kernel, download, encode, redo_on_cpu };

inline constexpr std::size_t activities = 6;

/// The words of the activities as people read them: "decode", ..., "redo on CPU".
const char* name_of(activity what);

/// One thing that happened in a run; times are seconds since the run's start.
struct trace_event {
  activity what = activity::kernel;
  std::string name;  ///< of the kernel or stage
  int device = 0;    ///< number of the GPU; -1: the host, on behalf of all of them
  int slot = 0;
  std::size_t tile = 0;
  std::int64_t bytes = 0;  ///< moved, or of the pixels made
  double start = 0, end = 0;
};

/// Collects the events of a run from any number of threads.
class trace {
 public:
  /// Keeps an event; one that ends before it starts counts as taking no time.
  void add(trace_event event);
  /// The moment that times count from.
  std::chrono::steady_clock::time_point zero() const { return zero_; }
  /// What was added so far, by start.
  std::vector<trace_event> events() const;

 private:
  const std::chrono::steady_clock::time_point zero_ = std::chrono::steady_clock::now();
  mutable std::mutex guard_;
  std::vector<trace_event> events_;
};

/// Writes the JSON that chrome://tracing and Perfetto read: a process per device, a thread per slot, and threads for decoding, encoding and
/// what was redone on the CPU; as many of each as ran at the same time.
void write_chrome_trace(std::ostream& out, std::span<const trace_event> events);

/// Writes an SVG of 1200 pixels width in which the overlap is seen: a lane per slot, and one that says when transfers ran beside other
/// work. Of a run of many tiles it shows a window of the middle and says so.
void write_timeline(std::ostream& out, std::span<const trace_event> events);

/// How much of the transfers' time was hidden.
struct overlap {
  /// The time in which, on the same device, an upload or a download runs beside a kernel or a transfer in the other direction that belongs
  /// to another slot, over the time in which any upload or download runs. One slot has 0, and so has a run without transfers.
  double fraction = 0;
  /// What `fraction` could be at most if the same work were arranged at will: from the busy times of uploads, kernels and downloads. Nothing can
  /// run beside the first upload, until it has ended, nor beside the last download once everything else has.
  double most = 0;
  double transfer_seconds = 0;  ///< in which any upload or download runs, added up over devices
};

overlap overlapped_fraction(std::span<const trace_event> events);

/// What one activity amounts to in a run.
struct phase {
  activity what = activity::decode;
  std::size_t count = 0;   ///< events
  std::int64_t bytes = 0;  ///< of all of them
  double busy = 0;         ///< seconds in which at least one ran, added up over devices
  /// Bytes per second while busy; 0 where none were counted.
  double rate() const { return busy > 0 ? static_cast<double>(bytes) / busy : 0; }
};

/// The phases of the activities that occur, in the order of a tile's path.
std::vector<phase> phases(std::span<const trace_event> events);

/// The phases as a table of one line each, and the overlap, as `-v` prints them.
std::string describe(std::span<const trace_event> events);

}  // namespace tessera::inline v0
