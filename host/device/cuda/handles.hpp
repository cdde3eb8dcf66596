// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cuda_runtime_api.h>

#include <cstddef>
#include <string>
#include <utility>

#include "tessera/kernels/error.hpp"

namespace tessera::inline v0::cuda {

/// "cudaMalloc: out of memory (cudaErrorMemoryAllocation)".
std::string text_of(cudaError_t failure, const char* call);
/// An `error` of kind device that knows CUDA's code.
struct call_failed : error {
  call_failed(cudaError_t code, const std::string& message) : error(error_kind::device, message), code(code) {}
  cudaError_t code;
};
/// Throws `call_failed` unless the call succeeded.
void check(cudaError_t failure, const char* call);

/// A non-blocking stream of the current device.
class stream {
 public:
  stream();
  ~stream();
  stream(stream&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  cudaStream_t get() const { return handle_; }

 private:
  cudaStream_t handle_ = nullptr;
};

/// An event of the current device; waiting for it sleeps.
class event {
 public:
  explicit event(bool timed = false);
  ~event();
  event(event&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  cudaEvent_t get() const { return handle_; }

 private:
  cudaEvent_t handle_ = nullptr;
};

/// Bytes that one of the classes below owns.
class block {
 public:
  block(block&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  std::byte* data() const { return data_; }
  std::size_t size() const { return size_; }

 protected:
  explicit block(std::size_t size) : size_(size) {}
  ~block() = default;
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Memory of the current device.
class device_memory : public block {
 public:
  explicit device_memory(std::size_t size);
  ~device_memory();
  device_memory(device_memory&&) noexcept = default;
};

/// Pages of our own, pinned for all devices: they outlive a device that is lost.
class pinned_memory : public block {
 public:
  explicit pinned_memory(std::size_t size);
  ~pinned_memory();
  pinned_memory(pinned_memory&&) noexcept = default;
};

}  // namespace tessera::inline v0::cuda
