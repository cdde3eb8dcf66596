// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/cuda/slot_pool.hpp"

#include <algorithm>

namespace tessera::inline v0::cuda {

namespace {

/// Files of a batch differ a little in size; whole MiB let them share slots.
std::size_t whole_pages(std::size_t size) {
  constexpr std::size_t step = std::size_t{1} << 20;
  return size < step ? (size + 4095) / 4096 * 4096 : (size + step - 1) / step * step;
}

}  // namespace

slot::slot(int device, int index, const slot_bytes& size)
    : device(device), index(index), in(size.in), out(size.out), arena(size.arena) {}

void slot_pool::provide(const slot_bytes& size, int each) {
  std::unique_lock lock(mutex_);
  const auto enough = [&] {
    return !slots_.empty() && each <= each_ && size.in <= size_.in && size.out <= size_.out &&
           size.arena <= size_.arena;
  };
  if (enough()) return;
  ++rebuilding_;
  changed_.wait(lock, [&] { return held_ == 0 || enough(); });
  --rebuilding_;
  changed_.notify_all();
  if (enough()) return;
  size_ = {std::max(size_.in, whole_pages(size.in)), std::max(size_.out, whole_pages(size.out)),
           std::max(size_.arena, whole_pages(size.arena))};
  each_ = std::max(each_, each);
  free_.clear();
  slots_.clear();
  try {
    for (int i = 0; i < each_; ++i)
      for (const int device : devices_) {
        if (lost(device)) continue;
        check(cudaSetDevice(device), "cudaSetDevice");
        slots_.push_back(std::make_unique<slot>(device, i, size_));
      }
  } catch (...) {
    slots_.clear();
    size_ = {};
    each_ = 0;
    throw;
  }
  for (const auto& s : slots_) free_.push_back(s.get());
}

bool slot_pool::lost(int device) const { return std::find(lost_.begin(), lost_.end(), device) != lost_.end(); }

slot* slot_pool::take() {
  std::erase_if(free_, [this](const slot* s) { return lost(s->device); });
  if (free_.empty() || rebuilding_ > 0) return nullptr;
  slot* const s = free_.front();
  free_.erase(free_.begin());
  ++held_;
  return s;
}

slot* slot_pool::try_acquire() {
  const std::lock_guard lock(mutex_);
  return take();
}

slot* slot_pool::acquire() {
  std::unique_lock lock(mutex_);
  slot* taken = nullptr;
  changed_.wait(lock, [&] {
    taken = take();
    return taken || (held_ == 0 && rebuilding_ == 0 && free_.empty());
  });
  return taken;
}

void slot_pool::release(slot* s) {
  const std::lock_guard lock(mutex_);
  free_.push_back(s);
  --held_;
  changed_.notify_all();
}

void slot_pool::abandon(int device) {
  const std::lock_guard lock(mutex_);
  if (!lost(device)) lost_.push_back(device);
  changed_.notify_all();
}

bool slot_pool::works(int device) const {
  const std::lock_guard lock(mutex_);
  return !lost(device);
}

bool slot_pool::any_works() const {
  const std::lock_guard lock(mutex_);
  return std::any_of(devices_.begin(), devices_.end(), [this](int device) { return !lost(device); });
}

int slot_pool::slots_per_device() const {
  const std::lock_guard lock(mutex_);
  return each_;
}

}  // namespace tessera::inline v0::cuda
