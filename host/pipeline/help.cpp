// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/pipeline/help.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "tessera/host/pipeline/values.hpp"

namespace tessera::inline v0 {

namespace {

const char* name_of(value_kind kind) {
  switch (kind) {
    case value_kind::number:
      return "number";
    case value_kind::integer:
      return "integer";
    case value_kind::flag:
      return "flag";
    case value_kind::word:
      return "word";
    case value_kind::text:
      return "text";
    case value_kind::list:
      return "list";
    case value_kind::size:
      return "size";
    case value_kind::colour:
      return "colour";
    case value_kind::branch:
      return "picture";
  }
  return "";
}

const char* name_of(unit measure) {
  switch (measure) {
    case unit::none:
      return "";
    case unit::fraction:
      return "fraction";
    case unit::pixels:
      return "pixels";
    case unit::degrees:
      return "degrees";
    case unit::stops:
      return "stops";
    case unit::file:
      return "file";
  }
  return "";
}

}  // namespace

operator_help help_of(const operator_info& info) {
  operator_help help{info.name, info.theme, info.summary, info.name, info.example, {}};
  const auto defaults = info.create();
  for (const parameter_info& p : info.parameters) {
    const std::string value = p.required ? "" : text::write_value(info, p, p.get(defaults.get()));
    help.usage += p.required ? fmt::format(" {}", p.name) : fmt::format(" [{}={}]", p.name, value);
    help.parameters.push_back({p.name,
                               p.doc,
                               name_of(p.kind),
                               name_of(p.measure),
                               describe_range(p),
                               value,
                               p.required,
                               {p.words.begin(), p.words.end()}});
  }
  return help;
}

std::string describe_usage(const operator_info& info) { return help_of(info).usage; }

std::string describe_operator(const operator_info& info) {
  const operator_help help = help_of(info);
  std::string result =
      fmt::format("{}: {}\n\n  usage:    {}\n  example:  {}\n", help.name, help.summary, help.usage, help.example);
  std::size_t width = 0;
  for (const parameter_help& p : help.parameters) width = std::max(width, p.name.size());
  if (width > 0) result += "\n";
  for (const parameter_help& p : help.parameters)
    result += fmt::format("  {:{}}  {}\n  {:{}}  {}; {}\n", p.name, width, p.doc, "", width, p.range,
                          p.required ? "required" : fmt::format("default {}", p.default_value));
  return result;
}

}  // namespace tessera::inline v0
