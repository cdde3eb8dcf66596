// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/cuda/handles.hpp"

#include <sys/mman.h>

namespace tessera::inline v0::cuda {

std::string text_of(cudaError_t failure, const char* call) {
  return std::string(call) + ": " + cudaGetErrorString(failure) + " (" + cudaGetErrorName(failure) + ")";
}

void check(cudaError_t failure, const char* call) {
  if (failure == cudaSuccess) return;
  (void)cudaGetLastError();  // an error that has been reported must not turn up at the next call
  throw call_failed(failure, text_of(failure, call));
}

stream::stream() { check(cudaStreamCreateWithFlags(&handle_, cudaStreamNonBlocking), "cudaStreamCreateWithFlags"); }
stream::~stream() {
  if (handle_) (void)cudaStreamDestroy(handle_);
}

event::event(bool timed) {
  const unsigned flags = timed ? cudaEventBlockingSync : cudaEventBlockingSync | cudaEventDisableTiming;
  check(cudaEventCreateWithFlags(&handle_, flags), "cudaEventCreateWithFlags");
}
event::~event() {
  if (handle_) (void)cudaEventDestroy(handle_);
}

device_memory::device_memory(std::size_t size) : block(size) {
  void* data = nullptr;
  if (size) check(cudaMalloc(&data, size), "cudaMalloc");
  data_ = static_cast<std::byte*>(data);
}
device_memory::~device_memory() {
  if (data_) (void)cudaFree(data_);
}

pinned_memory::pinned_memory(std::size_t size) : block(size) {
  if (!size) return;
  void* pages = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (pages == MAP_FAILED)
    throw call_failed(cudaErrorMemoryAllocation, "no memory for " + std::to_string(size) + " pinned bytes");
  const cudaError_t failure = cudaHostRegister(pages, size, cudaHostRegisterPortable);
  if (failure != cudaSuccess) {
    munmap(pages, size);
    check(failure, "cudaHostRegister");
  }
  data_ = static_cast<std::byte*>(pages);
}
pinned_memory::~pinned_memory() {
  if (!data_) return;
  // Pages must not be given back while CUDA takes them for registered. A lost device refuses, any other one will do.
  int current = 0, count = 0;
  if (cudaHostUnregister(data_) != cudaSuccess && cudaGetDevice(&current) == cudaSuccess &&
      cudaGetDeviceCount(&count) == cudaSuccess) {
    for (int i = 0; i < count; ++i)
      if (cudaSetDevice(i) == cudaSuccess && cudaHostUnregister(data_) == cudaSuccess) break;
    (void)cudaSetDevice(current);
    (void)cudaGetLastError();
  }
  munmap(data_, size_);
}

}  // namespace tessera::inline v0::cuda
