// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "tessera/host/pipeline/help.hpp"
#include "tessera/host/pipeline/names.hpp"
#include "tessera/host/pipeline/values.hpp"

namespace tessera::inline v0::text {

namespace {

std::string valid_names(const operator_info& info) {
  if (info.parameters.empty()) return fmt::format("{} takes no values", info.name);
  std::string names;
  for (const parameter_info& p : info.parameters) names += fmt::format("{}{}", names.empty() ? "" : ", ", p.name);
  return fmt::format("{} takes {}", info.name, names);
}

/// The index of the parameter that an argument is for.
std::size_t named(const operator_info& info, const argument& a) {
  const std::string key = canonical(a.key->text);
  std::vector<std::string> names;
  for (std::size_t i = 0; i < info.parameters.size(); ++i) {
    names.emplace_back(info.parameters[i].name);
    if (canonical(names.back()) == key) return i;
  }
  const std::string like = closest(key, names);
  const std::string guess = like.empty() ? "" : fmt::format(", did you mean {}?", like);
  throw slip{a.key->where,
             fmt::format("no parameter is named {}{}; {}", in_quotes(a.key->text), guess, valid_names(info)),
             printable(a.key->text)};
}

std::size_t positional(const operator_info& info, const argument& a, std::size_t index) {
  if (index < info.parameters.size()) return index;
  if (info.parameters.empty()) throw slip{a.where(), valid_names(info), {}};
  throw slip{a.where(), fmt::format("too many values; usage: {}", describe_usage(info)), {}};
}

/// A word where numbers are wanted is the file that has them, if the operator can read one: `convolve kernel.txt`.
std::size_t or_file(const operator_info& info, const argument& a, std::size_t index) {
  const bool word = a.values.size() == 1 && !read_number(a.values.front().text);
  if (!word || info.parameters[index].kind != value_kind::list) return index;
  for (std::size_t i = 0; i < info.parameters.size(); ++i)
    if (info.parameters[i].kind == value_kind::text && std::string_view(info.parameters[i].name) == "file") return i;
  return index;
}

/// The first parameter is an operator's main value and needs no name in a sentence: "threshold: 128 is outside 0..1".
parameter_value value_for(const operator_info& info, std::size_t index, const argument& a,
                          const branch_reader& branches) {
  const parameter_info& p = info.parameters[index];
  try {
    return read_value(p, a, branches);
  } catch (slip& what) {
    if (what.lacks_subject && index > 0) what.sentence = fmt::format("{}: {}", p.name, what.sentence);
    throw;
  }
}

/// Points at the argument that does not suit the others.
void check_together(const any_operator& op, const raw_stage& stage) {
  try {
    check_parameters(op);
  } catch (const error& fault) {
    const operator_info& info = op.info();
    std::size_t position = 0;
    span where = stage.name.where;
    for (const argument& a : stage.arguments) {
      const char* const name = info.parameters[a.key ? named(info, a) : position++].name;
      if (fault.parameter() == name) where = a.where();
    }
    const std::string_view sentence = fault.what();
    const std::size_t prefix = std::string_view(info.name).size() + 2;  // "name: "
    throw slip{where, std::string(sentence.substr(prefix)), fault.parameter()};
  }
}

}  // namespace

any_operator read_stage(const operator_info& info, const raw_stage& stage, const branch_reader& branches) {
  auto op = info.create();
  std::vector<bool> given(info.parameters.size());
  std::size_t next = 0;
  bool any_named = false;
  for (const argument& a : stage.arguments) {
    if (any_named && !a.key)
      throw slip{
          a.where(),
          fmt::format("a value without a name stands after one with a name; name it too: {}", describe_usage(info)),
          {}};
    any_named = a.key.has_value();
    const std::size_t index = any_named ? named(info, a) : or_file(info, a, positional(info, a, next++));
    const parameter_info& p = info.parameters[index];
    if (given[index]) throw slip{a.key ? a.key->where : a.where(), fmt::format("{} is given twice", p.name), p.name};
    given[index] = true;
    assign(p, op.get(), value_for(info, index, a, branches));
  }
  for (std::size_t i = 0; i < given.size(); ++i) {
    const parameter_info& p = info.parameters[i];
    if (p.required && !given[i])
      throw slip{stage.name.where,
                 fmt::format("{} is missing, write {}; usage: {}", p.name, describe_range(p), describe_usage(info)),
                 p.name};
  }
  const any_operator result(info, std::move(op));
  check_together(result, stage);
  return result;
}

}  // namespace tessera::inline v0::text
