// SPDX-License-Identifier: Apache-2.0
// What a run records of itself where a trace is wanted.
#include "tessera/host/device/cuda/tile_run.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::inline v0::cuda {

double tile_run::now() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
}

cudaError_t tile_run::mark(flight& f, const std::string& step) {
  if (!events_) return cudaSuccess;
  slot& s = *f.place;
  if (!step.empty()) f.steps.push_back(step);
  try {
    while (s.marks.size() <= f.steps.size()) s.marks.emplace_back(true);
  } catch (const error&) {
    return cudaErrorMemoryAllocation;
  }
  return cudaEventRecord(s.marks[f.steps.size()].get(), s.work.get());
}

void tile_run::record(const flight& f) {
  if (!events_) return;
  const clock_of_device& clock = clocks_.at(f.place->device);
  const auto at = [&](std::size_t mark) {
    float milliseconds = 0;
    if (cudaEventElapsedTime(&milliseconds, clock.zero.get(), f.place->marks[mark].get()) != cudaSuccess)
      (void)cudaGetLastError();
    return clock.at + static_cast<double>(milliseconds) / 1000;
  };
  const rect& read = f.spans[0].region;
  const std::int64_t in = read.width() * read.height() * shape_.stages->nodes[0].out.pixel_bytes();
  const std::int64_t out = f.tile.width() * f.tile.height() * shape_.stages->output().pixel_bytes();
  for (std::size_t i = 0; i < f.steps.size(); ++i) {
    const bool first = i == 0, last = i + 1 == f.steps.size();
    events_->add({first  ? activity::upload
                  : last ? activity::download
                         : activity::kernel,
                  f.steps[i], f.place->device, f.place->index, f.index,
                  first  ? in
                  : last ? out
                         : 0,
                  at(i), at(i + 1)});
  }
}

/// Events of a device tell times between each other only: one of them is tied to the host's clock. A device that cannot do that is not traced.
void tile_run::start_clocks() try {
  if (!events_) return;
  begin_ = events_->zero();
  for (const auto& [device, memory] : constants_) {
    if (!slots_.works(device)) continue;
    check(cudaSetDevice(device), "cudaSetDevice");
    const stream own;
    clock_of_device& clock = clocks_.try_emplace(device).first->second;
    check(cudaEventRecord(clock.zero.get(), own.get()), "cudaEventRecord");
    check(cudaEventSynchronize(clock.zero.get()), "cudaEventSynchronize");
    clock.at = now();
  }
} catch (const error&) {
  events_ = nullptr;
}

}  // namespace tessera::inline v0::cuda
