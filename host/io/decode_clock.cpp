// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/decode_clock.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "tessera/host/io/failure.hpp"

namespace tessera::inline v0::io {

namespace {

class timed_source final : public source {
 public:
  timed_source(std::unique_ptr<source> from, std::shared_ptr<decode_clock> clock)
      : from_(std::move(from)), clock_(std::move(clock)) {}

  const picture_info& info() const override { return from_->info(); }
  bool help() override {
    const decode_clock::running counted(*clock_);
    return from_->help();
  }
  bool shrink(int parts) override { return from_->shrink(parts); }
  std::size_t memory() const override { return from_->memory(); }
  void read(std::byte* const* rows, std::int64_t count) override {
    constexpr std::int64_t few = 64;
    for (std::int64_t done = 0; done < count; done += few) {
      const decode_clock::running counted(*clock_);
      from_->read(rows + done, std::min(few, count - done));
      clock_->check();
    }
  }
  void rewind() override {
    const decode_clock::running counted(*clock_);
    from_->rewind();
    clock_->check();
  }

 private:
  std::unique_ptr<source> from_;
  std::shared_ptr<decode_clock> clock_;
};

}  // namespace

void decode_clock::begin() noexcept {
  const std::lock_guard lock(mutex_);
  if (threads_++ == 0) since_ = std::chrono::steady_clock::now();
}

void decode_clock::end() noexcept {
  const std::lock_guard lock(mutex_);
  if (--threads_ == 0) spent_ += std::chrono::steady_clock::now() - since_;
}

bool decode_clock::over() noexcept {
  const std::lock_guard lock(mutex_);
  const seconds now = threads_ == 0 ? seconds(0) : seconds(std::chrono::steady_clock::now() - since_);
  return (spent_ + now).count() > limit_;
}

void decode_clock::fail() const {
  io::fail(error_kind::limit, file_,
           fmt::format("takes longer to decode than the {:g} seconds allowed; raise --limit-seconds, or leave it out, "
                       "if this is no bomb",
                       limit_));
}

std::unique_ptr<source> timed(std::unique_ptr<source> from, std::shared_ptr<decode_clock> clock) {
  return std::make_unique<timed_source>(std::move(from), std::move(clock));
}

}  // namespace tessera::inline v0::io
