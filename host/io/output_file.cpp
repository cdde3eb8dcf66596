// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <new>
#include <utility>

#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/temporaries.hpp"

namespace tessera::inline v0::io {

std::string follow_links(const std::string& path) {
  std::filesystem::path current = path;
  for (int hops = 0; hops < 40; ++hops) {
    std::error_code failure;
    if (!std::filesystem::is_symlink(current, failure) || failure) return current.string();
    const auto next = std::filesystem::read_symlink(current, failure);
    if (failure) return current.string();
    current = next.is_absolute() ? next : current.parent_path() / next;
  }
  fail_writing(ELOOP, path);
}

int put_all(int descriptor, const void* from, std::size_t count, std::int64_t offset) noexcept {
  std::size_t done = 0;
  while (done < count) {
    const char* p = static_cast<const char*>(from) + done;
    const ssize_t n =
        offset < 0 ? ::write(descriptor, p, count - done)
                   : ::pwrite(descriptor, p, count - done, static_cast<off_t>(offset) + static_cast<off_t>(done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return errno;
    done += static_cast<std::size_t>(n);
  }
  return 0;
}

made_temporary make_temporary(const std::string& folder, live_temporaries* live, const std::string& name,
                              const std::function<int(const char* path)>& make) {
  for (int tries = 0; tries < 100; ++tries) {
    made_temporary made{temporary_name(folder)};
    made.place = live != nullptr ? live->add(made.path) : -1;
    if (live != nullptr && live->closed()) fail_interrupted(name);
    made.descriptor = make(made.path.c_str());
    if (made.descriptor >= 0) return made;
    const int code = errno;
    if (live != nullptr) live->release(made.place);
    if (code != EEXIST) fail_writing(code, name);
  }
  fail_writing(EEXIST, name);
}

output_file::output_file(const destination& to)
    : name_(to.path), live_(to.live), memory_(to.memory), descriptor_(to.descriptor) {
  if (memory_ != nullptr) {
    seekable_ = true;
  } else if (descriptor_ >= 0) {
    seekable_ = false;  // a redirected descriptor may be in append mode or past other output
  } else {
    open_path(to.path);
  }
}

void output_file::open_path(const std::string& path) {
  if (path.empty()) fail(error_kind::usage, "output", "has no name; give the file to write");
  target_ = follow_links(path);
  struct stat status {};
  const bool exists = ::stat(target_.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) fail_writing(EISDIR, name_);
  owned_ = true;
  if (exists && !S_ISREG(status.st_mode)) {
    descriptor_ = ::open(target_.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail_writing(errno, name_);
    return;
  }
  if (exists && ::access(target_.c_str(), W_OK) != 0) fail_writing(errno, name_);
  const std::string folder = std::filesystem::path(target_).parent_path().string();
  const made_temporary made = make_temporary(folder, live_, name_, [](const char* temporary) {
    return ::open(temporary, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  });
  temporary_ = made.path;
  place_ = made.place;
  descriptor_ = made.descriptor;
  seekable_ = true;
}

output_file::~output_file() { discard(); }

void output_file::discard() noexcept {
  if (pipe_ >= 0) {
    ::close(descriptor_);
    descriptor_ = std::exchange(pipe_, -1);
  }
  if (owned_ && descriptor_ >= 0) ::close(std::exchange(descriptor_, -1));
  if (temporary_.empty()) return;
  ::unlink(temporary_.c_str());
  if (live_ != nullptr) live_->release(place_);
  temporary_.clear();
}

void output_file::spool() {
  if (seekable_) return;
  std::FILE* const file = std::tmpfile();
  if (file == nullptr) fail_writing(errno, std::filesystem::temp_directory_path().string());
  pipe_ = std::exchange(descriptor_, ::fcntl(::fileno(file), F_DUPFD_CLOEXEC, 0));
  std::fclose(file);
  if (descriptor_ < 0) fail_writing(errno, name_);
  seekable_ = true;
}

void output_file::copy_spooled() {
  bytes buffer(std::size_t{1} << 18);
  for (std::uint64_t at = 0; at < size_;) {
    const std::int64_t n = read_at(at, buffer.data(), buffer.size());
    if (n <= 0) fail_reading(static_cast<int>(-n), name_);
    const int code = put_all(pipe_, buffer.data(), static_cast<std::size_t>(n), -1);
    if (code != 0) fail_writing(code, name_);
    at += static_cast<std::uint64_t>(n);
  }
  ::close(descriptor_);
  descriptor_ = std::exchange(pipe_, -1);
  seekable_ = false;
}

int output_file::write(const void* from, std::size_t count) noexcept { return write_at(size_, from, count); }

int output_file::write_at(std::uint64_t offset, const void* from, std::size_t count) noexcept {
  if (count == 0) return 0;
  if (memory_ == nullptr) {
    const int code = put_all(descriptor_, from, count, seekable_ ? static_cast<std::int64_t>(offset) : -1);
    if (code == 0 && offset + count > size_) size_ = offset + count;
    return code;
  }
  try {
    if (offset + count > collected_.size()) collected_.resize(offset + count);
  } catch (const std::bad_alloc&) {
    return ENOMEM;
  }
  std::memcpy(collected_.data() + offset, from, count);
  size_ = collected_.size();
  return 0;
}

std::int64_t output_file::read_at(std::uint64_t offset, void* to, std::size_t count) noexcept {
  if (!seekable_) return -ESPIPE;
  if (memory_ == nullptr) {
    const ssize_t n = ::pread(descriptor_, to, count, static_cast<off_t>(offset));
    return n < 0 ? -errno : n;
  }
  if (offset >= collected_.size()) return 0;
  count = std::min(count, collected_.size() - static_cast<std::size_t>(offset));
  std::memcpy(to, collected_.data() + offset, count);
  return static_cast<std::int64_t>(count);
}

void output_file::commit() {
  if (memory_ != nullptr) {
    *memory_ = std::move(collected_);
    return;
  }
  if (pipe_ >= 0) copy_spooled();
  if (!owned_) return;
  if (::close(std::exchange(descriptor_, -1)) != 0) {
    const int code = errno;
    discard();
    fail_writing(code, name_);
  }
  if (temporary_.empty()) return;
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
    const int code = errno;
    discard();
    if (live_ != nullptr && live_->closed()) fail_interrupted(name_);
    fail_writing(code, name_);
  }
  temporary_.clear();
  if (live_ != nullptr) live_->release(place_);
}

}  // namespace tessera::inline v0::io
