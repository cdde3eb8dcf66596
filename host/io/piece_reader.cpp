// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/piece_reader.hpp"

#include <algorithm>
#include <utility>

namespace tessera::inline v0::io {

void piece_reader::start(int held, std::size_t band_bytes, int pieces, std::int64_t count, decoder decode) {
  const std::lock_guard lock(mutex_);
  decode_ = std::move(decode);
  pieces_ = pieces;
  count_ = count;
  slots_.resize(static_cast<std::size_t>(held));
  for (slot& s : slots_) s.pixels.resize(band_bytes);
}

const std::byte* piece_reader::band(std::int64_t number) {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      first_ = number;
      slot& wanted = slot_of(number);
      const auto ready = [&] { return taken_band_ > number && wanted.done == pieces_; };
      if (taken_band_ > number) changed_.wait(lock, ready);
      if (ready()) {
        if (wanted.fault) std::rethrow_exception(wanted.fault);
        return wanted.pixels.data();
      }
    }
    help();
  }
}

bool piece_reader::help() {
  std::unique_lock lock(mutex_);
  if (taken_band_ >= std::min(count_, first_ + static_cast<std::int64_t>(slots_.size()))) return false;
  slot& into = slot_of(taken_band_);
  if (taken_ == 0) into.done = 0, into.fault = nullptr;
  const piece next{into.pixels.data(), taken_band_, taken_};
  if (++taken_ == pieces_) ++taken_band_, taken_ = 0;
  lock.unlock();
  std::exception_ptr fault;
  try {
    decode_(next);
  } catch (...) {
    fault = std::current_exception();
  }
  lock.lock();
  if (fault && !into.fault) into.fault = fault;
  ++into.done;
  changed_.notify_all();
  return true;
}

}  // namespace tessera::inline v0::io
