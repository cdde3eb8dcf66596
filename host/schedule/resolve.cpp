// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/resolve.hpp"

#include <algorithm>
#include <optional>

#include "tessera/host/schedule/content_box.hpp"
#include "tessera/kernels/operators/geometry/crop.hpp"
#include "tessera/kernels/operators/geometry/trim.hpp"

namespace tessera::inline v0 {

namespace {

const trim* as_trim(const any_operator& op) {
  return &op.info() == &info_of<trim>() ? static_cast<const trim*>(op.get()) : nullptr;
}

bool holds_trim(const recipe& stages);

bool trims_second_input(const any_operator& op) {
  const auto second = second_of(op);
  return second && holds_trim(second->stages);
}

bool holds_trim(const recipe& stages) {
  return std::any_of(stages.begin(), stages.end(),
                     [](const any_operator& op) { return as_trim(op) || trims_second_input(op); });
}

crop crop_to(const rect& box) {
  return {{static_cast<double>(box.width()), static_cast<double>(box.height())},
          static_cast<int>(box.x0),
          static_cast<int>(box.y0)};
}

}  // namespace

bool depends_on_pixels(const pipeline& look) { return holds_trim({look.stages().begin(), look.stages().end()}); }

pipeline resolved(const pipeline& look, const std::function<void(const pipeline& before, const row_sink& make)>& run) {
  pipeline done;
  for (const any_operator& op : look.stages()) {
    if (trims_second_input(op))
      throw error(error_kind::unsupported, "trim: a second input cannot be trimmed; trim it first and name the result")
          .with_operator("trim");
    if (const trim* wanted = as_trim(op)) {
      check_parameters(op);
      std::optional<content_box> box;
      run(done, [&](const format& made) -> sink& { return box.emplace(made, wanted->tolerance); });
      done |= pipeline(crop_to(box->box()));
    } else {
      done |= pipeline(op);
    }
  }
  return done;
}

}  // namespace tessera::inline v0
