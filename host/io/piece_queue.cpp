// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/piece_queue.hpp"

#include <utility>

namespace tessera::inline v0::io {

void piece_queue::start(int bands, encoder encode, writer write) {
  encode_ = std::move(encode);
  write_ = std::move(write);
  slots_.resize(static_cast<std::size_t>(bands));
}

bytes piece_queue::buffer(std::size_t size) {
  {
    const std::lock_guard lock(mutex_);
    if (spare_.size() == size) return std::exchange(spare_, {});
  }
  return bytes(size);
}

void piece_queue::push(bytes band, const place& of, int pieces) {
  {
    const std::lock_guard lock(mutex_);
    slot& to = slot_of(filled_);
    to.pixels = std::move(band);
    to.of = of;
    to.encoded.clear();
    to.encoded.resize(static_cast<std::size_t>(pieces));
    ++filled_;
  }
  changed_.notify_all();
  wait_until_written(filled_ - static_cast<std::int64_t>(slots_.size()) + 1);
}

bool piece_queue::help() {
  std::unique_lock lock(mutex_);
  if (fault_ || taken_band_ == filled_) return false;
  slot& from = slot_of(taken_band_);
  const piece next{from.pixels.data(), from.of, static_cast<int>(taken_)};
  if (++taken_ == from.encoded.size()) ++taken_band_, taken_ = 0;
  lock.unlock();
  try {
    bytes made = encode_(next);
    lock.lock();
    from.encoded[static_cast<std::size_t>(next.number)] = std::move(made);
    write_complete();
  } catch (...) {
    if (!lock.owns_lock()) lock.lock();
    if (!fault_) fault_ = std::current_exception();
  }
  changed_.notify_all();
  if (fault_) std::rethrow_exception(fault_);
  return true;
}

void piece_queue::write_complete() {
  while (written_band_ < filled_) {
    slot& from = slot_of(written_band_);
    auto& made = from.encoded[written_];
    if (!made) return;
    write_({from.pixels.data(), from.of, static_cast<int>(written_)}, *made);
    made.reset();
    if (++written_ < from.encoded.size()) continue;
    // The largest is that of the full picture, which is asked for most often.
    if (from.pixels.size() >= spare_.size()) spare_ = std::move(from.pixels);
    from.pixels = {};
    ++written_band_, written_ = 0;
  }
}

void piece_queue::wait_until_written(std::int64_t bands) {
  const auto ready = [&] { return fault_ || written_band_ >= bands; };
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      if (!ready() && taken_band_ == filled_) changed_.wait(lock, ready);
      if (fault_) std::rethrow_exception(fault_);
      if (ready()) return;
    }
    help();
  }
}

void piece_queue::drain() { wait_until_written(filled_); }

}  // namespace tessera::inline v0::io
