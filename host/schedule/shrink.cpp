// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/shrink.hpp"

#include <algorithm>

#include "tessera/kernels/operators/geometry/resize.hpp"
#include "tessera/kernels/operators/geometry/thumbnail.hpp"

namespace tessera::inline v0 {

namespace {

bool takes_the_input(std::span<const any_operator> stages) {
  return std::any_of(stages.begin(), stages.end(), [](const any_operator& op) {
    const auto second = second_of(op);
    return second && ((second->is_input() && !second->here) || takes_the_input(second->stages));
  });
}

/// The part of the input that is shown; see `resample`.
struct shown {
  double x0, y0, x1, y1;
};

shown part_of(const resample& stage, extent in) {
  if (stage.x1 > stage.x0) return {stage.x0, stage.y0, stage.x1, stage.y1};
  return {0, 0, static_cast<double>(in.width), static_cast<double>(in.height)};
}

}  // namespace

int shrink_on_load(const pipeline& look, const format& upright, bool resizes) {
  if (look.empty() || takes_the_input(look.stages())) return 1;
  const any_operator& first = look.stages().front();
  const bool suits = &first.info() == &info_of<thumbnail>() || (resizes && &first.info() == &info_of<resize>());
  if (!suits) return 1;
  check_parameters(first);
  const prepared stage = first.info().prepare(first, upright);
  const auto* const r = std::get_if<resample>(&stage.what);
  if (!r || r->linear || !r->antialias || r->kind == resample::filter::nearest) return 1;
  const shown part = part_of(*r, upright.size);
  const double least = std::min((part.x1 - part.x0) / static_cast<double>(r->out.width),
                                (part.y1 - part.y0) / static_cast<double>(r->out.height));
  return least >= 16 ? 8 : least >= 8 ? 4 : least >= 4 ? 2 : 1;
}

prepared on_shrunk(const any_operator& first, const format& full, const format& shrunk, int factor, int orientation) {
  check_parameters(first);
  prepared stage = first.info().prepare(first, full);
  auto& r = std::get<resample>(stage.what);
  const shown part = part_of(r, full.size);
  const move upright = orientation_move(orientation, shrunk);
  // The last block of a row or column may be cut: it lies at the first edge of a picture that has been mirrored.
  const auto start = [&](bool mirrored, std::int64_t decoded, std::int64_t whole) {
    return mirrored ? static_cast<double>(decoded) - static_cast<double>(whole) / factor : 0.0;
  };
  const double left = start(upright.mirror_x, shrunk.size.width, full.size.width),
               top = start(upright.mirror_y, shrunk.size.height, full.size.height);
  r.x0 = part.x0 / factor + left, r.x1 = part.x1 / factor + left;
  r.y0 = part.y0 / factor + top, r.y1 = part.y1 / factor + top;
  return stage;
}

extent turned(extent stored, int orientation) {
  return orientation >= 5 && orientation <= 8 ? extent{stored.height, stored.width} : stored;
}

}  // namespace tessera::inline v0
