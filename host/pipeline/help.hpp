// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// A parameter as help shows it; every text is ready to print.
struct parameter_help {
  std::string name;
  std::string doc;
  std::string kind;           ///< "number", "integer", "flag", "word", "text", "list", "size", "colour" or "picture"
  std::string unit;           ///< "fraction", "pixels", "degrees", "stops" or empty
  std::string range;          ///< as `describe_range` says it
  std::string default_value;  ///< as pipelines write it; empty if required
  bool required = false;
  std::vector<std::string> words;  ///< the values of a word
};

/// What help says of an operator.
struct operator_help {
  std::string name, theme, summary, usage, example;
  std::vector<parameter_help> parameters;
};

operator_help help_of(const operator_info& info);

/// One line: `resize size [fit=inside] [only=any]`; brackets hold what may be left out, with its default.
std::string describe_usage(const operator_info& info);

/// Some lines: summary, usage, parameters with unit, range and default, an example.
std::string describe_operator(const operator_info& info);

}  // namespace tessera::inline v0
