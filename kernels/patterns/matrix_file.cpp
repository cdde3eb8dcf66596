// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/matrix_file.hpp"

#include <cerrno>
#include <charconv>
#include <cmath>
#include <fstream>
#include <system_error>

#include <fmt/format.h>

#include "tessera/kernels/error.hpp"

namespace tessera::inline v0 {

namespace {

constexpr std::size_t most_numbers = 961;

error fault(error_kind kind, const std::string& path, const std::string& sentence) {
  return error(kind, sentence).with_file(path).with_parameter("file");
}

/// Appends the numbers of a line; gives what is none, empty if all are.
std::string_view read_line(std::string_view line, std::vector<float>& numbers) {
  line = line.substr(0, line.find('#'));
  for (;;) {
    const std::size_t start = line.find_first_not_of(" \t\r,");
    if (start == std::string_view::npos) return {};
    line.remove_prefix(start);
    const std::string_view word = line.substr(0, line.find_first_of(" \t\r,"));
    const char* const last = word.data() + word.size();
    float number = 0;
    const auto [end, failed] = std::from_chars(word.data(), last, number);
    if (failed != std::errc() || end != last || !std::isfinite(number)) return word;
    numbers.push_back(number);
    line.remove_prefix(word.size());
  }
}

}  // namespace

number_rows read_number_rows(const std::string& path) {
  std::ifstream file(path);
  if (!file)
    throw fault(errno == ENOENT ? error_kind::not_found : error_kind::unreadable, path,
                fmt::format("cannot read {}: {}", path, std::generic_category().message(errno)));
  number_rows result;
  int count = 0;
  for (std::string line; std::getline(file, line);) {
    ++count;
    const std::size_t before = result.numbers.size();
    const std::string_view wrong = read_line(line, result.numbers);
    const auto width = static_cast<std::int64_t>(result.numbers.size() - before);
    if (result.width == 0) result.width = width;
    std::string sentence;
    if (!wrong.empty()) sentence = fmt::format("\"{}\" is not a number", wrong.substr(0, 40));
    else if (width != 0 && width != result.width)
      sentence = fmt::format("{} numbers after rows of {}", width, result.width);
    else if (result.numbers.size() > most_numbers) sentence = fmt::format("more than {} numbers", most_numbers);
    if (!sentence.empty()) throw fault(error_kind::usage, path, fmt::format("{}:{}: {}", path, count, sentence));
  }
  if (file.bad() || result.numbers.empty())
    throw fault(file.bad() ? error_kind::unreadable : error_kind::usage, path,
                fmt::format("{} holds no numbers", path));
  return result;
}

}  // namespace tessera::inline v0
