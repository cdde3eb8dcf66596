// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
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

/// How something failed on a device.
struct device_failure {
  int device = 0;
  bool of_memory = false;  ///< there is not enough
  std::string why;
};

inline bool is_among(const std::vector<device_failure>& failures, int device) {
  return std::any_of(failures.begin(), failures.end(), [device](const auto& f) { return f.device == device; });
}

/// Makes the device current and calls `body`; gives how that failed.
template <class Body>
std::optional<device_failure> try_on(int device, Body body) {
  try {
    check(cudaSetDevice(device), "cudaSetDevice");
    body();
    return std::nullopt;
  } catch (const call_failed& failure) {
    return device_failure{device, failure.code == cudaErrorMemoryAllocation, failure.what()};
  }
}

/// The slots of all devices, shared by all runs. A run that holds a slot never waits for another one.
class slot_pool {
 public:
  /// `notices` tell of devices that are not among them because they failed.
  slot_pool(std::vector<int> devices, std::vector<std::string> notices)
      : devices_(std::move(devices)), notices_(notices), reasons_(std::move(notices)) {}

  const std::vector<int>& devices() const { return devices_; }
  /// Makes `each` slots of at least this size on every device that works, once nobody holds one, and abandons those where that fails or
  /// that are `left_out`. Gives a device whose memory does not suffice; then there are no slots, and none is abandoned for being left out.
  /// Throws `error` of kind device if no device works.
  std::optional<device_failure> provide(const slot_bytes& size, int each,
                                        const std::vector<device_failure>& left_out = {});
  /// Null if none is free now.
  slot* try_acquire();
  /// Waits for one; null if no device works any more.
  slot* acquire();
  void release(slot* s);
  /// Never gives out a slot of this device again. The notice is for `take_notices`.
  void abandon(int device, const std::string& notice = {});
  void abandon(const device_failure& failure);
  bool works(int device) const;
  /// How many devices do.
  int working() const;
  /// Throws `error` of kind device with all reasons if none does.
  void expect_one() const;
  /// What is to be told about devices since it was told last.
  std::vector<std::string> take_notices();
  int slots_per_device() const;

 private:
  std::optional<device_failure> rebuild(const std::vector<device_failure>& left_out);
  void forget();
  void leave(int device, const std::string& notice);
  slot* take();
  bool lost(int device) const;

  std::vector<int> devices_, lost_;
  std::vector<std::string> notices_, reasons_;
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
