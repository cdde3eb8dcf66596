// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/graph.hpp"

#include <algorithm>

namespace tessera::inline v0 {

bool is_point(const prepared& stage) {
  return std::holds_alternative<point>(stage.what) || std::holds_alternative<lookup>(stage.what) ||
         std::holds_alternative<colour_table>(stage.what) || std::holds_alternative<colour_shaper>(stage.what) ||
         std::holds_alternative<global>(stage.what);
}

rect needs(const node& n, const rect& out) {
  rect region = out;
  // Only point stages run together, and those need what they make.
  for (const prepared& stage : n.stages) region = needs(stage, region, n.in);
  return region;
}

interval resolve(border_kind kind, interval wanted, std::int64_t size) {
  auto [low, high] = wanted;
  if (low >= high) return {0, 0};
  if (low >= 0 && high <= size) return wanted;
  switch (kind) {
    case border_kind::constant:
      return {std::clamp<std::int64_t>(low, 0, size), std::clamp<std::int64_t>(high, 0, size)};
    case border_kind::replicate:
      return {std::clamp<std::int64_t>(low, 0, size - 1), std::clamp<std::int64_t>(high - 1, 0, size - 1) + 1};
    case border_kind::wrap:
      return {0, size};
    case border_kind::reflect:
    case border_kind::reflect101:
      break;
  }
  if (low < -size || high > 2 * size) return {0, size};
  interval result{std::clamp<std::int64_t>(low, 0, size - 1), std::clamp<std::int64_t>(high, 1, size)};
  if (low < 0) result.low = 0, result.high = std::max(result.high, std::min(size, -low + 1));
  if (high > size)
    result.high = size, result.low = std::min(result.low, std::max<std::int64_t>(0, 2 * size - high - 1));
  return result;
}

std::vector<span> regions(const graph& g, const rect& tile) {
  std::vector<span> spans(g.nodes.size());
  spans.back().region = tile;
  for (std::size_t n = g.nodes.size() - 1; n > 0; --n) {
    const rect wanted = needs(g.nodes[n], spans[n].region);
    if (wanted.empty()) continue;
    for (const int input : g.nodes[n].inputs) {
      span& s = spans[static_cast<std::size_t>(input)];
      const extent size = g.nodes[static_cast<std::size_t>(input)].out.size;
      const interval x = resolve(g.edges.kind, {wanted.x0, wanted.x1}, size.width);
      const interval y = resolve(g.edges.kind, {wanted.y0, wanted.y1}, size.height);
      s.region = hull(s.region, rect{x.low, y.low, x.high, y.high});
      s.pad_left = std::max(s.pad_left, -wanted.x0);
      s.pad_right = std::max(s.pad_right, wanted.x1 - size.width);
    }
  }
  return spans;
}

bool goes_on(const std::vector<span>& above, const std::vector<span>& below) {
  return std::equal(above.begin(), above.end(), below.begin(), [](const span& a, const span& b) {
    return a.region.x0 == b.region.x0 && a.region.x1 == b.region.x1 && a.region.y0 <= b.region.y0;
  });
}

stepper::stepper(const graph& g, const std::vector<span>& spans) : graph_(g), spans_(spans), work_(g.nodes.size()) {
  for (const span& s : spans) next_.push_back(s.region.y0);
}

void stepper::extend(const std::vector<span>& spans) {
  for (std::size_t n = 0; n < spans_.size(); ++n) spans_[n].region.y1 = spans[n].region.y1;
}

const std::vector<stepper::work>& stepper::advance(std::int64_t last) {
  for (std::size_t n = 0; n < work_.size(); ++n) work_[n] = {next_[n], next_[n], spans_[n].region.y1};
  work_.back().last = last;
  for (std::size_t n = work_.size() - 1; n > 0; --n) {
    const node& made = graph_.nodes[n];
    const rect& region = spans_[n].region;
    if (work_[n].first >= region.y1) continue;
    const bool idle = work_[n].first >= work_[n].last;
    const std::int64_t until = idle ? work_[n].first + 1 : work_[n].last;
    const rect wanted = needs(made, made.monotone ? rect{region.x0, work_[n].first, region.x1, until} : region);
    if (wanted.empty()) continue;
    for (const int input : made.inputs) {
      const auto m = static_cast<std::size_t>(input);
      const interval rows = resolve(graph_.edges.kind, {wanted.y0, wanted.y1}, graph_.nodes[m].out.size.height);
      work_[m].lowest = std::min(work_[m].lowest, rows.low);
      if (!idle) work_[m].last = std::max(work_[m].last, std::min(rows.high, spans_[m].region.y1));
    }
  }
  for (std::size_t n = 0; n < work_.size(); ++n) next_[n] = std::max(next_[n], work_[n].last);
  return work_;
}

void simulate(const graph& g, std::vector<span>& spans) {
  stepper steps(g, spans);
  const rect tile = spans.back().region;
  for (std::int64_t y = tile.y0; y < tile.y1;) {
    y = std::min(tile.y1, y + cpu::max_rows);
    const auto& work = steps.advance(y);
    for (std::size_t n = 0; n < spans.size(); ++n)
      spans[n].capacity = std::max(spans[n].capacity, work[n].last - std::min(work[n].lowest, work[n].first));
  }
}

}  // namespace tessera::inline v0
