// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

namespace layering {

/// A file of the repository; the path is relative to its root.
struct source_file {
  std::string path;
  std::string text;
};

/// Every breach of the rules of the house in these files, as "path:line: sentence"; README.md beside this file lists
/// the rules.
std::vector<std::string> breaches(std::span<const source_file> files);

/// The sources, headers, scripts and CMake files below a folder, sorted by path.
std::vector<source_file> read_tree(const std::string& root);

}  // namespace layering
