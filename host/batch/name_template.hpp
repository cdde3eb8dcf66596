// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tessera::inline v0 {

/// What a template may speak of.
struct name_parts {
  std::string stem, ext, parent;  ///< ext with its dot; parent is the name of the folder that holds the file
  std::size_t index = 1;
};

/// Fills in {stem} {ext} {parent} {index} {index:04}. Throws `error` of kind usage for other names and for unclosed
/// braces; `subject` is what has the pattern.
std::string fill_template(std::string_view pattern, const name_parts& parts, std::string_view subject = "--name");

/// Cuts a path: stem and extension of its last part, and the name of the folder that holds it. "-" has the stem
/// "stdin".
name_parts parts_of(const std::string& path);

}  // namespace tessera::inline v0
