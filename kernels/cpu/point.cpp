// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <vector>

#include "tessera/kernels/cpu/rows.hpp"
#include "tessera/kernels/math.hpp"

namespace tessera::inline v0::cpu {

namespace {

/// Pixels that go through the whole run before the next ones: four float planes of them stay in L1.
constexpr std::size_t chunk = 512;
constexpr std::size_t plane_floats = 4 * chunk + float_slack;  // one plane may hold four interleaved channels

/// One stage of a run.
struct step {
  formula what;
  bool mixes = false;
  scale levels;  ///< of the colour channels
  bool retypes_alpha = false;
  int colours_in = 3, colours_out = 3;
  bool alpha_in = false, alpha_out = false;
  std::vector<float> table;  ///< levels by entry; empty for a formula
  int entries = 0, tables = 1;
};

struct point_program {
  const rows_table* rows = nullptr;
  int level = 0;
  format in, out;
  std::vector<step> steps;
  bool planar = false;              ///< some step mixes channels or must leave alpha alone
  std::vector<std::uint8_t> table;  ///< the whole run as a table, where it is u8 to u8 sample by sample
};

scale levels_between(const format& in, const format& out) {
  return {white_of(in.type), white_of(out.type), out.type != sample_type::f32};
}

step make_step(const prepared& stage, const format& in) {
  step s{{},
         false,
         levels_between(in, stage.out),
         in.type != stage.out.type,
         in.colour_channels(),
         stage.out.colour_channels(),
         in.alpha,
         stage.out.alpha,
         {},
         0,
         1};
  if (const auto* p = std::get_if<point>(&stage.what)) {
    s.what = p->what;
    s.mixes = p->mixes_channels;
  } else {
    const auto& l = std::get<lookup>(stage.what);
    s.entries = l.entries;
    s.tables = l.tables;
    s.table.resize(l.values.size());
    std::transform(l.values.begin(), l.values.end(), s.table.begin(), [&](float v) {
      const float level = v * s.levels.out_white;
      return s.levels.quantise ? quantise(level, s.levels.out_white) : level;
    });
  }
  return s;
}

/// f32 samples index a table by their nearest of 65536 levels; u8 and u16 samples are indices.
void apply_table(const step& s, int channel, float* data, std::size_t n) {
  const float* table = s.table.data() + (s.tables > 1 ? channel * s.entries : 0);
  const float last = static_cast<float>(s.entries - 1);
  const float factor = s.levels.in_white == 1.0f ? last : 1.0f;
  for (std::size_t i = 0; i < n; ++i) data[i] = table[static_cast<std::size_t>(quantise(data[i] * factor, last))];
}

/// A bare change of type.
void retype(const rows_table& rows, float* data, std::size_t n, const scale& levels) {
  if (levels.in_white != levels.out_white) rows.scale(data, n, levels.out_white / levels.in_white);
  if (levels.quantise) rows.quantise(data, n, levels.out_white);
}

void apply_samples(const point_program& program, const step& s, int channel, float* data, std::size_t n) {
  if (!s.table.empty()) apply_table(s, channel, data, n);
  else if (s.what) s.what.kernels[program.level].sample(s.what.op.get(), data, n, s.levels);
  else if (s.retypes_alpha) retype(*program.rows, data, n, s.levels);
}

/// Planes in order r, g, b, alpha; a formula that mixes channels sees gray as equal RGB and missing alpha as white.
void apply_planes(const point_program& program, const step& s, float* const* planes, std::size_t n) {
  if (s.mixes) {
    for (int c = s.colours_in; c < 3; ++c) std::copy_n(planes[0], n, planes[c]);
    if (!s.alpha_in) std::fill_n(planes[3], n, s.levels.in_white);
    float* const alpha_before = planes[3];
    s.what.kernels[program.level].pixel(s.what.op.get(), planes, n, s.levels);
    if (s.retypes_alpha && s.alpha_in && s.alpha_out) retype(*program.rows, alpha_before, n, s.levels);
    return;
  }
  for (int c = 0; c < s.colours_in; ++c) apply_samples(program, s, c, planes[c], n);
  if (s.alpha_in && s.retypes_alpha) retype(*program.rows, planes[3], n, s.levels);
}

void run_planar(const point_program& program, const std::byte* in, std::byte* out, std::size_t n, float* scratch) {
  float* const planes[4] = {scratch, scratch + plane_floats, scratch + 2 * plane_floats, scratch + 3 * plane_floats};
  const auto ordered = [&](const format& f, std::array<float*, 4>& order) {
    std::copy_n(planes, 4, order.begin());
    if (f.alpha) order[static_cast<std::size_t>(f.channels - 1)] = planes[3];
  };
  std::array<float*, 4> order;
  ordered(program.in, order);
  program.rows->to_planes[static_cast<std::size_t>(program.in.type)](in, order.data(), program.in.channels, n);
  for (const step& s : program.steps) apply_planes(program, s, planes, n);
  ordered(program.out, order);
  program.rows->from_planes[static_cast<std::size_t>(program.out.type)](order.data(), out, program.out.channels, n);
}

void run_wide(const point_program& program, const std::byte* in, std::byte* out, std::size_t samples, float* scratch) {
  program.rows->to_float[static_cast<std::size_t>(program.in.type)](in, scratch, samples);
  for (const step& s : program.steps) apply_samples(program, s, 0, scratch, samples);
  program.rows->from_float[static_cast<std::size_t>(program.out.type)](scratch, out, samples);
}

void run_table(const point_program& program, const std::byte* in, std::byte* out, std::size_t pixels) {
  const auto* from = reinterpret_cast<const std::uint8_t*>(in);
  auto* to = reinterpret_cast<std::uint8_t*>(out);
  const auto channels = static_cast<std::size_t>(program.in.channels);
  program.rows->lookup_u8(from, to, pixels * channels, program.table.data());
  if (program.in.alpha)
    for (std::size_t i = channels - 1; i < pixels * channels; i += channels) to[i] = from[i];
}

void run_points(const void* data, const row_job& job) {
  const auto& program = *static_cast<const point_program*>(data);
  const std::int64_t in_bytes = program.in.pixel_bytes(), out_bytes = program.out.pixel_bytes();
  const auto width = static_cast<std::size_t>(job.x1 - job.x0);
  for (int k = 0; k < job.rows; ++k) {
    const std::byte* in = job.in[0].row[job.y + k - job.in[0].y] + (job.x0 - job.in[0].x) * in_bytes;
    std::byte* out = job.out[k];
    if (!program.table.empty()) {
      run_table(program, in, out, width);
      continue;
    }
    for (std::size_t i = 0; i < width; i += chunk) {
      const std::size_t n = std::min(chunk, width - i);
      const std::byte* from = in + static_cast<std::int64_t>(i) * in_bytes;
      std::byte* to = out + static_cast<std::int64_t>(i) * out_bytes;
      auto* scratch = reinterpret_cast<float*>(job.scratch);
      if (program.planar) run_planar(program, from, to, n, scratch);
      else run_wide(program, from, to, n * static_cast<std::size_t>(program.in.channels), scratch);
    }
  }
}

std::size_t point_scratch(const void*, std::int64_t) { return 4 * plane_floats * sizeof(float); }

/// A run of u8 stages without mixing is one table of 256 entries: the same code run on every level, so the same bits.
void fold(point_program& program) {
  const auto simple = [](const step& s) { return !s.mixes && s.tables == 1; };
  if (program.in.type != sample_type::u8 || program.out.type != sample_type::u8 ||
      program.in.channels != program.out.channels)
    return;
  if (!std::all_of(program.steps.begin(), program.steps.end(), simple)) return;
  std::vector<float> levels(256 + float_slack);
  for (std::size_t i = 0; i < 256; ++i) levels[i] = static_cast<float>(i);
  for (const step& s : program.steps) apply_samples(program, s, 0, levels.data(), 256);
  program.table.resize(256);
  std::transform(levels.begin(), levels.begin() + 256, program.table.begin(),
                 [](float v) { return static_cast<std::uint8_t>(v); });
}

}  // namespace

kernel compile_points(std::span<const prepared> stages, const format& in, int level) {
  auto program = std::make_shared<point_program>();
  program->rows = &table_of(level).rows;
  program->level = level;
  program->in = program->out = in;
  for (const prepared& stage : stages) {
    program->steps.push_back(make_step(stage, program->out));
    const step& s = program->steps.back();
    program->planar |= s.mixes || s.tables > 1 || in.alpha;
    program->out = stage.out;
  }
  fold(*program);
  return {std::move(program), &run_points, &point_scratch};
}

}  // namespace tessera::inline v0::cpu
