// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "memory.hpp"
#include "state.hpp"

namespace cudasim {

/// What an injected failure does to a call: one that frees something frees it anyway.
enum class on_failure { refuse, do_anyway };

/// Locks the simulator for one call of the runtime; refused within a host function, as CUDA deadlocks there.
std::unique_lock<std::mutex> enter();

/// Counts the call, which concerns a device, and returns the error that was asked for at this one.
cudaError_t counted_call(int device = current_device());

/// Whether there is a driver and a device.
cudaError_t usable();

/// The error that has lost the calling thread's device.
cudaError_t lost_error();

/// Remembers an error for cudaGetLastError and returns it.
cudaError_t remembered(cudaError_t error);

/// A call that needs a live device.
template <class F>
cudaError_t device_call(F&& body, on_failure reaction = on_failure::refuse) {
  const auto lock = enter();
  const cudaError_t injected = counted_call();
  if (const cudaError_t error = usable(); error != cudaSuccess) return remembered(error);
  if (const cudaError_t error = lost_error(); error != cudaSuccess) return remembered(error);
  if (injected != cudaSuccess && reaction == on_failure::refuse) return remembered(injected);
  cudaError_t result = body(simulator());
  close_memory();
  if (result == cudaSuccess) result = lost_error();
  return remembered(injected != cudaSuccess ? injected : result);
}

/// A call that needs a driver and a device, but not the calling thread's; -1: it names none.
template <class F>
cudaError_t driver_call(F&& body, int device = -1) {
  const auto lock = enter();
  const cudaError_t injected = counted_call(device < 0 ? current_device() : device);
  if (const cudaError_t error = usable(); error != cudaSuccess) return remembered(error);
  return remembered(injected != cudaSuccess ? injected : body(simulator()));
}

}  // namespace cudasim
