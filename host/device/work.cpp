// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/work.hpp"

#include <algorithm>
#include <cmath>

#include "tessera/kernels/patterns/axis.hpp"
#include "tessera/kernels/patterns/stages.hpp"

namespace tessera::inline v0 {

namespace {

/// What a sample of a stage costs, in the unit of its kind.
struct cost {
  work_kind kind = work_kind::point;
  double per_sample = 1;
};

/// `gaussian 2` (34 taps) and `gaussian 5` (82 taps) take 13.3 and 25.5 ms on the same picture (kernels/README.md): a sample costs as much as 18
/// taps before its first one. Running sums cost the same at any width; `box 7` took 0.6 (f32) to 3.8 times (u8) as long as `gaussian 2`.
cost cost_of(const separable& s) {
  const auto taps = static_cast<double>(s.horizontal.size() + s.vertical.size());
  return {work_kind::separable, s.uniform ? 80 : 18 + taps};
}

cost cost_of(const stencil& s) {
  return {work_kind::stencil, static_cast<double>((2 * s.reach_x + 1) * (2 * s.reach_y + 1))};
}

/// Three channels at once, and formulas that take long.
cost cost_of(const pixel_stencil& s) {
  return {work_kind::stencil, 4 * static_cast<double>((2 * s.reach_x + 1) * (2 * s.reach_y + 1))};
}

/// Running sums of samples and of their squares.
cost cost_of(const moments&) { return {work_kind::separable, 200}; }

/// Comparisons: up to 7 rows directly, more by van Herk's scheme; columns in spans that grow fourfold; one for the copy.
double extreme_cost(const rank& r) {
  const auto columns = static_cast<double>(2 * r.radius_x + 1), rows = static_cast<double>(2 * r.radius_y + 1);
  if (!r.heights.empty()) return columns + rows;
  return 1 + std::min(rows - 1, 3.0) + 2 * std::ceil(std::log2(columns) / 2);
}

/// Column histograms cost the same at any radius; for wider samples the cost grows with the window: 82 and 99 ns for u16, 125 and 325 ns for f32,
/// against 15 ns for u8 (kernels/README.md).
double percentile_cost(const rank& r, sample_type type) {
  const auto side = static_cast<double>(r.radius_x + r.radius_y + 1);
  const double nanoseconds = type == sample_type::u8    ? 15
                             : type == sample_type::u16 ? 67 + 2.1 * side
                                                        : 42 + 5.6 * side;
  return nanoseconds / 15 / bytes_of(type);
}

cost cost_of(const rank& r, sample_type type) {
  if (r.kind != rank::which::percentile) return {work_kind::extremes, extreme_cost(r)};
  const bool square = r.radius_x == r.radius_y && r.fraction == 0.5;
  if (square && r.radius_x == 1) return {work_kind::median, 18};  // comparisons
  if (square && r.radius_x == 2) return {work_kind::median, 44};  // 2.4 times as long
  return {work_kind::percentile, percentile_cost(r, type)};
}

double taps_in_the_middle(const axis& a) {
  const window w = window_of(a, a.out / 2);
  return static_cast<double>(std::max<std::int64_t>(1, w.last - w.first));
}

/// Rows first: what the vertical filter makes is as wide as the part of the input that is read. Each sample costs 7 taps before its first one
/// (`resize 200%` takes 4.7 times as long as `resize 50%`).
double resample_amount(const resample& r, const format& in, const rect& out) {
  const axis x = horizontal_axis(r, in), y = vertical_axis(r, in);
  const double read =
      x.length * static_cast<double>(out.width()) / static_cast<double>(std::max<std::int64_t>(1, x.out));
  const auto rows = static_cast<double>(out.height());
  return rows * (read * (7 + taps_in_the_middle(y)) + static_cast<double>(out.width()) * (7 + taps_in_the_middle(x)));
}

/// Positions cost as much as some taps: bilinear takes 0.45 times as long as bicubic.
double warp_cost(const warp& w) {
  return w.kind == warp::interpolation::nearest ? 3 : w.kind == warp::interpolation::bilinear ? 8 : 18;
}

double area(const rect& r) { return r.empty() ? 0 : static_cast<double>(r.width()) * static_cast<double>(r.height()); }

struct coster {
  const format& in;
  const format& made;
  const rect& out;
  double samples() const { return area(out) * static_cast<double>(std::max(in.pixel_bytes(), made.pixel_bytes())); }
  work of(const cost& c) const { return {c.kind, in.type, samples() * c.per_sample}; }

