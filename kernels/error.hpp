// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace tessera::inline v0 {

/// What went wrong, in the terms a caller decides by.
enum class error_kind { usage, not_found, unreadable, unsupported, limit, no_space, device, cancelled };

/// The words of the kinds as they stand in JSON: "usage", "not_found", ...
const char* name_of(error_kind kind);

/// The one exception of Tessera: a kind, and a sentence that a user can act on.
class error : public std::runtime_error {
 public:
  error(error_kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}

  error_kind kind() const { return kind_; }
  /// The file concerned, or empty.
  const std::string& file() const { return file_; }
  /// The operator concerned, or empty.
  const std::string& operator_name() const { return operator_; }
  /// The parameter concerned, or empty.
  const std::string& parameter() const { return parameter_; }

  error& with_file(std::string file) & {
    file_ = std::move(file);
    return *this;
  }
  error&& with_file(std::string file) && {
    file_ = std::move(file);
    return std::move(*this);
  }
  error&& with_operator(std::string name) && {
    operator_ = std::move(name);
    return std::move(*this);
  }
  error&& with_parameter(std::string name) && {
    parameter_ = std::move(name);
    return std::move(*this);
  }

 private:
  error_kind kind_;
  std::string file_, operator_, parameter_;
};

}  // namespace tessera::inline v0
