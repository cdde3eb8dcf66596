// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "example.hpp"
#include "options.hpp"
#include "terminal.hpp"
#include "tessera/host/pipeline/help.hpp"
#include "tessera/host/pipeline/pipeline.hpp"
#include "tessera/host/schedule/plan.hpp"

namespace tessera::cli {

namespace {

/// The operator with the values of its example; nothing where that names a file that is not here.
std::optional<any_operator> exemplary(const operator_info& info) try {
  const pipeline example = parse(info.example);
  for (const any_operator& stage : example.stages())
    if (&stage.info() == &info) return stage;
  return std::nullopt;
} catch (const error&) {
  return std::nullopt;
}

/// The sample types and channel counts that it takes, and why it refuses others.
void add_formats(nlohmann::ordered_json& json, const any_operator& op) {
  json["formats"] = nlohmann::ordered_json::object();
  nlohmann::ordered_json refused = nlohmann::ordered_json::array();
  for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32}) {
    auto& channels = json["formats"][name_of(type)] = nlohmann::ordered_json::array();
    for (int count = 1; count <= 4; ++count) try {
        (void)make_plan(op, make_format(type, count, {640, 480}), {});
        channels.push_back(count);
      } catch (const error& reason) {
        refused.push_back({{"type", name_of(type)}, {"channels", count}, {"reason", reason.what()}});
      }
  }
  if (!refused.empty()) json["refused"] = std::move(refused);
}

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
  nlohmann::ordered_json json{{"name", help.name},   {"theme", help.theme},     {"summary", help.summary},
                              {"usage", help.usage}, {"example", help.example}, {"parameters", std::move(parameters)}};
  if (const auto op = exemplary(info)) add_formats(json, *op);
  return json;
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
