// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "tessera/kernels/cuda/compile.hpp"
#include "tessera/kernels/cuda/points_program.hpp"
#include "tessera/kernels/math.hpp"

namespace tessera::inline v0::cuda {

namespace {

/// One launch of a run; what comes between two of them lies in scratch.
struct segment {
  point_program program;
  const formula_module* module = nullptr;
  format in, out;
};

struct point_run {
  std::vector<segment> segments;
};

/// A step, and what folding it into a table takes.
struct planned {
  point_step step;
  formula what;
  const formula_module* module = nullptr;
  std::vector<float> table;
  format in, out;
};

scale levels_between(const format& in, const format& out) {
  return {white_of(in.type), white_of(out.type), out.type != sample_type::f32};
}

void plan_lookup(const lookup& l, planned& p) {
  p.step.kind = step_kind::table;
  p.step.entries = l.entries;
  p.step.tables = l.tables;
  p.table.resize(l.values.size());
  std::transform(l.values.begin(), l.values.end(), p.table.begin(), [&](float v) {
    const float level = v * p.step.levels.out_white;
    return p.step.levels.quantise ? quantise(level, p.step.levels.out_white) : level;
  });
}

step_kind kind_of(const point& what) {
  if (what.takes_second) return what.mixes_channels ? step_kind::pixels : step_kind::pair;
  if (what.placed) return what.mixes_channels ? step_kind::placed_pixel : step_kind::placed_sample;
  return what.mixes_channels ? step_kind::pixel : step_kind::sample;
}

void plan_colours(const colour_table& colours, planned& p) {
  const colour_grid grid = grid_of(colours);
  p.step.kind = step_kind::colours;
  p.step.entries = grid.size;
  p.table.assign(grid.low, grid.low + 3);
  p.table.insert(p.table.end(), grid.scale, grid.scale + 3);
  p.table.insert(p.table.end(), colours.nodes->begin(), colours.nodes->end());
}

planned plan_step(const prepared& stage, const format& in) {
  planned p{{}, {}, nullptr, {}, in, stage.out};
  p.step.retypes = in.type != stage.out.type;
  p.step.alpha_in = in.alpha;
  p.step.alpha_out = stage.out.alpha;
  p.step.colours = in.colour_channels();
  p.step.levels = levels_between(in, stage.out);
  if (const auto* l = std::get_if<lookup>(&stage.what)) {
    plan_lookup(*l, p);
  } else if (const auto* colours = std::get_if<colour_table>(&stage.what)) {
    plan_colours(*colours, p);
  } else if (const auto* shaper = std::get_if<colour_shaper>(&stage.what)) {
    p.step.kind = step_kind::shaper;
    p.table = *shaper->data;
  } else if (const auto* statistic = std::get_if<global>(&stage.what)) {
    p.step.kind = step_kind::found_table;
    p.step.entries = in.type == sample_type::u8 ? 256 : 65536;
    p.step.tables = statistic->rule.value().separate ? in.colour_channels() : 1;
  } else if (const auto& what = std::get<point>(stage.what); what.what) {
    const found_formula found = find_formula(what.what);
    p.what = what.what;
    p.module = found.module;
    p.step.what = found.code;
    p.step.kind = kind_of(what);
  }
  return p;
}

bool foldable(const planned& p) {
  const bool sample = p.step.kind == step_kind::sample || (p.step.kind == step_kind::table && p.step.tables == 1);
  return p.in.type == sample_type::u8 && sample;
}

/// Levels through a step, by the code of the lowest SIMD level: the same bits.
void run_through(const planned& p, std::vector<float>& levels) {
  if (p.step.kind == step_kind::table) {
    for (float& level : levels) level = p.table[static_cast<std::size_t>(level)];
    return;
  }
  constexpr std::size_t slack = 16;
  levels.resize(256 + slack);
  p.what.kernels[0].sample(p.what.op.get(), levels.data(), 256, p.step.levels);
  levels.resize(256);
}

/// Steps over u8 samples have 256 results: those in a row become one table.
std::vector<planned> fold(std::vector<planned> steps) {
  std::vector<planned> folded;
  for (planned& p : steps) {
    if (!foldable(p)) {
      folded.push_back(std::move(p));
      continue;
    }
    const bool joins = !folded.empty() && foldable(folded.back()) && !folded.back().step.retypes &&
                       folded.back().step.kind == step_kind::table;
    std::vector<float> levels(256);
    for (std::size_t i = 0; i < levels.size(); ++i) levels[i] = joins ? folded.back().table[i] : static_cast<float>(i);
    run_through(p, levels);
    if (joins) {
      p.step.alpha_in = folded.back().step.alpha_in;
      p.in = folded.back().in;
      folded.pop_back();
    }
    p.step.kind = step_kind::table;
    p.step.entries = 256;
    p.step.tables = 1;
    p.table = std::move(levels);
    p.module = nullptr;
    folded.push_back(std::move(p));
  }
  return folded;
}

void begin_with(segment& s, const format& in) {
  s.program.channels_in = in.channels;
  s.program.alpha_in = in.alpha;
  s.program.width = static_cast<float>(in.size.width);
  s.program.height = static_cast<float>(in.size.height);
}

segment& segment_for(point_run& run, const planned& p) {
  const bool fits = !run.segments.empty() && run.segments.back().program.count < most_steps &&
                    (!p.module || !run.segments.back().module || run.segments.back().module == p.module);
  if (!fits) {
    run.segments.push_back({{}, p.module, p.in, p.in});
    begin_with(run.segments.back(), p.in);
  }
  segment& s = run.segments.back();
  if (p.module) s.module = p.module;
  return s;
}

void end_with(segment& s, const format& out) {
  s.out = out;
  s.program.channels_out = out.channels;
  s.program.alpha_out = out.alpha;
}

std::int64_t pitch_between(const format& f, const rect& out) { return (out.width() * f.pixel_bytes() + 15) / 16 * 16; }

/// Two buffers that take turns.
std::size_t scratch_of_points(const void* data, const rect& out) {
  const auto& run = *static_cast<const point_run*>(data);
  if (run.segments.size() < 2) return 0;
  std::int64_t pitch = 0;
  for (std::size_t i = 0; i + 1 < run.segments.size(); ++i)
    pitch = std::max(pitch, pitch_between(run.segments[i].out, out));
  return static_cast<std::size_t>(2 * pitch * out.height());
}

/// The job as the i-th launch sees it.
job part_of(const point_run& run, const job& whole_run, std::size_t i) {
  job part = whole_run;
  const rect& region = whole_run.out.region;
  const std::size_t half = scratch_of_points(&run, region) / 2;
  const auto between = [&](std::size_t k) {
    return buffer{whole_run.scratch + (k % 2) * half, pitch_between(run.segments[k].out, region), region};
  };
  if (i > 0) part.in[0] = between(i - 1);
  if (i + 1 < run.segments.size()) part.out = between(i);
  return part;
}

cudaError_t launch_segment(const segment& s, const std::byte* constants, std::span<const job> jobs,
                           cudaStream_t stream) {
  const module_kernels& code = (s.module ? *s.module : built_in_module()).kernels;
  point_program program = s.program;
  program.tables = reinterpret_cast<const float*>(constants);
  return code.points[static_cast<int>(s.in.type)][static_cast<int>(s.out.type)](program, jobs, stream);
}

cudaError_t launch_point_run(const void* data, const std::byte* constants, std::span<const job> jobs,
                             cudaStream_t stream) {
  const auto& run = *static_cast<const point_run*>(data);
  if (run.segments.size() == 1) return launch_segment(run.segments[0], constants, jobs, stream);
  std::array<job, jobs_per_launch> parts;
  while (!jobs.empty()) {
    const std::span<const job> now = jobs.first(std::min(jobs.size(), parts.size()));
    for (std::size_t i = 0; i < run.segments.size(); ++i) {
      std::transform(now.begin(), now.end(), parts.begin(), [&](const job& j) { return part_of(run, j, i); });
      const cudaError_t e = launch_segment(run.segments[i], constants, {parts.data(), now.size()}, stream);
      if (e != cudaSuccess) return e;
    }
    jobs = jobs.subspan(now.size());
  }
  return cudaSuccess;
}

kernel make_kernel(const std::vector<planned>& steps, const format& in, const format* second = nullptr) {
  auto run = std::make_shared<point_run>();
  std::vector<std::byte> constants;
  for (const planned& p : steps) {
    segment& s = segment_for(*run, p);
    point_step& step = s.program.steps[s.program.count++];
    step = p.step;
    step.table = static_cast<std::uint32_t>(append(constants, p.table) / sizeof(float));
    end_with(s, p.out);
  }
  if (run->segments.empty()) {
    end_with(run->segments.emplace_back(segment{{}, nullptr, in, in}), in);
    begin_with(run->segments[0], in);
  }
  if (second) {
    run->segments[0].program.channels_second = second->channels;
    run->segments[0].program.alpha_second = second->alpha;
  }
  return {std::move(run), std::move(constants), &scratch_of_points, &launch_point_run};
}

}  // namespace

kernel compile_points(std::span<const prepared> stages, const format& in, const format* second) {
  std::vector<planned> steps;
  format at = in;
  for (const prepared& stage : stages) {
    steps.push_back(plan_step(stage, at));
    at = stage.out;
  }
  return make_kernel(fold(std::move(steps)), in, second);
}

kernel compile_load(const format& in, channel_order order) {
  std::vector<planned> steps;
  const auto add = [&](step_kind kind) {
    planned p = plan_step({point{}, in}, in);
    p.step.kind = kind;
    steps.push_back(std::move(p));
  };
  if (order == channel_order::bgr && in.channels >= 3) add(step_kind::swap_ends);
  if (in.type == sample_type::f32) add(step_kind::remove_nans);
  return make_kernel(steps, in);
}

}  // namespace tessera::inline v0::cuda
