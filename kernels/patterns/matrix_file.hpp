// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tessera::inline v0 {

/// A matrix as a text file has it: a row a line, numbers parted by blanks or commas; empty lines and what follows a # do not count.
struct number_rows {
  std::int64_t width = 0;
  std::vector<float> numbers;
};

/// Throws `error` that names the file and the line: of kind not_found or unreadable where there is no such file, of kind usage where a line is no
/// row of as many numbers as the ones before, or where there are more than 961.
number_rows read_number_rows(const std::string& path);

}  // namespace tessera::inline v0
