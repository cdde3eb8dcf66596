// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "tessera/kernels/parameter_text.hpp"

namespace tessera::inline v0 {

namespace {

/// Widths and heights are below this; what a picture may really measure is for the engine to say.
constexpr double largest_size = 1e9;

template <class T>
std::string shortest(T value) {
  char buffer[64];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  return std::string(buffer, end);
}

const char* words_of(unit measure) {
  switch (measure) {
    case unit::none:
    case unit::file:
      return "";
    case unit::fraction:
      return ", a fraction of white";
    case unit::pixels:
      return " pixels";
    case unit::degrees:
      return " degrees";
    case unit::stops:
      return " stops";
  }
  return "";
}

std::string range_text(const parameter_info& p) {
  return fmt::format("{}..{}{}", number_text(p.low), number_text(p.high), words_of(p.measure));
}

std::string count_text(const parameter_info& p) {
  if (p.min_count == p.max_count) return fmt::format("{} number{}", p.min_count, p.min_count == 1 ? "" : "s");
  return fmt::format("{} to {} numbers", p.min_count, p.max_count);
}

/// People think in levels of their files: says what 128 would be as a fraction.
std::string level_hint(const parameter_info& p, double value) {
  const double size = std::abs(value);
  if (p.measure != unit::fraction || !(size > 1) || size > 65535) return {};
  const int white = size <= 255 ? 255 : 65535;
  return fmt::format(" ({} of {} is {:.3g})", number_text(value), white, value / white);
}

std::optional<std::string> fault_of_number(const parameter_info& p, double value, const std::string& shown) {
  const std::string text = shown.empty() ? number_text(value) : shown;
  if ((p.kind == value_kind::integer || p.whole) && std::isfinite(value) && value != std::trunc(value))
    return text + " is not a whole number";
  if (within(p, value)) return {};
  return fmt::format("{} is outside {}{}", text, range_text(p), shown.ends_with('%') ? "" : level_hint(p, value));
}

std::optional<std::string> fault_of_list(const parameter_info& p, const std::vector<double>& items) {
  const auto count = static_cast<int>(items.size());
  if (count < p.min_count || count > p.max_count) return fmt::format("{} given, {} wanted", count, count_text(p));
  for (const double item : items)
    if (auto fault = fault_of_number(p, item, {})) return fault;
  return {};
}

std::optional<std::string> fault_of_size(const parameter_info& p, const dimensions& d, const std::string& shown) {
  const std::string text = shown.empty() ? fmt::format("{}x{}", number_text(d.width), number_text(d.height)) : shown;
  if (d.width == 0 && d.height == 0)
    return p.required ? std::optional(text + " is no size; write " + describe_range(p)) : std::nullopt;
  for (const double side : {d.width, d.height}) {
    if (!(side >= 0) || side > largest_size) return fmt::format("{} is outside 1..{}", text, number_text(largest_size));
    if (!d.percent && side != std::trunc(side)) return text + " is not a whole number of pixels";
  }
  return {};
}

std::optional<std::string> fault_of_colour(const colour& c, const std::string& shown) {
  for (const float part : {c.r, c.g, c.b, c.a}) {
    if (part >= 0 && part <= 1) continue;
    parameter_info channel{};
    channel.kind = value_kind::number;
    channel.measure = unit::fraction;
    channel.high = 1;
    return *fault_of_number(channel, part, {}) + (shown.empty() ? "" : " in the colour " + shown);
  }
  return {};
}

std::optional<std::string> fault_of_word(const parameter_info& p, const std::string& word) {
  for (const char* known : p.words)
    if (word == known) return {};
  return fmt::format("\"{}\" is not one of {}", word, word_list(p));
}

}  // namespace

std::string exact_number_text(double value) { return shortest(value); }

std::string number_text(double value) {
  const bool fits = std::abs(value) <= std::numeric_limits<float>::max();
  if (fits && static_cast<double>(static_cast<float>(value)) == value) return shortest(static_cast<float>(value));
  return shortest(value);
}

bool within(const parameter_info& p, double value) {
  if (!(std::abs(value) <= std::numeric_limits<float>::max())) return false;
  if (p.kind == value_kind::integer) return value >= p.low && value <= p.high;
  const auto v = static_cast<float>(value);
  return v >= static_cast<float>(p.low) && v <= static_cast<float>(p.high);
}

std::string word_list(const parameter_info& p) {
  std::string list;
  for (std::size_t i = 0; i < p.words.size(); ++i) {
    if (i) list += i + 1 == p.words.size() ? " or " : ", ";
    list += p.words[i];
  }
  return list;
}

std::string describe_range(const parameter_info& p) {
  switch (p.kind) {
    case value_kind::number:
    case value_kind::integer:
      return range_text(p);
    case value_kind::list:
      return count_text(p) + (p.max_count == 1 ? "" : ", each") + " in " + range_text(p);
    case value_kind::flag:
      return "true or false";
    case value_kind::word:
      return word_list(p);
    case value_kind::text:
      return p.measure == unit::file ? "the path of a file" : "any text";
    case value_kind::size:
      return "800x600, 800, x600 or 50%";
    case value_kind::colour:
      return "#rgb, #rrggbb, #rrggbbaa, a name such as white, or fractions such as 0.2,0.4,1";
    case value_kind::branch:
      return "a picture's path, or (path | stages), or (input | stages)";
  }
  return {};
}

std::optional<std::string> fault_of(const parameter_info& p, const parameter_value& value, const std::string& shown) {
  switch (p.kind) {
    case value_kind::number:
    case value_kind::integer:
      return fault_of_number(p, std::get<double>(value), shown);
    case value_kind::list:
      return fault_of_list(p, std::get<std::vector<double>>(value));
    case value_kind::size:
      return fault_of_size(p, std::get<dimensions>(value), shown);
    case value_kind::colour:
      return fault_of_colour(std::get<colour>(value), shown);
    case value_kind::word:
      return fault_of_word(p, std::get<std::string>(value));
    case value_kind::branch:
      for (const any_operator& stage : std::get<branch>(value).stages) check_parameters(stage);
      return {};
    case value_kind::flag:
    case value_kind::text:
      return {};
  }
  return {};
}

bool operator==(const any_operator& a, const any_operator& b) {
  if (&a.info() != &b.info()) return false;
  return std::all_of(a.info().parameters.begin(), a.info().parameters.end(),
                     [&](const parameter_info& p) { return p.get(a.get()) == p.get(b.get()); });
}

void check_parameters(const any_operator& op) {
  const operator_info& info = op.info();
  for (const parameter_info& p : info.parameters)
    if (const auto fault = fault_of(p, p.get(op.get())))
      throw error(error_kind::usage, fmt::format("{}: {}: {}", info.name, p.name, *fault))
          .with_operator(info.name)
          .with_parameter(p.name);
  try {
    if (info.check) info.check(op.get());
  } catch (const error& fault) {
    std::string_view sentence = fault.what();
    const std::string prefix = fmt::format("{}: ", fault.operator_name());
    if (sentence.starts_with(prefix)) sentence.remove_prefix(prefix.size());
    throw error(fault.kind(), fmt::format("{}: {}", info.name, sentence))
        .with_operator(info.name)
        .with_parameter(fault.parameter());
  }
}

}  // namespace tessera::inline v0
