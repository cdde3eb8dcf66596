// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <vector>

#include "tessera/host/device/cuda/named_range.hpp"
#include "tessera/host/device/cuda/program.hpp"
#include "tessera/host/device/cuda/slot_pool.hpp"
#include "tessera/host/device/cuda/tile_source.hpp"
#include "tessera/host/device/trace.hpp"
#include "tessera/host/schedule/executor.hpp"

namespace tessera::inline v0::cuda {

/// Ties the events of a device to the host's clock.
struct clock_of_device {
  event zero{true};
  double at = 0;  ///< seconds since the run's start
};

/// One run of a pass: tiles go out to slots as they come free and are handed over in order, each exactly once.
class tile_run {
 public:
  tile_run(const pass_shape& shape, const program& code, slot_pool& slots,
           const std::map<int, device_memory>& constants, const pass_ends& ends, const run_control& control);
  void run(const std::vector<rect>& tiles);

 private:
  /// A tile in flight.
  struct flight {
    slot* place = nullptr;
    std::size_t index = 0;
    rect tile;
    std::vector<span> spans;
    layout where;
    cudaError_t failure = cudaSuccess;
    const char* call = "";           ///< that failed
    std::vector<std::string> steps;  ///< that the slot's marks are between: upload, kernels, download
  };

  void start(flight f, std::int64_t next);
  cudaError_t enqueue(flight& f);
  cudaError_t upload(flight& f);
  cudaError_t download(flight& f);
  void finish_oldest();
  void settle(flight& f);
  void redo(flight& f);
  void without_device(flight f, std::int64_t next);
  void hand_over(const flight& f, const std::byte* out, std::int64_t pitch, bool made_in_place);
  void drain() noexcept;
  cudaError_t mark(flight& f, const std::string& step);
  void record(const flight& f);
  void start_clocks();
  /// Runs `body` and records how long it took on the host.
  template <class Body>
  void timed(activity what, const flight& f, std::int64_t bytes, Body body) {
    const named_range range(name_of(what));
    if (!events_) return body();
    const double start = now();
    body();
    events_->add({what, name_of(what), -1, f.place->index, f.index, bytes, start, now()});
  }
  double now() const;

  const_view input_of(const flight& f, const std::byte* stored) const;
  view place_of(const flight& f, std::byte* out) const;

  const pass_shape& shape_;
  const program& code_;
  slot_pool& slots_;
  const std::map<int, device_memory>& constants_;
  const pass_ends& ends_;
  const run_control& control_;
  tile_source source_;
  bool direct_in_ = false, direct_out_ = false;  ///< the caller's memory is pinned: no copy on the host
  std::deque<flight> flights_;
  std::vector<const std::byte*> rows_;
  std::vector<std::byte> spare_in_, spare_out_;  ///< where no device works any more
  std::map<int, int> failures_;                  ///< by device
  std::size_t total_ = 0, handed_over_ = 0;
  std::chrono::steady_clock::time_point begin_;
  trace* events_;                          ///< null: nothing is recorded
  std::map<int, clock_of_device> clocks_;  ///< where a trace is wanted
};

}  // namespace tessera::inline v0::cuda
