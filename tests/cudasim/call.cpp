// SPDX-License-Identifier: Apache-2.0
#include "call.hpp"

#include "queue.hpp"
#include "report.hpp"

namespace cudasim {
namespace {

cudaError_t& last_error() {
  thread_local cudaError_t error = cudaSuccess;
  return error;
}

device_state* find(int device) {
  state& s = simulator();
  const auto at = static_cast<std::size_t>(device);
  return at < s.devices.size() ? &s.devices[at] : nullptr;
}

device_state* current() { return find(current_device()); }

}  // namespace

std::unique_lock<std::mutex> enter() {
  if (in_host_function()) fault("a function given to cudaLaunchHostFunc calls CUDA");
  return std::unique_lock(simulator_mutex());
}

cudaError_t counted_call(int device) {
  state& s = simulator();
  device_state* const concerned = find(device);
  ++s.call_count;
  if (concerned) ++concerned->calls;
  if (device_state* caller = current()) caller->host_time += s.chosen.cost.call_seconds;
  for (const failure& each : s.failing_calls) {
    const bool due =
        each.device < 0 ? each.at == s.call_count : each.device == device && concerned && each.at == concerned->calls;
    if (!due) continue;
    ++s.failure_count;
    if (each.sticky && concerned) lose(device, each.error);
    return each.error;
  }
  return cudaSuccess;
}

cudaError_t usable() {
  const state& s = simulator();
  if (s.chosen.driver_version < CUDART_VERSION) return cudaErrorInsufficientDriver;
  return s.devices.empty() ? cudaErrorNoDevice : cudaSuccess;
}

cudaError_t lost_error() {
  const device_state* device = current();
  return device ? device->lost : cudaSuccess;
}

cudaError_t remembered(cudaError_t error) {
  if (error != cudaSuccess) last_error() = error;
  return error;
}

}  // namespace cudasim

using namespace cudasim;

extern "C" {

cudaError_t cudaPeekAtLastError() {
  const auto lock = enter();
  const cudaError_t lost = lost_error();
  return lost != cudaSuccess ? lost : last_error();
}

cudaError_t cudaGetLastError() {
  const cudaError_t error = cudaPeekAtLastError();
  last_error() = cudaSuccess;
  return error;
}
}
