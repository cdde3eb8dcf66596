// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "example.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "tessera/host/pipeline/help.hpp"
#include "tessera/host/pipeline/pipeline.hpp"

namespace tessera::cli {

namespace {

nlohmann::ordered_json as_json(const operator_info& info) {
  const operator_help help = help_of(info);
  nlohmann::ordered_json parameters = nlohmann::ordered_json::array();
  for (const parameter_help& p : help.parameters) {
    nlohmann::ordered_json one{
        {"name", p.name}, {"doc", p.doc}, {"kind", p.kind}, {"range", p.range}, {"required", p.required}};
    if (!p.unit.empty()) one["unit"] = p.unit;
    if (!p.required) one["default"] = p.default_value;
    if (!p.words.empty()) one["words"] = p.words;
    parameters.push_back(std::move(one));
  }
  return {{"name", help.name},   {"theme", help.theme},     {"summary", help.summary},
          {"usage", help.usage}, {"example", help.example}, {"parameters", std::move(parameters)}};
}

const operator_info& named(const std::string& name) {
  if (const operator_info* info = find_operator(name)) return *info;
  parse(name);  // throws, with what was probably meant
  throw error(error_kind::usage, "there is no operator \"" + name + "\"");
}

}  // namespace

int ops(const ops_options& options) {
  if (!options.name.empty()) {
    const operator_info& info = named(options.name);
    print(options.json ? as_json(info).dump(2) + "\n" : describe_operator(info) + "\n" + example_result(info));
    return 0;
  }
  if (options.json) {
    nlohmann::ordered_json all = nlohmann::ordered_json::array();
    for (const operator_info* info : operators()) all.push_back(as_json(*info));
    print(all.dump(2) + "\n");
    return 0;
  }
  std::size_t width = 0;
  for (const operator_info* info : operators()) width = std::max(width, std::string_view(info->name).size());
  for (const operator_info* info : operators()) print(fmt::format("{:{}}  {}\n", info->name, width, info->summary));
  return 0;
}

}  // namespace tessera::cli
