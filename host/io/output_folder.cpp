// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/output_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <utility>

#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/temporaries.hpp"

namespace tessera::inline v0::io {

namespace {

/// A folder of a number, or what vips adds to them.
bool is_level(const std::filesystem::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  if (name == "vips-properties.xml") return true;
  return entry.is_directory() && std::ranges::all_of(name, [](char c) { return c >= '0' && c <= '9'; });
}

/// Puts `from` in the place of `to`, at one moment where the file system can; what was there goes to where `from` was, or else to `old`.
/// Returns 0 or an errno value.
int replace(const std::string& from, const std::string& to, const std::string& old) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_EXCHANGE) == 0) return 0;
  if (errno != ENOENT && ::rename(to.c_str(), old.c_str()) != 0 && errno != ENOENT) return errno;
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

}  // namespace

output_folder::output_folder(const destination& to) : name_(to.path), live_(to.live) {
  if (to.memory != nullptr || to.descriptor >= 0)
    fail(error_kind::usage, name_, "cannot take DeepZoom, a folder of tiles; give a name such as out.dzi");
  target_ = follow_links(to.path);
  files_ = folder_of_parts(target_);
  struct stat status {};
  if (::stat(target_.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) fail_writing(EISDIR, name_);
    if (!S_ISREG(status.st_mode))
      fail(error_kind::usage, name_, "is a device or a pipe and cannot take DeepZoom; give a name such as out.dzi");
    if (::access(target_.c_str(), W_OK) != 0) fail_writing(errno, name_);
  }
  check_replaceable();
  const made_temporary made = make_temporary(std::filesystem::path(target_).parent_path().string(), live_, name_,
                                             [](const char* path) { return ::mkdir(path, 0777); });
  temporary_ = made.path;
  place_ = made.place;
  if (::mkdir((temporary_ + "/files").c_str(), 0777) == 0) return;
  const int code = errno;
  discard();
  fail_writing(code, name_);
}

output_folder::~output_folder() { discard(); }

void output_folder::discard() noexcept {
  if (temporary_.empty()) return;
  remove_tree(temporary_);
  if (live_ != nullptr) live_->release(place_);
  temporary_.clear();
}

/// What --overwrite replaces goes with all that is in it, so it has to be tiles.
void output_folder::check_replaceable() const {
  std::error_code none;
  const auto status = std::filesystem::symlink_status(files_, none);
  if (!std::filesystem::exists(status)) return;
  bool tiles = std::filesystem::is_directory(status);
  if (tiles)
    for (const auto& entry : std::filesystem::directory_iterator(files_, none)) tiles = tiles && is_level(entry);
  if (!tiles || none)
    fail(error_kind::unreadable, name_,
         "cannot be written: " + files_ + " holds other things than tiles; move it away or choose another name");
}

void output_folder::check_running() const {
  if (live_ != nullptr && live_->closed()) fail_interrupted(name_);
}

void output_folder::make(const std::string& part) const {
  if (::mkdir(in_files(part).c_str(), 0777) != 0) {
    const int code = errno;
    check_running();
    fail_writing(code, name_);
  }
}

void output_folder::write(const std::string& part, const bytes& data) const { put(in_files(part), data); }

void output_folder::put(const std::string& path, const bytes& data) const {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  int code = descriptor < 0 ? errno : put_all(descriptor, data.data(), data.size(), -1);
  if (descriptor >= 0 && ::close(descriptor) != 0 && code == 0) code = errno;
  if (code == 0) return;
  check_running();
  fail_writing(code, name_);
}

void output_folder::commit(const bytes& first) {
  const std::string files = temporary_ + "/files", descriptor = temporary_ + "/first";
  put(descriptor, first);
  check_replaceable();
  // From here on nobody else may take parts of it away.
  if (live_ != nullptr && !live_->release(std::exchange(place_, -1))) fail_interrupted(name_);
  int code = replace(files, files_, temporary_ + "/old");
  if (code == 0 && ::rename(descriptor.c_str(), target_.c_str()) != 0) {
    code = errno;
    if (::renameat2(AT_FDCWD, files.c_str(), AT_FDCWD, files_.c_str(), RENAME_EXCHANGE) != 0)
      ::rename(files_.c_str(), files.c_str());
  }
  discard();
  if (code != 0) fail_writing(code, name_);
}

}  // namespace tessera::inline v0::io
