// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/pipeline/values.hpp"

#include <charconv>

#include <fmt/format.h>

#include "tessera/host/pipeline/names.hpp"
#include "tessera/kernels/parameter_text.hpp"

namespace tessera::inline v0::text {

namespace {

[[noreturn]] void refuse(const parameter_info& p, span where, std::string sentence) {
  throw slip{where, std::move(sentence), p.name};
}

/// What was written, in few characters.
std::string words(const argument& from) {
  std::string text;
  for (const item& i : from.values) text += fmt::format("{}{}", text.empty() ? "" : ",", i.text);
  return in_quotes(text);
}

const item& single(const parameter_info& p, const argument& from, const char* wanted) {
  if (from.values.size() == 1) return from.values.front();
  std::string hint;
  if (p.kind == value_kind::number && from.values.size() == 2)
    hint = fmt::format(" (a decimal point, {}.{}?)", printable(from.values[0].text), printable(from.values[1].text));
  refuse(p, from.where(), fmt::format("{} is a list; {} takes one {}{}", words(from), p.name, wanted, hint));
}

struct suffix {
  const char* text;
  unit measure;
  const char* counts;
};
constexpr suffix suffixes[] = {{"%", unit::fraction, "hundredths of white"},
                               {"px", unit::pixels, "pixels"},
                               {"deg", unit::degrees, "degrees"},
                               {"ev", unit::stops, "stops of exposure"}};

/// The factor that a number's ending stands for.
double divisor_of(const parameter_info& p, const item& from, std::string_view ending) {
  if (ending.empty()) return 1;
  std::string known;
  for (const suffix& s : suffixes) {
    if (ending == s.text && s.measure == p.measure) return s.measure == unit::fraction ? 100 : 1;
    if (ending == s.text)
      refuse(p, from.where,
             fmt::format("{} counts {}, which {} does not take; it takes {}", s.text, s.counts, p.name,
                         describe_range(p)));
    if (s.measure == p.measure) known = fmt::format(" (only {} may follow it)", s.text);
  }
  refuse(p, from.where,
         fmt::format("{} is not a number{}; {} takes {}", in_quotes(from.text), known, p.name, describe_range(p)));
}

double read_one(const parameter_info& p, const item& from) {
  const auto number = read_number(from.text);
  if (!number) {
    const std::string hint =
        p.measure == unit::fraction && from.text.starts_with('#') ? "; a comment stands on a line of its own" : "";
    refuse(p, from.where,
           fmt::format("{} is not a number; {} takes {}{}", in_quotes(from.text), p.name, describe_range(p), hint));
  }
  return number->value / divisor_of(p, from, number->rest);
}

void check(const parameter_info& p, const parameter_value& value, span where, const std::string& shown) {
  if (const auto fault = fault_of(p, value, shown)) throw slip{where, *fault, p.name, {}, true};
}

/// 3x5 for a list of up to two lengths.
std::vector<item> split_lengths(const parameter_info& p, const argument& from) {
  const bool lengths = p.measure == unit::pixels && p.max_count == 2 && from.values.size() == 1;
  const item& only = from.values.front();
  std::size_t x = lengths ? only.text.find('x') : std::string::npos;
  if (x != std::string::npos && x > 0 && only.text[x - 1] == 'p') x = only.text.find('x', x + 1);
  if (x == std::string::npos || x == 0 || x + 1 == only.text.size()) return from.values;
  const std::size_t offset = only.where.begin + (only.quoted ? 1 : 0);
  return {{only.text.substr(0, x), false, {offset, offset + x}},
          {only.text.substr(x + 1), false, {offset + x + 1, only.where.end}}};
}

parameter_value read_list(const parameter_info& p, const argument& from) {
  std::vector<double> numbers;
  parameter_info one = p;
  one.kind = p.whole ? value_kind::integer : value_kind::number;
  for (const item& i : split_lengths(p, from)) {
    numbers.push_back(read_one(p, i));
    check(one, numbers.back(), i.where, printable(i.text));
  }
  check(p, numbers, from.where(), {});
  return numbers;
}

/// One side of a size: a number, with or without %.
bool read_side(std::string_view& text, double& side, bool& percent) {
  const auto number = read_number(text);
  if (!number || text.starts_with('-') || text.starts_with('+') || number->value <= 0) return false;
  side = number->value;
  text = number->rest;
  percent = text.starts_with('%');
  if (percent) text.remove_prefix(1);
  else if (text.starts_with("px")) text.remove_prefix(2);
  return true;
}

parameter_value read_size(const parameter_info& p, const item& from) {
  dimensions size;
  std::string_view text = from.text;
  bool good = true, height_percent = false;
  const bool has_width = !text.starts_with('x');
  if (has_width) good = read_side(text, size.width, size.percent);
  const bool has_x = text.starts_with('x');
  if (has_x) text.remove_prefix(1);
  const bool has_height = has_x && !text.empty();
  if (has_height)
    good = good && read_side(text, size.height, height_percent) && (!has_width || height_percent == size.percent);
  if (!has_width) size.percent = height_percent;
  if (!good || !text.empty() || (!has_width && !has_height))
    refuse(p, from.where, fmt::format("{} is not a size; write {}", in_quotes(from.text), describe_range(p)));
  if (size.percent && !has_x) size.height = size.width;
  check(p, size, from.where, printable(from.text));
  return size;
}

parameter_value read_flag(const parameter_info& p, const item& from) {
  for (const char* yes : {"true", "yes", "on"})
    if (from.text == yes) return true;
  for (const char* no : {"false", "no", "off"})
    if (from.text == no) return false;
  refuse(p, from.where,
         fmt::format("{} is neither true nor false; write {}=true or {}=false", in_quotes(from.text), p.name, p.name));
}

parameter_value read_word(const parameter_info& p, const item& from) {
  std::vector<std::string> known;
  for (const char* word : p.words) {
    if (canonical(word) == canonical(from.text)) return std::string(word);
    known.emplace_back(word);
  }
  const std::string like = closest(from.text, known);
  refuse(p, from.where,
         fmt::format("{} is not one of {}{}", in_quotes(from.text), word_list(p),
                     like.empty() ? "" : "; did you mean " + like + "?"));
}

parameter_value read_colour(const parameter_info& p, const argument& from) {
  const item& first = from.values.front();
  if (from.values.size() == 1)
    if (const auto named = read_colour_word(first.text)) return *named;
  if (from.values.size() != 3 && from.values.size() != 4)
    refuse(p, from.where(), fmt::format("{} is not a colour; write {}", words(from), describe_range(p)));
  parameter_info channel = p;
  channel.kind = value_kind::number;
  channel.measure = unit::fraction;
  channel.low = 0, channel.high = 1;
  float part[4] = {0, 0, 0, 1};
  for (std::size_t i = 0; i < from.values.size(); ++i) {
    const double value = read_one(channel, from.values[i]);
    check(channel, value, from.values[i].where, printable(from.values[i].text));
    part[i] = static_cast<float>(value);
  }
  return colour{part[0], part[1], part[2], part[3]};
}

constexpr const char* text_form = "text; quote it if it holds commas";

/// The path of a file that is there, from where the pipeline is written.
std::string path_of(const parameter_info& p, const argument& from, const branch_reader& branches) {
  item path = single(p, from, text_form);
  if (!branches) return path.text;
  path.quoted = true;  // no word stands for the input here
  return branches(p, path).path;
}

}  // namespace

std::optional<leading_number> read_number(std::string_view text) {
  std::string_view digits = text;
  if (digits.starts_with('+') || digits.starts_with('-')) digits.remove_prefix(1);
  const char* const last = text.data() + text.size();
  const bool starts = !digits.empty() && ((digits[0] >= '0' && digits[0] <= '9') || digits[0] == '.');
  if (!starts || digits.starts_with("0x") || digits.starts_with("0X")) return {};
  double value = 0;
  const auto [end, fault] = std::from_chars(digits.data(), last, value, std::chars_format::general);
  if (fault != std::errc()) return {};
  return leading_number{text.starts_with('-') ? -value : value, {end, static_cast<std::size_t>(last - end)}};
}

parameter_value read_value(const parameter_info& p, const argument& from, const branch_reader& branches) {
  if (p.kind == value_kind::branch) return branches(p, single(p, from, "picture"));
  for (const item& i : from.values)
    if (i.bracket)
      refuse(p, i.where, fmt::format("brackets hold a second picture, and {} takes {}", p.name, describe_range(p)));
  switch (p.kind) {
    case value_kind::branch:
      break;
    case value_kind::number:
    case value_kind::integer: {
      const item& only = single(p, from, "number");
      const double value = read_one(p, only);
      check(p, value, only.where, printable(only.text));
      return value;
    }
    case value_kind::list:
      return read_list(p, from);
    case value_kind::flag:
      return read_flag(p, single(p, from, "value, true or false"));
    case value_kind::word:
      return read_word(p, single(p, from, "word"));
    case value_kind::text:
      return p.measure == unit::file ? path_of(p, from, branches) : single(p, from, text_form).text;
    case value_kind::size:
      return read_size(p, single(p, from, "size, such as 800x600"));
    case value_kind::colour:
      return read_colour(p, from);
  }
  return {};
}

void assign(const parameter_info& p, void* op, const parameter_value& value) {
  p.set(op, value);
  if (p.kind != value_kind::list) return;
  auto items = std::get<std::vector<double>>(value);
  const std::size_t held = std::get<std::vector<double>>(p.get(op)).size();
  if (items.empty() || held <= items.size()) return;
  items.resize(held, items.back());
  p.set(op, items);
}

}  // namespace tessera::inline v0::text
