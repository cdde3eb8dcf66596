// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <mutex>

#include <fmt/format.h>

#include "tessera/host/pipeline/names.hpp"
#include "tessera/host/pipeline/pipeline.hpp"
#include "tessera/kernels/built_in_operators.hpp"

namespace tessera::inline v0 {

namespace {

/// The operators of users. Local to a function, since constructors that run before main fill it.
struct added_operators {
  std::mutex guard;
  std::vector<const operator_info*> list;
};

added_operators& added() {
  static added_operators all;
  return all;
}

}  // namespace

void add_operator(const operator_info& info) {
  added_operators& all = added();
  const std::lock_guard lock(all.guard);
  if (std::find(all.list.begin(), all.list.end(), &info) == all.list.end()) all.list.push_back(&info);
}

std::vector<const operator_info*> operators() {
  std::vector<std::pair<std::string, const operator_info*>> all;
  const auto insert = [&](const operator_info& info) { all.emplace_back(text::canonical(info.name), &info); };
  for (const auto& info : built_in_operators()) insert(info());
  {
    const std::lock_guard lock(added().guard);
    for (const operator_info* info : added().list) insert(*info);
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto twice =
      std::adjacent_find(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first == b.first; });
  if (twice != all.end())
    throw error(error_kind::usage,
                fmt::format("two operators are named {} (of {} and of {}); rename one of the two types and its header",
                            twice->first, twice[0].second->theme, twice[1].second->theme))
        .with_operator(twice->first);
  std::vector<const operator_info*> result;
  for (const auto& [name, info] : all) result.push_back(info);
  return result;
}

const operator_info* find_operator(std::string_view name) {
  const std::string wanted = text::canonical(name);
  for (const operator_info* info : operators())
    if (text::canonical(info->name) == wanted) return info;
  return nullptr;
}

}  // namespace tessera::inline v0
