// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "state.hpp"

namespace cudasim {

/// The stream behind a handle, or nullptr; the default stream ends the process, as Tessera must never use it.
CUstream_st* stream_of(cudaStream_t handle);

/// What a piece of work is, for its price and for the log.
struct description {
  operation_kind kind;
  engine on;
  double seconds;
  std::size_t bytes = 0;
  const void* kernel = nullptr;
  bool staged = false;
};

/// Puts work into a queue and works out when it runs in virtual time.
void enqueue(CUstream_st& stream, const description& what, std::function<void()> run);

/// Puts a record or a wait for one into a queue.
void enqueue_order(CUstream_st& stream, std::shared_ptr<record> reaches, std::shared_ptr<record> awaits);

/// Runs work until the queue is empty, or the event is reached; the host's time moves on with it.
void wait_for(CUstream_st& stream);
void wait_for(const record& reached);

/// Runs everything queued for a device.
void wait_for_device(int device);

/// Runs some work, as time passes while the host asks.
void progress_towards(CUstream_st& stream);
void progress_towards(const record& reached);

/// True on a thread that runs a function given to cudaLaunchHostFunc.
bool& in_host_function();

}  // namespace cudasim
