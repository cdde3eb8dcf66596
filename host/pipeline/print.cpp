// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "tessera/host/pipeline/pipeline.hpp"
#include "tessera/host/pipeline/values.hpp"
#include "tessera/kernels/parameter_text.hpp"

namespace tessera::inline v0 {

namespace text {

namespace {

using number_writer = std::string (*)(double);

std::string quote_if_needed(const std::string& word) {
  const bool plain = !word.empty() && word != "#" && word.find_first_of(" \t\r\v\f\n|,=()\"'") == std::string::npos;
  if (plain) return word;
  std::string result = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\') result += '\\';
    result += c == '\n' ? "\\n" : std::string(1, c);
  }
  return result + "\"";
}

std::string write_size(const dimensions& d, number_writer write) {
  const char* ending = d.percent ? "%" : "";
  const auto side = [&](double length) { return length == 0 ? std::string() : write(length) + ending; };
  if (d.percent && d.width == d.height) return side(d.width);
  if (d.height == 0) return side(d.width) + (d.percent ? "x" : "");
  return side(d.width) + "x" + side(d.height);
}

std::string write_colour(const colour& c, number_writer write) {
  const std::string word = write_colour_word(c);
  if (!word.empty()) return word;
  return fmt::format("{},{},{}", write(c.r), write(c.g), write(c.b)) +
         (c.a == 1 ? std::string() : fmt::format(",{}", write(c.a)));
}

std::string write_list(const parameter_info& p, const std::vector<double>& items, number_writer write) {
  const char* between = p.measure == unit::pixels && p.max_count == 2 ? "x" : ",";
  std::string result;
  for (const double item : items) result += fmt::format("{}{}", result.empty() ? "" : between, write(item));
  return result;
}

/// A picture in memory has no text that could be read back.
std::string write_branch(const branch& b) {
  std::string source = b.picture ? "(a picture in memory)" : b.is_input() ? "input" : quote_if_needed(b.path);
  if (b.path == "input") source = "\"input\"";
  if (b.stages.empty()) return source;
  for (const any_operator& stage : b.stages) source += " | " + print(stage);
  return "(" + source + ")";
}

std::string write_with(const parameter_info& p, const parameter_value& value, number_writer write) {
  switch (p.kind) {
    case value_kind::number:
    case value_kind::integer:
      return write(std::get<double>(value));
    case value_kind::flag:
      return std::get<bool>(value) ? "true" : "false";
    case value_kind::word:
    case value_kind::text:
      return quote_if_needed(std::get<std::string>(value));
    case value_kind::list:
      return write_list(p, std::get<std::vector<double>>(value), write);
    case value_kind::size:
      return write_size(std::get<dimensions>(value), write);
    case value_kind::colour:
      return write_colour(std::get<colour>(value), write);
    case value_kind::branch:
      return write_branch(std::get<branch>(value));
  }
  return {};
}

/// Whether the text gives the value back.
bool reads_back(const operator_info& info, const parameter_info& p, const std::string& words,
                const parameter_value& value) {
  const std::string text = fmt::format("value {}", words);
  try {
    lexer again(text);
    const auto read = again.next();
    if (!read || read->arguments.size() != 1) return false;
    const auto scratch = info.create();
    assign(p, scratch.get(), read_value(p, read->arguments.front(), nullptr));
    return p.get(scratch.get()) == value;
  } catch (const slip&) {
    return false;
  }
}

}  // namespace

std::string write_value(const operator_info& info, const parameter_info& p, const parameter_value& value) {
  if (p.kind == value_kind::list) {
    const auto& items = std::get<std::vector<double>>(value);
    if (items.size() == 2 && items[0] == items[1]) {
      const std::string once = number_text(items[0]);
      if (reads_back(info, p, once, value)) return once;
    }
  }
  const std::string brief = write_with(p, value, &number_text);
  if (p.kind == value_kind::branch) return brief;
  return reads_back(info, p, brief, value) ? brief : write_with(p, value, &exact_number_text);
}

}  // namespace text

std::string print(const any_operator& stage) {
  const operator_info& info = stage.info();
  const auto defaults = info.create();
  std::string result = info.name;
  for (const parameter_info& p : info.parameters) {
    const parameter_value value = p.get(stage.get());
    if (!p.required && value == p.get(defaults.get())) continue;
    const bool first = &p == info.parameters.data();
    result += fmt::format("{}{}", first ? " " : fmt::format(" {}=", p.name), text::write_value(info, p, value));
  }
  return result;
}

std::string print(const pipeline& p) {
  std::string result;
  for (const any_operator& stage : p.stages()) result += fmt::format("{}{}", result.empty() ? "" : " | ", print(stage));
  return result;
}

bool operator==(const pipeline& a, const pipeline& b) {
  return std::equal(a.stages().begin(), a.stages().end(), b.stages().begin(), b.stages().end());
}

}  // namespace tessera::inline v0
