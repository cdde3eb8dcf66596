// SPDX-License-Identifier: Apache-2.0
#include "call.hpp"
#include "queue.hpp"

using namespace cudasim;

namespace {

device_state& current(state& s) { return s.devices[static_cast<std::size_t>(current_device())]; }

}  // namespace

extern "C" {

cudaError_t cudaMalloc(void** pointer, std::size_t size) {
  return device_call([&](state& s) {
    if (!pointer) return cudaErrorInvalidValue;
    *pointer = nullptr;
    if (size == 0) return cudaSuccess;
    device_state& device = current(s);
    if (size > device.description.memory_bytes - device.used_bytes) return cudaErrorMemoryAllocation;
    *pointer = allocate(current_device(), size);
    if (!*pointer) return cudaErrorMemoryAllocation;
    device.used_bytes += size;
    return cudaSuccess;
  });
}

cudaError_t cudaFree(void* pointer) {
  return device_call(
      [&](state& s) {
        if (!pointer) return cudaSuccess;
        const block_of_memory* block = allocation_at(pointer);
        if (!block || block->data != pointer) return cudaErrorInvalidValue;
        // Work that is queued may use the memory: CUDA waits for the device.
        const int device = block->device;
        wait_for_device(device);
        s.devices[static_cast<std::size_t>(device)].used_bytes -= block->bytes;
        deallocate(pointer);
        return cudaSuccess;
      },
      on_failure::do_anyway);
}

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total) {
  return device_call([&](state& s) {
    *total = current(s).description.memory_bytes;
    *free = *total - current(s).used_bytes;
    return cudaSuccess;
  });
}

cudaError_t cudaHostRegister(void* pointer, std::size_t size, unsigned flags) {
  return device_call([&](state&) {
    if (!pointer || size == 0 || flags > (cudaHostRegisterPortable | cudaHostRegisterMapped) ||
        is_device_address(pointer))
      return cudaErrorInvalidValue;
    return add_registration(pointer, size, current_device()) ? cudaSuccess : cudaErrorHostMemoryAlreadyRegistered;
  });
}

cudaError_t cudaHostUnregister(void* pointer) {
  return device_call(
      [&](state&) {
        const block_of_memory* block = registration_at(pointer);
        if (!block || block->data != pointer) return cudaErrorHostMemoryNotRegistered;
        // A copy in flight would be cut off from its pages.
        wait_for_device(block->device);
        return remove_registration(pointer) ? cudaSuccess : cudaErrorHostMemoryNotRegistered;
      },
      on_failure::do_anyway);
}

cudaError_t cudaPointerGetAttributes(cudaPointerAttributes* attributes, const void* pointer) {
  return device_call([&](state&) {
    auto* address = const_cast<void*>(pointer);
    *attributes = {cudaMemoryTypeUnregistered, -1, nullptr, nullptr};
    if (const block_of_memory* block = allocation_at(pointer))
      *attributes = {cudaMemoryTypeDevice, block->device, address, nullptr};
    else if (is_device_address(pointer)) return cudaErrorInvalidValue;
    else if (const block_of_memory* registered = registration_at(pointer))
      *attributes = {cudaMemoryTypeHost, registered->device, address, address};
    return cudaSuccess;
  });
}
}
