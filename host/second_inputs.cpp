// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/second_inputs.hpp"

#include <algorithm>
#include <cmath>

#include "tessera/host/files.hpp"
#include "tessera/host/schedule/input.hpp"

namespace tessera::inline v0 {

namespace {

recipe recipe_of(const pipeline& stages) { return {stages.stages().begin(), stages.stages().end()}; }

std::shared_ptr<const held_picture> hold(const image& picture) {
  const auto owner = std::make_shared<const image>(picture);
  return std::make_shared<const held_picture>(held_picture{owner, owner->pixels()});
}

bool has_templates(const any_operator& op) {
  const std::optional<branch> second = second_of(op);
  return second && (second->path.find('{') != std::string::npos ||
                    std::any_of(second->stages.begin(), second->stages.end(),
                                [](const any_operator& stage) { return has_templates(stage); }));
}

}  // namespace

branch second_input(const pipeline& stages) { return input_through(recipe_of(stages)); }

branch second_input(const image& picture, const pipeline& stages) {
  if (picture.format().type != sample_type::f32) return {{}, hold(picture), recipe_of(stages)};
  image cleaned(picture.pixels());
  for (std::int64_t y = 0; y < cleaned.format().size.height; ++y) clean(cleaned.format(), cleaned.edit().row(y));
  return {{}, hold(cleaned), recipe_of(stages)};
}

bool has_templates(const pipeline& look) {
  return std::any_of(look.stages().begin(), look.stages().end(),
                     [](const any_operator& stage) { return has_templates(stage); });
}

std::shared_ptr<const held_picture> second_pictures::get(const std::string& path, bool keep) {
  const std::lock_guard lock(mutex_);
  auto& known = known_[path];
  if (auto there = known.lock()) return there;
  auto picture = hold(read(path, options_));
  known = picture;
  if (keep) kept_.push_back(picture);
  return picture;
}

}  // namespace tessera::inline v0
