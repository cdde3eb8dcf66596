// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/pipeline/source_text.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace tessera::inline v0::text {

namespace {

constexpr std::size_t longest_line = 110;  ///< characters of the source shown around the caret

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

/// The byte where character `n` starts.
std::size_t byte_of(std::string_view text, std::size_t n) {
  std::size_t i = 0;
  for (; i < text.size(); ++i)
    if (!continues_character(text[i]) && n-- == 0) break;
  return i;
}

std::string line_and_caret(std::string_view line, std::size_t column, std::size_t width, const std::string& label) {
  std::string_view shown = line;
  std::string before, after;
  if (characters(line) > longest_line) {
    const std::size_t first = column > longest_line / 2 ? column - longest_line / 2 : 0;
    const std::size_t begin = byte_of(line, first), end = byte_of(line, first + longest_line);
    shown = line.substr(begin, end - begin);
    before = begin > 0 ? "..." : "";
    after = end < line.size() ? "..." : "";
    column = column - first + before.size();
    width = std::min(width, longest_line + before.size() - column);
  }
  std::string text = fmt::format("\n  {}{}{}\n  {:{}}^", before, printable(shown), after, "", column);
  if (width > 1) text.append(width - 1, '~');
  return label.empty() ? text : text + " " + label;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = c == '\t' ? ' ' : '?';
  return result;
}

std::string in_quotes(std::string_view word) {
  constexpr std::size_t longest = 60;
  if (characters(word) <= longest) return fmt::format("\"{}\"", printable(word));
  return fmt::format("\"{}...\"", printable(word.substr(0, byte_of(word, longest))));
}

error make_error(const source_text& source, int stage, const std::string& operator_name, const slip& what) {
  const std::string_view text = source.text;
  const std::size_t begin = std::min(what.where.begin, text.size());
  const std::size_t line_begin = begin == 0 ? 0 : text.rfind('\n', begin - 1) + 1;
  const std::size_t line_end = std::min(text.find('\n', begin), text.size());
  std::string_view line = text.substr(line_begin, line_end - line_begin);
  if (line.ends_with('\r')) line.remove_suffix(1);
  const std::size_t column = characters(text.substr(line_begin, begin - line_begin));
  const std::size_t end = std::clamp(what.where.end, begin, std::max(begin, line_end));
  std::string message;
  if (!source.origin.empty()) {
    const auto number = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(line_begin), '\n');
    message = fmt::format("{}:{}:{}: ", printable(source.origin), number, column + 1);
  }
  message += fmt::format("stage {}{}{}: {}", stage, operator_name.empty() ? "" : ", ", operator_name, what.sentence);
  if (!line.empty())
    message += line_and_caret(line, column, characters(text.substr(begin, end - begin)), what.parameter);
  return error(error_kind::usage, message)
      .with_file(what.file.empty() ? source.origin : what.file)
      .with_operator(operator_name)
      .with_parameter(what.parameter);
}

}  // namespace tessera::inline v0::text
