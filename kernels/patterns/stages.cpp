// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/stages.hpp"

#include <utility>

namespace tessera::inline v0 {

namespace {

/// Lives as long as the operator that points into it.
struct fixed_stage {
  operator_info info;
  prepared stage;
};

prepared its_stage(const any_operator& op, const format&) { return static_cast<const fixed_stage*>(op.get())->stage; }

}  // namespace

any_operator as_operator(const char* name, prepared stage) {
  auto held = std::make_shared<fixed_stage>();
  held->info = {name, "", "", name, {}, nullptr, nullptr, &its_stage, nullptr};
  held->stage = std::move(stage);
  const operator_info& info = held->info;
  return {info, std::move(held)};
}

}  // namespace tessera::inline v0
