// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tessera/host/device/cuda/handles.hpp"

namespace tessera::inline v0::cuda {

/// Bytes that one tile in flight takes.
struct slot_bytes {
  std::size_t in = 0, out = 0, arena = 0;
};

/// One tile in flight: a stream, and all the memory that the tile touches. Sized once, used again and again.
struct slot {
  slot(int device, int index, const slot_bytes& size);
  int device, index;
  pinned_memory in, out;
  device_memory arena;
  stream work;
  event done;
  std::vector<event> marks;  ///< before, between and after the steps of a tile, where a trace is wanted
};

/// The slots of all devices, shared by all runs. A run that holds a slot never waits for another one.
class slot_pool {
 public:
  explicit slot_pool(std::vector<int> devices) : devices_(std::move(devices)) {}

  const std::vector<int>& devices() const { return devices_; }
  /// Makes `each` slots of at least this size on every device that works, once nobody holds one. Throws `error` of kind device.
  void provide(const slot_bytes& size, int each);
  /// Null if none is free now.
  slot* try_acquire();
  /// Waits for one; null if no device works any more.
  slot* acquire();
  void release(slot* s);
  /// Never gives out a slot of this device again.
  void abandon(int device);
  bool works(int device) const;
  bool any_works() const;
  int slots_per_device() const;

 private:
  slot* take();
  bool lost(int device) const;

  std::vector<int> devices_, lost_;
  std::vector<std::unique_ptr<slot>> slots_;
  std::vector<slot*> free_;  ///< the one that waited longest first: work goes round the devices
  slot_bytes size_;
  int each_ = 0;
  std::size_t held_ = 0;
  int rebuilding_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
};

}  // namespace tessera::inline v0::cuda
