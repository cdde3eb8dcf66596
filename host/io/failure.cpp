// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/failure.hpp"

#include <cerrno>
#include <system_error>

namespace tessera::inline v0::io {

namespace {

std::string reason(int code) { return std::generic_category().message(code); }

}  // namespace

void fail(error_kind kind, const std::string& file, const std::string& what) {
  throw error(kind, file + ": " + what).with_file(file);
}

void fail_interrupted(const std::string& file) {
  fail(error_kind::cancelled, file, "not written, the run was interrupted");
}

void fail_reading(int code, const std::string& file) {
  switch (code) {
    case ENOENT:
      fail(error_kind::not_found, file, "no such file; check the spelling and the current folder");
    case ENOTDIR:
      fail(error_kind::not_found, file, "a part of this path is a file, not a folder; check the spelling");
    case EACCES:
    case EPERM:
      fail(error_kind::unreadable, file, "no permission to read it; see its mode with ls -l");
    case EISDIR:
      fail(error_kind::unreadable, file, "is a folder; name the files in it");
    case EMFILE:
    case ENFILE:
      fail(error_kind::limit, file, "too many open files; raise the limit with ulimit -n or use fewer threads");
    default:
      fail(error_kind::unreadable, file, "cannot be read: " + reason(code));
  }
}

void fail_writing(int code, const std::string& file) {
  switch (code) {
    case ENOSPC:
    case EDQUOT:
      fail(error_kind::no_space, file, "no space left to write it; free some or write to another disk");
    case EFBIG:
      fail(error_kind::no_space, file, "grows beyond the largest file allowed here; see ulimit -f");
    case ENOENT:
    case ENOTDIR:
      fail(error_kind::not_found, file, "cannot be written, its folder does not exist; create the folder first");
    case EACCES:
    case EPERM:
      fail(error_kind::unreadable, file, "no permission to write it; see the mode of its folder with ls -ld");
    case EROFS:
      fail(error_kind::unreadable, file, "cannot be written, the file system is read-only; write elsewhere");
    case EISDIR:
      fail(error_kind::unreadable, file, "cannot be written, a folder has this name; choose another name");
    case ENAMETOOLONG:
      fail(error_kind::usage, file, "cannot be written, the name is too long; choose a shorter one");
    case EPIPE:
      fail(error_kind::cancelled, file, "the reader closed the pipe");
    case EMFILE:
    case ENFILE:
      fail(error_kind::limit, file, "too many open files; raise the limit with ulimit -n or use fewer threads");
    default:
      fail(error_kind::unreadable, file, "cannot be written: " + reason(code));
  }
}

}  // namespace tessera::inline v0::io
