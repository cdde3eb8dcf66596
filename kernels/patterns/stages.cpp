// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/stages.hpp"

#include <algorithm>
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

bool is_byte_table(std::span<const prepared> stages, const format& in) {
  const auto by_sample = [](const prepared& stage) {
    if (const auto* table = std::get_if<lookup>(&stage.what)) return table->tables == 1;
    const auto* p = std::get_if<point>(&stage.what);
    return p && !p->mixes_channels && !p->takes_second && !p->placed;
  };
  if (stages.empty() || !std::all_of(stages.begin(), stages.end(), by_sample)) return false;
  const format& out = stages.back().out;
  return in.type == sample_type::u8 && out.type == sample_type::u8 && in.channels == out.channels;
}

}  // namespace tessera::inline v0
