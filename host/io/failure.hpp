// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tessera/kernels/error.hpp"

namespace tessera::inline v0::io {

/// Throws `error` about a file: "photo.jpg: what is wrong; what to do".
[[noreturn]] void fail(error_kind kind, const std::string& file, const std::string& what);

/// Throws `error` of kind cancelled: a signal came before the output was complete.
[[noreturn]] void fail_interrupted(const std::string& file);

/// Throws `error` for an errno value met while reading `file`.
[[noreturn]] void fail_reading(int code, const std::string& file);

/// Throws `error` for an errno value met while writing `file`; a full disk is of kind no_space.
[[noreturn]] void fail_writing(int code, const std::string& file);

}  // namespace tessera::inline v0::io
