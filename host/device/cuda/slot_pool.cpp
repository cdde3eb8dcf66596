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

std::string not_started(const device_failure& failure) {
  return "cuda:" + std::to_string(failure.device) + " did not start (" + failure.why + ") and is left alone";
}

std::string text_of(const std::vector<std::string>& reasons) {
  std::string text;
  for (const std::string& reason : reasons) text += (text.empty() ? "" : "; ") + reason;
  return text.empty() ? "cuda: every device has failed" : text;
}

}  // namespace

slot::slot(int device, int index, const slot_bytes& size)
    : device(device), index(index), in(size.in), out(size.out), arena(size.arena) {}

std::optional<device_failure> slot_pool::provide(const slot_bytes& size, int each,
                                                 const std::vector<device_failure>& left_out) {
  std::unique_lock lock(mutex_);
  const auto enough = [&] {
    return !slots_.empty() && each <= each_ && size.in <= size_.in && size.out <= size_.out &&
           size.arena <= size_.arena;
  };
  if (enough()) return std::nullopt;
  ++rebuilding_;
  changed_.wait(lock, [&] { return held_ == 0 || enough(); });
  --rebuilding_;
  changed_.notify_all();
  if (enough()) return std::nullopt;
  size_ = {std::max(size_.in, whole_pages(size.in)), std::max(size_.out, whole_pages(size.out)),
           std::max(size_.arena, whole_pages(size.arena))};
  each_ = std::max(each_, each);
  free_.clear();
  slots_.clear();
  try {
    std::optional<device_failure> shortage = rebuild(left_out);
    if (shortage) forget();
    return shortage;
  } catch (...) {
    forget();
    throw;
  }
}

/// A device that does not start leaves the work to the others.
std::optional<device_failure> slot_pool::rebuild(const std::vector<device_failure>& left_out) {
  for (const int device : devices_) {
    if (lost(device) || is_among(left_out, device)) continue;
    const auto failure = try_on(device, [&] {
      for (int i = 0; i < each_; ++i) slots_.push_back(std::make_unique<slot>(device, i, size_));
    });
    if (!failure) continue;
    if (failure->of_memory) return failure;
    std::erase_if(slots_, [device](const auto& s) { return s->device == device; });
    leave(device, not_started(*failure));
  }
  if (slots_.empty()) throw error(error_kind::device, text_of(reasons_));
  for (const device_failure& each : left_out) leave(each.device, not_started(each));
  for (const auto& s : slots_) free_.push_back(s.get());
  std::stable_sort(free_.begin(), free_.end(), [](const slot* a, const slot* b) { return a->index < b->index; });
  return std::nullopt;
}

void slot_pool::forget() {
  slots_.clear();
  size_ = {};
  each_ = 0;
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

void slot_pool::leave(int device, const std::string& notice) {
  if (lost(device)) return;
  lost_.push_back(device);
  if (!notice.empty()) {
    notices_.push_back(notice);
    reasons_.push_back(notice);
  }
  changed_.notify_all();
}

void slot_pool::abandon(int device, const std::string& notice) {
  const std::lock_guard lock(mutex_);
  leave(device, notice);
}

void slot_pool::abandon(const device_failure& failure) { abandon(failure.device, not_started(failure)); }

bool slot_pool::works(int device) const {
  const std::lock_guard lock(mutex_);
  return !lost(device);
}

int slot_pool::working() const {
  const std::lock_guard lock(mutex_);
  return static_cast<int>(devices_.size() - lost_.size());
}

void slot_pool::expect_one() const {
  const std::lock_guard lock(mutex_);
  if (lost_.size() == devices_.size()) throw error(error_kind::device, text_of(reasons_));
}

std::vector<std::string> slot_pool::take_notices() {
  const std::lock_guard lock(mutex_);
  return std::exchange(notices_, {});
}

int slot_pool::slots_per_device() const {
  const std::lock_guard lock(mutex_);
  return each_;
}

}  // namespace tessera::inline v0::cuda
