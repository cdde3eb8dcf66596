// SPDX-License-Identifier: Apache-2.0
#include "call.hpp"
#include "limits.hpp"

#include <cstdio>
#include <cstring>

using namespace cudasim;

namespace {

constexpr int bus_of(int device) { return device + 1; }

bool exists(int device) { return device >= 0 && static_cast<std::size_t>(device) < simulator().devices.size(); }

cudaDeviceProp properties_of(int device) {
  const device_description& it = simulator().devices[static_cast<std::size_t>(device)].description;
  cudaDeviceProp p{};
  std::snprintf(p.name, sizeof p.name, "%s", it.name.c_str());
  p.totalGlobalMem = it.memory_bytes;
  p.sharedMemPerBlock = shared_bytes_by_default;
  p.sharedMemPerBlockOptin = most_shared_bytes;
  p.sharedMemPerMultiprocessor = shared_bytes_of_multiprocessor;
  p.reservedSharedMemPerBlock = 1024;
  p.warpSize = 32;
  p.maxThreadsPerBlock = most_threads_of_block;
  p.maxThreadsPerMultiProcessor = most_threads_of_multiprocessor;
  p.maxBlocksPerMultiProcessor = most_blocks_of_multiprocessor;
  p.multiProcessorCount = it.multiprocessors;
  p.maxThreadsDim[0] = p.maxThreadsDim[1] = most_threads_of_block;
  p.maxThreadsDim[2] = 64;
  p.maxGridSize[0] = 0x7fffffff;
  p.maxGridSize[1] = p.maxGridSize[2] = 65535;
  p.major = it.major;
  p.minor = it.minor;
  p.asyncEngineCount = 2;
  p.concurrentKernels = p.unifiedAddressing = 1;
  p.l2CacheSize = 4 << 20;
  p.memoryBusWidth = 512;
  p.pciBusID = bus_of(device);
  p.regsPerBlock = p.regsPerMultiprocessor = 65536;
  return p;
}

/// The value of an attribute, or -1 of one that is not simulated.
int value_of(const cudaDeviceProp& p, cudaDeviceAttr attribute) {
  switch (attribute) {
    case cudaDevAttrMaxThreadsPerBlock:
      return p.maxThreadsPerBlock;
    case cudaDevAttrMaxSharedMemoryPerBlock:
      return static_cast<int>(p.sharedMemPerBlock);
    case cudaDevAttrWarpSize:
      return p.warpSize;
    case cudaDevAttrMultiProcessorCount:
      return p.multiProcessorCount;
    case cudaDevAttrPciBusId:
      return p.pciBusID;
    case cudaDevAttrPciDeviceId:
      return p.pciDeviceID;
    case cudaDevAttrPciDomainId:
      return p.pciDomainID;
    case cudaDevAttrL2CacheSize:
      return p.l2CacheSize;
    case cudaDevAttrMaxThreadsPerMultiProcessor:
      return p.maxThreadsPerMultiProcessor;
    case cudaDevAttrAsyncEngineCount:
      return p.asyncEngineCount;
    case cudaDevAttrComputeCapabilityMajor:
      return p.major;
    case cudaDevAttrComputeCapabilityMinor:
      return p.minor;
    case cudaDevAttrMaxSharedMemoryPerMultiprocessor:
      return static_cast<int>(p.sharedMemPerMultiprocessor);
    case cudaDevAttrMaxSharedMemoryPerBlockOptin:
      return static_cast<int>(p.sharedMemPerBlockOptin);
  }
  return -1;
}

}  // namespace

extern "C" {

cudaError_t cudaGetDeviceCount(int* count) {
  *count = 0;
  return driver_call([&](state& s) { return *count = static_cast<int>(s.devices.size()), cudaSuccess; });
}

cudaError_t cudaSetDevice(int device) {
  return driver_call(
      [&](state& s) {
        if (!exists(device)) return cudaErrorInvalidDevice;
        current_device() = device;
        return s.devices[static_cast<std::size_t>(device)].lost;
      },
      device);
}

cudaError_t cudaGetDevice(int* device) {
  return driver_call([&](state&) { return *device = current_device(), cudaSuccess; });
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device) {
  return driver_call(
      [&](state&) {
        if (!exists(device)) return cudaErrorInvalidDevice;
        return *properties = properties_of(device), cudaSuccess;
      },
      device);
}

cudaError_t cudaDeviceGetAttribute(int* value, cudaDeviceAttr attribute, int device) {
  return driver_call(
      [&](state&) {
        if (!exists(device)) return cudaErrorInvalidDevice;
        *value = value_of(properties_of(device), attribute);
        return *value < 0 ? cudaErrorInvalidValue : cudaSuccess;
      },
      device);
}

cudaError_t cudaDeviceGetPCIBusId(char* text, int length, int device) {
  return driver_call(
      [&](state&) {
        if (!exists(device)) return cudaErrorInvalidDevice;
        if (!text || length < 13) return cudaErrorInvalidValue;
        std::snprintf(text, static_cast<std::size_t>(length), "0000:%02x:00.0",
                      static_cast<unsigned>(bus_of(device)) & 255u);
        return cudaSuccess;
      },
      device);
}

cudaError_t cudaDriverGetVersion(int* version) {
  const auto lock = enter();
  const cudaError_t injected = counted_call();
  *version = simulator().chosen.driver_version;
  return remembered(injected);
}

cudaError_t cudaRuntimeGetVersion(int* version) {
  const auto lock = enter();
  const cudaError_t injected = counted_call();
  *version = CUDART_VERSION;
  return remembered(injected);
}
}
