// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/input.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include "tessera/host/io/failure.hpp"

namespace tessera::inline v0 {

bytes read_all(int descriptor, const std::string& name, const read_options& options) {
  bytes result;
  std::size_t filled = 0;
  while (true) {
    if (filled == result.size()) result.resize(std::max<std::size_t>(std::size_t{1} << 16, result.size() * 2));
    const ssize_t n = ::read(descriptor, result.data() + filled, result.size() - filled);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) io::fail_reading(errno, name);
    if (n == 0) break;
    filled += static_cast<std::size_t>(n);
    if (filled > options.limit_bytes) {
      io::fail(
          error_kind::limit, name,
          fmt::format("sends more than {} bytes, the limit for what must be kept in memory; save it to a file first",
                      options.limit_bytes));
    }
  }
  result.resize(filled);
  result.shrink_to_fit();
  return result;
}

namespace io {

input::input(const std::string& path, const read_options& options) : name_(path) {
  descriptor_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor_ < 0) fail_reading(errno, path);
  struct stat status {};
  const int failure = ::fstat(descriptor_, &status) != 0 ? errno : S_ISDIR(status.st_mode) ? EISDIR : 0;
  if (failure != 0) {
    ::close(descriptor_);
    fail_reading(failure, path);
  }
  if (S_ISREG(status.st_mode)) {
    size_ = static_cast<std::uint64_t>(status.st_size);
    return;
  }
  const int descriptor = std::exchange(descriptor_, -1);
  try {
    owned_ = read_all(descriptor, path, options);
  } catch (...) {
    ::close(descriptor);
    throw;
  }
  ::close(descriptor);
  memory_ = owned_;
  size_ = owned_.size();
}

input::input(input&& other) noexcept
    : name_(std::move(other.name_)),
      owned_(std::move(other.owned_)),
      memory_(other.memory_),
      size_(other.size_),
      descriptor_(std::exchange(other.descriptor_, -1)),
      clock_(std::move(other.clock_)) {}

input::~input() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

std::int64_t input::read_at(std::uint64_t offset, void* to, std::size_t count) const noexcept {
  if (count == 0 || (offset >= size_ && descriptor_ < 0)) return 0;
  if (descriptor_ < 0) {
    const std::size_t n = std::min<std::uint64_t>(count, size_ - offset);
    std::memcpy(to, memory_.data() + offset, n);
    return static_cast<std::int64_t>(n);
  }
  if (offset > std::uint64_t{INT64_MAX} - count) return 0;
  std::size_t done = 0;
  while (done < count) {
    const ssize_t n =
        ::pread(descriptor_, static_cast<char*>(to) + done, count - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return -errno;
    if (n == 0) break;
    done += static_cast<std::size_t>(n);
  }
  return static_cast<std::int64_t>(done);
}

bytes input::all(std::uint64_t limit) const {
  if (size_ > limit) {
    fail(
        error_kind::limit, name_,
        fmt::format(
            "has {} bytes, more than the {} that a format read as a whole may have; save it as PNG, TIFF or JPEG first",
            size_, limit));
  }
  bytes result(size_);
  const std::int64_t n = read_at(0, result.data(), result.size());
  if (n < 0) fail_reading(static_cast<int>(-n), name_);
  result.resize(static_cast<std::size_t>(n));
  return result;
}

}  // namespace io
}  // namespace tessera::inline v0