  work operator()(const point&) const { return of({work_kind::point}); }
  work operator()(const lookup&) const { return of({work_kind::lookup}); }
  work operator()(const colour_table&) const { return of({work_kind::point, 4}); }
  work operator()(const colour_shaper&) const { return of({work_kind::point, 4}); }
  work operator()(const tile_tables&) const { return of({work_kind::point, 8}); }
  work operator()(const global&) const { return of({work_kind::lookup}); }
  work operator()(const whole_picture&) const { return of({work_kind::point, 10}); }
  work operator()(const separable& s) const { return of(cost_of(s)); }
  work operator()(const stencil& s) const { return of(cost_of(s)); }
  work operator()(const pixel_stencil& s) const { return of(cost_of(s)); }
  work operator()(const moments& m) const { return of(cost_of(m)); }
  work operator()(const rank& r) const { return of(cost_of(r, in.type)); }
  work operator()(const move& m) const { return of({work_kind::move, m.transpose ? 5.0 : 1.0}); }
  work operator()(const warp& w) const { return of({work_kind::warp, warp_cost(w)}); }
  work operator()(const resample& r) const {
    return {work_kind::resample, in.type, resample_amount(r, in, out) * static_cast<double>(in.pixel_bytes())};
  }
  work operator()(const recipe&) const { return of({work_kind::point}); }
};

void add_node(pass_work& pass, const node& n, const rect& out) {
  if (n.stages.empty()) {
    pass.parts.push_back({work_kind::move, n.out.type, area(out) * static_cast<double>(n.out.pixel_bytes())});
    return;
  }
  if (is_byte_table(n.stages, n.in)) {
    pass.parts.push_back({work_kind::lookup, n.out.type, area(out) * static_cast<double>(n.out.pixel_bytes())});
    return;
  }
  format in = n.in;
  for (const prepared& stage : n.stages) {
    pass.parts.push_back(work_of(stage, in, out));
    in = stage.out;
  }
}

/// The stages that the input of a stage depends on.
std::vector<bool> before(const plan& p, std::size_t stage) {
  std::vector<bool> needed(p.stages.size());
  needed[stage] = true;
  for (std::size_t i = stage + 1; i-- > 0;)
    for (const int from : {p.stages[i].input, p.stages[i].second})
      if (needed[i] && from >= 0) needed[static_cast<std::size_t>(from)] = true;
  needed[stage] = false;
  return needed;
}

/// What comes before a statistical stage is made once more, whole, to be counted.
pass_work counting_pass(const plan& p, std::size_t barrier) {
  pass_work pass;
  pass.read = static_cast<double>(p.input.row_bytes()) * static_cast<double>(p.input.size.height);
  const std::vector<bool> needed = before(p, barrier);
  for (std::size_t i = 0; i < barrier; ++i) {
    const plan_stage& stage = p.stages[i];
    if (needed[i] && !stage.held)
      pass.parts.push_back(work_of(stage.what, format_of(p, stage.input), whole(stage.what.out.size)));
  }
  pass.parts.push_back(counting_work(format_of(p, p.stages[barrier].input)));
  pass.kernels = static_cast<int>(pass.parts.size());
  return pass;
}

pass_work last_pass(const plan& p) {
  pass_work pass;
  const std::vector<span> spans = regions(p.last, p.result);
  pass.read = area(spans.front().region) * static_cast<double>(p.input.pixel_bytes());
  pass.written = area(p.result) * static_cast<double>(p.output.pixel_bytes());
  for (std::size_t i = 1; i < p.last.nodes.size(); ++i) {
    if (p.last.nodes[i].held) continue;
    add_node(pass, p.last.nodes[i], spans[i].region);
    ++pass.kernels;
  }
  return pass;
}

}  // namespace

work work_of(const prepared& stage, const format& in, const rect& out) {
  return std::visit(coster{in, stage.out, out}, stage.what);
}

work counting_work(const format& in) {
  return {work_kind::count, in.type, area(whole(in.size)) * static_cast<double>(in.pixel_bytes())};
}

std::vector<pass_work> work_of(const plan& p) {
  std::vector<pass_work> passes;
  for (const std::size_t barrier : p.barriers) passes.push_back(counting_pass(p, barrier));
  passes.push_back(last_pass(p));
  return passes;
}

const char* reference_pipeline(work_kind kind) {
  switch (kind) {
    case work_kind::point:
      return "grayscale";
    case work_kind::lookup:
      return "gamma 2.2";
    case work_kind::separable:
      return "gaussian 2";
    case work_kind::stencil:
      return "sobel";
    case work_kind::extremes:
      return "erode 2";
    case work_kind::median:
      return "median 1";
    case work_kind::percentile:
      return "median 5";
    case work_kind::resample:
      return "resize 50%";
    case work_kind::move:
      return "flop";
    case work_kind::warp:
      return "rotate 17";
    case work_kind::count:
      break;
  }
  return "equalize";
}

}  // namespace tessera::inline v0
