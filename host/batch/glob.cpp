// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/batch/glob.hpp"

#include <dirent.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "tessera/kernels/error.hpp"

namespace tessera::inline v0 {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

unsigned char folded(char c) { return static_cast<unsigned char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c); }

/// The run of digits at `at`, without its leading zeros.
std::string_view digits_at(std::string_view text, std::size_t at, std::size_t& end) {
  end = at;
  while (end < text.size() && is_digit(text[end])) ++end;
  while (at + 1 < end && text[at] == '0') ++at;
  return text.substr(at, end - at);
}

std::size_t character_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t wanted = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
  std::size_t length = 1;
  while (length < std::min(wanted, text.size()) && (static_cast<unsigned char>(text[length]) & 0xc0) == 0x80) ++length;
  return length;
}

/// Matches one bracket expression; `pattern` starts at "[" and is moved behind it. Without a "]" it is an ordinary
/// character.
bool matches_bracket(std::string_view& pattern, char c) {
  std::size_t i = 1;
  const bool negated = i < pattern.size() && (pattern[i] == '!' || pattern[i] == '^');
  if (negated) ++i;
  const std::size_t start = i;
  bool found = false;
  for (; i < pattern.size() && (pattern[i] != ']' || i == start); ++i) {
    const char low = pattern[i];
    if (i + 2 < pattern.size() && pattern[i + 1] == '-' && pattern[i + 2] != ']') i += 2;
    found |= static_cast<unsigned char>(c) >= static_cast<unsigned char>(low) &&
             static_cast<unsigned char>(c) <= static_cast<unsigned char>(pattern[i]);
  }
  if (i >= pattern.size()) {
    pattern.remove_prefix(1);
    return c == '[';
  }
  pattern.remove_prefix(i + 1);
  return found != negated;
}

bool matches_rest(std::string_view pattern, std::string_view name) {
  // The last star alone is tried again: enough for `*`, and linear in memory whatever the pattern.
  std::string_view star, star_name;
  bool has_star = false;
  while (true) {
    if (!pattern.empty() && pattern[0] == '*') {
      pattern.remove_prefix(1);
      star = pattern, star_name = name, has_star = true;
      continue;
    }
    if (name.empty() && pattern.empty()) return true;
    bool good = false;
    if (!name.empty() && !pattern.empty()) {
      std::string_view next = pattern;
      std::size_t used = 1;
      if (pattern[0] == '[') {
        good = matches_bracket(next, name[0]);
      } else {
        good = pattern[0] == '?' || pattern[0] == name[0];
        if (pattern[0] == '?') used = character_length(name);
        next.remove_prefix(1);
      }
      if (good) pattern = next, name.remove_prefix(used);
    }
    if (good) continue;
    if (!has_star || star_name.empty()) return false;
    star_name.remove_prefix(1);
    pattern = star, name = star_name;
  }
}

bool is_folder(const std::string& path, bool follow_links) {
  struct stat status {};
  return (follow_links ? stat(path.c_str(), &status) : lstat(path.c_str(), &status)) == 0 && S_ISDIR(status.st_mode);
}

/// Adds what the pattern segments [at..) match below `folder` ("" is the working folder).
void expand_segments(const std::string& folder, const std::vector<std::string>& segments, std::size_t at,
                     std::vector<std::string>& found) {
  const std::string& segment = segments[at];
  const bool last = at + 1 == segments.size();
  if (!is_glob(segment)) {
    const std::string path = join(folder, segment);
    struct stat status {};
    if (stat(path.c_str(), &status) != 0) return;
    if (last && !S_ISDIR(status.st_mode)) found.push_back(path);
    if (!last && S_ISDIR(status.st_mode)) expand_segments(path, segments, at + 1, found);
    return;
  }
  std::vector<std::string> names;
  try {
    names = list_folder(folder.empty() ? "." : folder);
  } catch (const error&) {
    return;  // what cannot be listed matches nothing
  }
  if (segment == "**") {
    if (!last) expand_segments(folder, segments, at + 1, found);
    for (const auto& name : names) {
      const std::string path = join(folder, name);
      if (name[0] == '.') continue;
      if (is_folder(path, false)) expand_segments(path, segments, at, found);
      else if (last && !is_folder(path, true)) found.push_back(path);
    }
    return;
  }
  for (const auto& name : names) {
    if (!matches(segment, name)) continue;
    const std::string path = join(folder, name);
    if (is_folder(path, true) == last) continue;
    if (last) found.push_back(path);
    else expand_segments(path, segments, at + 1, found);
  }
}

}  // namespace

bool natural_less(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (is_digit(a[i]) && is_digit(b[j])) {
      const auto x = digits_at(a, i, i), y = digits_at(b, j, j);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
    } else {
      if (folded(a[i]) != folded(b[j])) return folded(a[i]) < folded(b[j]);
      ++i, ++j;
    }
  }
  if (i < a.size() || j < b.size()) return j < b.size();
  return a < b;
}

bool matches(std::string_view pattern, std::string_view name) {
  if (!name.empty() && name[0] == '.' && (pattern.empty() || pattern[0] != '.')) return false;
  return matches_rest(pattern, name);
}

bool is_glob(std::string_view text) { return text.find_first_of("*?[") != std::string_view::npos; }

std::string join(const std::string& folder, std::string_view name) {
  if (folder.empty()) return std::string(name);
  return folder.back() == '/' ? folder + std::string(name) : folder + "/" + std::string(name);
}

std::vector<std::string> list_folder(const std::string& path) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(path.c_str()), &closedir);
  if (!folder)
    throw error(error_kind::unreadable, path + ": the folder cannot be read (" + std::strerror(errno) + ")")
        .with_file(path);
  std::vector<std::string> names;
  while (const dirent* entry = readdir(folder.get())) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  std::sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return natural_less(a, b); });
  return names;
}

std::vector<std::string> expand_glob(const std::string& pattern) {
  std::vector<std::string> segments, found;
  std::size_t at = 0;
  while (at < pattern.size()) {
    const std::size_t end = std::min(pattern.find('/', at), pattern.size());
    // "a/**/**/b" walks once, not once per pair.
    if (end > at && !(pattern.compare(at, end - at, "**") == 0 && !segments.empty() && segments.back() == "**"))
      segments.push_back(pattern.substr(at, end - at));
    at = end + 1;
  }
  if (segments.empty()) return found;
  expand_segments(pattern[0] == '/' ? "/" : "", segments, 0, found);
  return found;
}

}  // namespace tessera::inline v0
