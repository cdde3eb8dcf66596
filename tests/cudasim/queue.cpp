// SPDX-License-Identifier: Apache-2.0
#include "queue.hpp"

#include "memory.hpp"
#include "report.hpp"

#include <algorithm>

namespace cudasim {
namespace {

device_state& device_of(const CUstream_st& stream) {
  return simulator().devices[static_cast<std::size_t>(stream.device)];
}

bool is_ready(const CUstream_st& stream) {
  return !stream.queue.empty() && (!stream.queue.front().awaits || stream.queue.front().awaits->reached);
}

/// The error that was asked for instead of this piece of work.
cudaError_t failure_of_work() {
  state& s = simulator();
  ++s.work_count;
  for (const failure& each : s.failing_work)
    if (each.at == s.work_count) return ++s.failure_count, each.error;
  return cudaSuccess;
}

void run_first(CUstream_st& stream) {
  work first = std::move(stream.queue.front());
  stream.queue.pop_front();
  if (first.run) {
    if (const cudaError_t error = failure_of_work(); error != cudaSuccess) return lose(stream.device, error);
    open_memory(stream.device);
    first.run();
  }
  if (first.reaches) first.reaches->reached = true;
}

CUstream_st* stream_that_reaches(const record& wanted) {
  for (CUstream_st& stream : simulator().streams)
    for (const work& each : stream.queue)
      if (each.reaches.get() == &wanted) return &stream;
  fault("an event waits for work that no stream holds");
}

/// Runs one entry that the first of this queue waits for, or that first itself.
void run_needed(CUstream_st& stream) {
  CUstream_st* needed = &stream;
  while (!is_ready(*needed)) needed = stream_that_reaches(*needed->queue.front().awaits);
  run_first(*needed);
}

/// Runs one entry of any stream that is ready; false if none is.
bool run_any() {
  std::vector<CUstream_st*> ready;
  for (CUstream_st& stream : simulator().streams)
    if (is_ready(stream)) ready.push_back(&stream);
  if (ready.empty()) return false;
  run_first(*ready[simulator().random.below(static_cast<unsigned>(ready.size()))]);
  return true;
}

/// One step towards an end that lies in this stream.
void step(CUstream_st& stream) {
  if (simulator().chosen.order == policy::latest) run_needed(stream);
  else run_any();
}

void log_wait(int device, long stream, double until) {
  double& now = simulator().devices[static_cast<std::size_t>(device)].host_time;
  const double start = now;
  now = std::max(now, until);
  simulator().log.push_back({operation_kind::wait, device, stream, 0, {}, false, start, now});
}

void queued(CUstream_st& stream, work added) {
  stream.queue.push_back(std::move(added));
  if (simulator().chosen.order == policy::eager)
    while (run_any()) {}
}

}  // namespace

CUstream_st* stream_of(cudaStream_t handle) {
  // 0, 1 and 2 are the default stream, the legacy one and that of each thread.
  if (reinterpret_cast<std::uintptr_t>(handle) <= 2) fault("the default stream is used");
  auto& all = simulator().streams;
  const auto found =
      std::ranges::find_if(all, [&](const CUstream_st& each) { return &each == handle && !each.destroyed; });
  return found == all.end() ? nullptr : &*found;
}

void enqueue(CUstream_st& stream, const description& what, std::function<void()> run) {
  device_state& device = device_of(stream);
  double& engine_free = device.engine_free[static_cast<int>(what.on)];
  const double start = std::max({device.host_time, stream.free_at, engine_free});
  stream.free_at = engine_free = start + what.seconds;
  simulator().log.push_back({what.kind, stream.device, stream.number, what.bytes,
                             what.kernel ? name_of(what.kernel) : std::string{}, what.staged, start, stream.free_at});
  queued(stream, {std::move(run), nullptr, nullptr});
}

void enqueue_order(CUstream_st& stream, std::shared_ptr<record> reaches, std::shared_ptr<record> awaits) {
  stream.free_at = std::max(stream.free_at, device_of(stream).host_time);
  if (awaits) stream.free_at = std::max(stream.free_at, awaits->time);
  if (reaches) reaches->time = stream.free_at;
  queued(stream, {nullptr, std::move(reaches), std::move(awaits)});
}

void wait_for(CUstream_st& stream) {
  while (!stream.queue.empty()) step(stream);
  log_wait(stream.device, stream.number, stream.free_at);
}

void wait_for(const record& reached) {
  while (!reached.reached) step(*stream_that_reaches(reached));
  log_wait(current_device(), 0, reached.time);
}

void wait_for_device(int device) {
  double until = 0;
  for (CUstream_st& stream : simulator().streams) {
    if (stream.device != device) continue;
    while (!stream.queue.empty()) step(stream);
    until = std::max(until, stream.free_at);
  }
  log_wait(device, whole_device, until);
}

void progress_towards(CUstream_st& stream) {
  // One question of three finds nothing new, as a GPU may be slow; a loop of questions ends all the same.
  for (unsigned n = simulator().random.below(3); n > 0 && !stream.queue.empty(); --n) step(stream);
}

void progress_towards(const record& reached) {
  for (unsigned n = simulator().random.below(3); n > 0 && !reached.reached; --n) step(*stream_that_reaches(reached));
}

bool& in_host_function() {
  thread_local bool inside = false;
  return inside;
}

}  // namespace cudasim
