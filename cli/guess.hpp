// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace tessera::cli {

/// What a first word that is no command was meant to be: `tessera resize 50% a.jpg`.
std::optional<std::string> guess_command(int argc, const char* const* argv);

/// What went wrong between a pipeline and its inputs: not quoted, or in the wrong order. Asked only after something
/// failed.
std::optional<std::string> guess_quoting(const std::string& pipeline, const std::vector<std::string>& inputs);

/// A word as a shell takes it, in single quotes where needed.
std::string shell_word(const std::string& word);

}  // namespace tessera::cli
