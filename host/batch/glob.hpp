// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tessera::inline v0 {

/// Orders names as people count: "a2" before "a10", upper and lower case ASCII letters together; total, so that sorting
/// is repeatable.
bool natural_less(std::string_view a, std::string_view b);

/// Whether a name without "/" matches a pattern of `*`, `?` (one UTF-8 character) and `[a-z]`, `[!a-z]`. A leading "."
/// is matched by a "." alone.
bool matches(std::string_view pattern, std::string_view name);

/// Whether text holds a character that `expand_glob` would expand.
bool is_glob(std::string_view text);

/// The files that a pattern matches, in natural order; `**` stands for any number of folders, hidden ones and links to
/// folders left out.
std::vector<std::string> expand_glob(const std::string& pattern);

/// The entries of a folder in natural order, without "." and "..". Throws `error` of kind unreadable.
std::vector<std::string> list_folder(const std::string& path);

/// "folder/name", without doubling the slash.
std::string join(const std::string& folder, std::string_view name);

}  // namespace tessera::inline v0
