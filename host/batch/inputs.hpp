// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tessera/kernels/error.hpp"

namespace tessera::inline v0 {

/// One picture to be read.
struct batch_input {
  std::string path;  ///< as the user would write it; "-" is standard input
  std::string
      below;  ///< the folders between the folder that was walked and the file ("2024/may"), to be kept in the output
};

/// What the user named.
struct input_request {
  std::vector<std::string>
      arguments;  ///< files, folders, patterns, "-"; one that exists is itself, whatever its characters
  std::vector<std::string>
      listed;                 ///< from a list of files: never expanded as patterns; a missing one fails when it is read
  bool recursive = false;     ///< walk the folders below a folder, too
  std::string output_folder;  ///< never walked; may be empty or not exist yet
};

struct input_list {
  std::vector<batch_input> files;  ///< without duplicates, folders in natural order, their files before their folders
  std::size_t skipped = 0;         ///< files in folders that are pictures neither by content nor by name
  std::vector<error> problems;     ///< folders that could not be read
};

/// Finds the pictures. Throws `error`: not_found for an argument that is nothing, usage for a pattern that matches
/// nothing.
input_list expand_inputs(const input_request& request);

/// The names in a list, one per line, or ended by NUL; empty ones, and in lines a carriage return at the end, are
/// dropped.
std::vector<std::string> split_list(std::string_view text, bool by_nul);

}  // namespace tessera::inline v0
