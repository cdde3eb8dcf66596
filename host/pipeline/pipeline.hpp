// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tessera/kernels/operator.hpp"

namespace tessera::inline v0 {

/// A chain of operators: a value, made from text by `parse` or in code by `|`.
class pipeline {
 public:
  pipeline() = default;
  template <class Op>
    requires(std::constructible_from<any_operator, Op&&>)
  pipeline(Op&& op) : stages_{any_operator(std::forward<Op>(op))} {}

  std::span<const any_operator> stages() const { return stages_; }
  bool empty() const { return stages_.empty(); }

  pipeline& operator|=(const pipeline& next) {
    stages_.insert(stages_.end(), next.stages_.begin(), next.stages_.end());
    return *this;
  }
  friend pipeline operator|(pipeline left, const pipeline& right) { return left |= right; }

 private:
  std::vector<any_operator> stages_;
};

/// `gaussian{.sigma = 2} | invert{}`: two operators make a pipeline.
template <operator_type Left, operator_type Right>
pipeline operator|(Left left, Right right) {
  return pipeline(std::move(left)) |= pipeline(std::move(right));
}

/// Reads the pipeline language, see cli/README.md. `origin` names the file that the text comes from (for `look.txt:3:14` in errors and
/// for relative paths), empty for the command line. Throws `error` of kind usage.
pipeline parse(std::string_view text, const std::string& origin = {});

/// The text of a pipeline; `parse(print(p))` equals p.
std::string print(const pipeline& p);
std::string print(const any_operator& stage);

/// Same operators with the same parameters in the same order.
bool operator==(const pipeline& a, const pipeline& b);

/// Every operator there is, sorted by name: the built-in ones and those added by `tessera_add_operators`.
std::vector<const operator_info*> operators();

/// The operator of that name (`-` equals `_`, colour/color and gray/grey are one word), or null.
const operator_info* find_operator(std::string_view name);

/// Makes an operator known to `parse`; called by the units that `tessera_add_operators` generates.
void add_operator(const operator_info& info);

}  // namespace tessera::inline v0
