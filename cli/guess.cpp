// SPDX-License-Identifier: Apache-2.0
#include "guess.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <span>
#include <string_view>

#include <fmt/format.h>

#include "tessera/host/io/open.hpp"
#include "tessera/host/pipeline/pipeline.hpp"

namespace tessera::cli {

namespace {

constexpr std::array commands{"apply", "ops", "info", "compare", "generate", "sheet", "devices", "bench"};

bool exists(const std::string& path) {
  struct stat status {};
  return !path.empty() && stat(path.c_str(), &status) == 0;
}

bool is_path(const std::string& word) { return exists(word) || container_of_name(word).has_value(); }

bool begins_with_operator(const std::string& text) {
  const std::string name = text.substr(0, text.find_first_of(" \t|"));
  return !name.empty() && (find_operator(name) != nullptr || name[0] == '@');
}

bool parses(const std::string& text) {
  try {
    return !parse(text).empty();
  } catch (const error&) {
    return false;
  }
}

/// Words up to the first path or option, joined: what was meant as the pipeline.
std::string leading_words(std::span<const std::string> words, std::size_t& used) {
  std::string text;
  for (used = 0; used < words.size() && (used == 0 || (!is_path(words[used]) && !words[used].starts_with("-"))); ++used)
    text += (text.empty() ? "" : " ") + words[used];
  return text;
}

std::string command_line(const std::string& text, std::span<const std::string> rest) {
  std::string line = "tessera apply " + shell_word(text);
  for (const auto& word : rest) line += " " + shell_word(word);
  return line;
}

std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0]++;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t best = std::min({row[j + 1] + 1, row[j] + 1, diagonal + (a[i] != b[j])});
      diagonal = std::exchange(row[j + 1], best);
    }
  }
  return row.back();
}

}  // namespace

std::string shell_word(const std::string& word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+:,@%=";
  if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') quoted += "'\\'";
    quoted += c;
  }
  return quoted += '\'';
}

std::optional<std::string> guess_command(int argc, const char* const* argv) {
  if (argc < 2) return std::nullopt;
  const std::vector<std::string> words(argv + 1, argv + argc);
  const std::string& first = words[0];
  if (first.starts_with("-") || std::find(commands.begin(), commands.end(), first) != commands.end())
    return std::nullopt;
  if (begins_with_operator(first)) {
    std::size_t used = 0;
    const std::string text = leading_words(words, used);
    return fmt::format("\"{}\" is no command; write: {}", first, command_line(text, std::span(words).subspan(used)));
  }
  if (exists(first))
    return fmt::format("\"{}\" is a file; write: tessera apply 'PIPELINE' {} -o OUT", first, shell_word(first));
  const auto nearest = std::min_element(commands.begin(), commands.end(), [&](const char* a, const char* b) {
    return distance(first, a) < distance(first, b);
  });
  std::string text = "there is no command \"" + first + "\"";
  if (distance(first, *nearest) <= 2) return text + "; did you mean \"" + *nearest + "\"?";
  return text + "; there are apply, ops, info, compare, generate, sheet, devices and bench";
}

std::optional<std::string> guess_quoting(const std::string& pipeline, const std::vector<std::string>& inputs) {
  if (is_path(pipeline) && !begins_with_operator(pipeline)) {
    std::string text = "the pipeline comes first";
    for (const auto& word : inputs)
      if (parses(word)) return text + ": tessera apply " + shell_word(word) + " " + shell_word(pipeline);
    return text + ": tessera apply 'PIPELINE' " + shell_word(pipeline);
  }
  if (inputs.empty() || exists(inputs[0]) || !begins_with_operator(pipeline)) return std::nullopt;
  std::vector<std::string> words{pipeline};
  words.insert(words.end(), inputs.begin(), inputs.end());
  std::size_t used = 0;
  const std::string text = leading_words(words, used);
  if (used < 2 || !parses(text)) return std::nullopt;
  return "no file \"" + inputs[0] + "\"; quote the pipeline: '" + text + "'";
}

}  // namespace tessera::cli
