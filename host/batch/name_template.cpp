// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/batch/name_template.hpp"

#include <algorithm>
#include <filesystem>

#include "tessera/kernels/error.hpp"

namespace tessera::inline v0 {

namespace {

struct named_pattern {
  std::string_view text, subject;
};

[[noreturn]] void refuse(const named_pattern& pattern, const std::string& what) {
  throw error(error_kind::usage, std::string(pattern.subject) + " '" + std::string(pattern.text) + "': " + what +
                                     "; {stem} {ext} {parent} {index} {index:04} can be used")
      .with_parameter("name");
}

std::string padded(std::size_t number, std::string_view width, const named_pattern& pattern) {
  const bool digits = !width.empty() && width.size() <= 2 &&
                      std::all_of(width.begin(), width.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!digits || width[0] != '0') refuse(pattern, "\"{index:" + std::string(width) + "}\" is no width");
  std::string text = std::to_string(number);
  const auto wanted = static_cast<std::size_t>(std::stoi(std::string(width)));
  return text.size() < wanted ? std::string(wanted - text.size(), '0') + text : text;
}

std::string value_of(std::string_view key, const name_parts& parts, const named_pattern& pattern) {
  if (key == "stem") return parts.stem;
  if (key == "ext") return parts.ext;
  if (key == "parent") return parts.parent;
  if (key == "index") return std::to_string(parts.index);
  if (key.starts_with("index:")) return padded(parts.index, key.substr(6), pattern);
  refuse(pattern, "there is no {" + std::string(key) + "}");
}

}  // namespace

std::string fill_template(std::string_view pattern, const name_parts& parts, std::string_view subject) {
  const named_pattern named{pattern, subject};
  std::string result;
  for (std::size_t at = 0; at < pattern.size();) {
    if (pattern[at] == '}') refuse(named, "a \"}\" without a \"{\"");
    if (pattern[at] != '{') {
      result += pattern[at++];
      continue;
    }
    const std::size_t end = pattern.find('}', at);
    if (end == std::string_view::npos) refuse(named, "a \"{\" is not closed");
    result += value_of(pattern.substr(at + 1, end - at - 1), parts, named);
    at = end + 1;
  }
  return result;
}

name_parts parts_of(const std::string& path) {
  if (path == "-") return {"stdin", "", "", 1};
  const std::filesystem::path whole(path);
  name_parts parts{whole.stem().string(), whole.extension().string(), whole.parent_path().filename().string(), 1};
  if (parts.parent.empty() || parts.parent == "." || parts.parent == "..") {
    std::error_code failure;
    parts.parent = std::filesystem::absolute(whole, failure).lexically_normal().parent_path().filename().string();
  }
  return parts;
}

}  // namespace tessera::inline v0
