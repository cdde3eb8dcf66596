// SPDX-License-Identifier: Apache-2.0
#include "state.hpp"

#include "memory.hpp"
#include "report.hpp"

#include <algorithm>

namespace cudasim {
namespace {

void start(state& s, const settings& chosen) {
  s.chosen = chosen;
  s.devices.clear();
  for (const device_description& description : chosen.devices) s.devices.push_back({.description = description});
  s.random = random_source{chosen.seed};
}

}  // namespace

state& simulator() {
  static state* const only = [] {
    catch_signals();
    auto* made = new state;
    start(*made, {});
    return made;
  }();
  return *only;
}

std::mutex& simulator_mutex() {
  static std::mutex only;
  return only;
}

int& current_device() {
  thread_local int device = 0;
  thread_local long generation = -1;
  if (generation != simulator().generation) {
    generation = simulator().generation;
    device = 0;
  }
  return device;
}

void lose(int device, cudaError_t error) {
  state& s = simulator();
  s.devices[static_cast<std::size_t>(device)].lost = error;
  for (CUstream_st& stream : s.streams) {
    if (stream.device != device) continue;
    for (work& dropped : stream.queue)
      if (dropped.reaches) dropped.reaches->reached = true;
    stream.queue.clear();
  }
}

void reset(const settings& chosen) {
  const std::lock_guard lock(simulator_mutex());
  state& s = simulator();
  const long generation = s.generation + 1;
  release_all_memory();
  s = state{};
  s.generation = generation;
  start(s, chosen);
}

void fail_call(long n, cudaError_t error, bool sticky) {
  const std::lock_guard lock(simulator_mutex());
  simulator().failing_calls.push_back({simulator().call_count + n, error, sticky});
}

void fail_call_on(int device, long n, cudaError_t error, bool sticky) {
  const std::lock_guard lock(simulator_mutex());
  state& s = simulator();
  s.failing_calls.push_back({s.devices[static_cast<std::size_t>(device)].calls + n, error, sticky, device});
}

void fail_work(long n, cudaError_t error) {
  const std::lock_guard lock(simulator_mutex());
  simulator().failing_work.push_back({simulator().work_count + n, error, true});
}

long calls() {
  const std::lock_guard lock(simulator_mutex());
  return simulator().call_count;
}

long failures() {
  const std::lock_guard lock(simulator_mutex());
  return simulator().failure_count;
}

holdings held() {
  const std::lock_guard lock(simulator_mutex());
  state& s = simulator();
  const auto alive = [&](int device) { return s.devices[static_cast<std::size_t>(device)].lost == cudaSuccess; };
  holdings result = memory_held(alive);
  result.streams =
      std::ranges::count_if(s.streams, [&](const auto& each) { return !each.destroyed && alive(each.device); });
  result.events = std::ranges::count_if(s.events, [&](const auto& each) { return alive(each.device); });
  return result;
}

std::vector<operation> operations() {
  const std::lock_guard lock(simulator_mutex());
  return simulator().log;
}

}  // namespace cudasim
