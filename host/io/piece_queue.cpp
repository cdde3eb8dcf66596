// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/piece_queue.hpp"

#include <utility>

namespace tessera::inline v0::io {

void piece_queue::start(int bands, std::size_t band_bytes, int pieces, encoder encode, writer write) {
  encode_ = std::move(encode);
  write_ = std::move(write);
  pieces_ = pieces;
  slots_.resize(static_cast<std::size_t>(bands));
  for (slot& s : slots_) {
    s.pixels.resize(band_bytes);
    s.encoded.resize(static_cast<std::size_t>(pieces));
  }
}

std::byte* piece_queue::band() {
  // The bands that are full and not written leave room for the one that is to be filled.
  wait_until_written(filled_ - static_cast<std::int64_t>(slots_.size()) + 1);
  return slot_of(filled_).pixels.data();
}

void piece_queue::push() {
  const std::lock_guard lock(mutex_);
  ++filled_;
  changed_.notify_all();
}

bool piece_queue::help() {
  std::unique_lock lock(mutex_);
  if (fault_ || taken_band_ == filled_) return false;
  slot& from = slot_of(taken_band_);
  const piece next{from.pixels.data(), taken_band_, taken_};
  if (++taken_ == pieces_) ++taken_band_, taken_ = 0;
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
    auto& made = from.encoded[static_cast<std::size_t>(written_)];
    if (!made) return;
    write_({from.pixels.data(), written_band_, written_}, *made);
    made.reset();
    if (++written_ == pieces_) ++written_band_, written_ = 0;
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
