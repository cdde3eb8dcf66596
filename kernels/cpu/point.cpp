// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <numeric>
#include <vector>

#include "tessera/kernels/cpu/point_step.hpp"
#include "tessera/kernels/cpu/rows.hpp"
#include "tessera/kernels/patterns/stages.hpp"

namespace tessera::inline v0::cpu {

namespace {

/// Pixels that go through the whole run before the next ones: four float planes of them stay in L1.
constexpr std::size_t point_chunk = 512;
constexpr std::size_t plane_floats = 4 * point_chunk + float_slack;  // one plane may hold four interleaved channels

struct point_program {
  const rows_table* rows = nullptr;
  const lookups_table* lookups = nullptr;
  int level = 0;
  format in, second, out;  ///< `second` is of the picture that the first step takes beside the input
  std::vector<step> steps;
  bool planar = false;  ///< some step mixes channels, must leave alpha alone or asks for more than samples
  decltype(formula_kernels::direct) direct = nullptr;
  bool changes_type = false;        ///< and nothing else
  std::vector<float> entry;         ///< of u8 samples, what the first of the first formula's steps makes of each level
  std::vector<std::uint8_t> table;  ///< the whole run as a table, where it is u8 to u8 sample by sample
};

bool takes_second(const point_program& program) {
  return !program.steps.empty() && program.steps.front().what.takes_second;
}

/// f32 samples index a table by their nearest of 65536 levels; u8 and u16 samples are indices.
void apply_table(const lookups_table& lookups, const step& s, std::uint32_t channel, float* data, std::size_t n) {
  const float* table = s.table.data() + (s.tables > 1 ? channel * static_cast<std::uint32_t>(s.entries) : 0);
  const float last = static_cast<float>(s.entries - 1);
  const float factor = s.levels.in_white == 1.0f ? last : 1.0f;
  lookups.look_up(data, n, table, factor, last);
}

void retype(const rows_table& rows, float* data, std::size_t n, const scale& levels) {
  if (levels.in_white != levels.out_white) rows.scale(data, n, levels.out_white / levels.in_white);
  if (levels.quantise) rows.quantise(data, n, levels.out_white);
}

/// What a chunk has beside its samples: the second picture's planes and where it lies.
struct surroundings {
  const float* const* second = nullptr;
  sample_place at;
};

void apply_samples(const point_program& program, const step& s, std::uint32_t channel, float* data, std::size_t n,
                   const surroundings& around = {}) {
  const auto code = [&]() -> const formula_kernels& { return s.what.what.kernels[program.level]; };
  const void* op = s.what.what.op.get();
  sample_place at = around.at;
  at.channel = channel;
  if (!s.table.empty()) apply_table(*program.lookups, s, channel, data, n);
  else if (s.what.takes_second) code().mixed(op, data, around.second[channel], data, n, s.levels);
  else if (s.what.placed) code().placed_sample(op, data, n, s.levels, at);
  else if (s.what.what) code().sample(op, data, n, s.levels);
  else if (s.retypes_alpha) retype(*program.rows, data, n, s.levels);
}

/// A formula that mixes channels sees gray as equal RGB and missing alpha as white.
void fill_planes(float* const* planes, int colours, bool alpha, float white, std::size_t n) {
  for (int c = colours; c < 3; ++c) std::copy_n(planes[0], n, planes[c]);
  if (!alpha) std::fill_n(planes[3], n, white);
}

/// Planes in order r, g, b, alpha.
void apply_planes(const point_program& program, const step& s, float* const* planes, std::size_t n,
                  const surroundings& around) {
  if (s.what.mixes_channels) {
    const auto code = [&]() -> const formula_kernels& { return s.what.what.kernels[program.level]; };
    const bool alpha_there = s.alpha_in || (!s.alpha_out && (!s.what.what || !code().reads_alpha));
    fill_planes(planes, s.colours_in, alpha_there, s.levels.in_white, n);
    float* const alpha_before = planes[3];
    const void* op = s.what.what.op.get();
    if (s.nodes) program.lookups->colour_table(s.grid, planes, n, s.levels);
    else if (s.shaper) program.lookups->shaper(s.shaper->data(), planes, n, s.levels);
    else if (s.what.takes_second) code().pixels(op, planes, around.second, n, s.levels);
    else if (s.what.placed) code().placed_pixel(op, planes, n, s.levels, around.at);
    else if (code().steps) code().steps(op, planes, n, s.levels, s.begun);
    else code().pixel(op, planes, n, s.levels);
    if (s.retypes_alpha && s.alpha_in && s.alpha_out) retype(*program.rows, alpha_before, n, s.levels);
    return;
  }
  for (int c = 0; c < s.colours_in; ++c) apply_samples(program, s, static_cast<std::uint32_t>(c), planes[c], n, around);
  if (s.alpha_in && s.retypes_alpha) retype(*program.rows, planes[3], n, s.levels);
}

using plane_list = std::array<float*, 4>;

/// Planes r, g, b, alpha one after the other.
plane_list planes_at(float* scratch) {
  return {scratch, scratch + plane_floats, scratch + 2 * plane_floats, scratch + 3 * plane_floats};
}

/// The planes of a format's channels in their order in a pixel.
plane_list channels_of(const format& f, plane_list planes) {
  if (f.alpha) planes[static_cast<std::size_t>(f.channels - 1)] = planes[3];
  return planes;
}

struct chunk_job {
  const std::byte* in = nullptr;
  const std::byte* second = nullptr;
  std::byte* out = nullptr;
  std::size_t pixels = 0;
  sample_place at;
};

void run_planar(const point_program& program, const chunk_job& job, float* scratch) {
  const plane_list planes = planes_at(scratch), beside = planes_at(scratch + 4 * plane_floats);
  const auto to_planes = program.rows->to_planes[static_cast<std::size_t>(program.in.type)];
  to_planes(job.in, channels_of(program.in, planes).data(), program.in.channels, job.pixels);
  if (job.second) {
    const format& f = program.second;
    to_planes(job.second, channels_of(f, beside).data(), f.channels, job.pixels);
    fill_planes(beside.data(), f.colour_channels(), f.alpha, white_of(f.type), job.pixels);
  }
  if (!program.entry.empty())
    for (int c = 0; c < program.in.colour_channels(); ++c)
      program.lookups->look_up(planes[static_cast<std::size_t>(c)], job.pixels, program.entry.data(), 1.0f, 255.0f);
  const surroundings around{beside.data(), job.at};
  for (const step& s : program.steps) apply_planes(program, s, planes.data(), job.pixels, around);
  program.rows->from_planes[static_cast<std::size_t>(program.out.type)](channels_of(program.out, planes).data(),
                                                                        job.out, program.out.channels, job.pixels);
}

/// A change of type that stands alone needs no floats in between.
void run_change(const point_program& program, const std::byte* in, std::byte* out, std::size_t pixels) {
  const scale& levels = program.steps.front().levels;
  program.rows->change[static_cast<std::size_t>(program.in.type)][static_cast<std::size_t>(program.out.type)](
      in, out, pixels * static_cast<std::size_t>(program.in.channels), levels.out_white / levels.in_white);
}

void run_wide(const point_program& program, const chunk_job& job, float* scratch) {
  const std::size_t samples = job.pixels * static_cast<std::size_t>(program.in.channels);
  program.rows->to_float[static_cast<std::size_t>(program.in.type)](job.in, scratch, samples);
  for (const step& s : program.steps) apply_samples(program, s, 0, scratch, samples);
  program.rows->from_float[static_cast<std::size_t>(program.out.type)](scratch, job.out, samples);
}

void run_table(const point_program& program, const std::byte* in, std::byte* out, std::size_t pixels) {
  const auto* from = reinterpret_cast<const std::uint8_t*>(in);
  auto* to = reinterpret_cast<std::uint8_t*>(out);
  const auto channels = static_cast<std::size_t>(program.in.channels);
  program.lookups->lookup_u8(from, to, pixels * channels, program.table.data(), program.in.alpha ? channels : 0);
}

/// A single formula over u8 RGB that needs no planes: the pixels done.
std::size_t run_direct(const point_program& program, const std::byte* in, std::byte* out, std::size_t pixels) {
  if (!program.direct) return 0;
  const step& s = program.steps.front();
  return program.direct(s.what.what.op.get(), reinterpret_cast<const u8*>(in), reinterpret_cast<u8*>(out), pixels,
                        s.levels);
}

const std::byte* row_of(const input_rows& from, const row_job& job, int k, const format& f) {
  return from.row[job.y + k - from.y] + (job.x0 - from.x) * f.pixel_bytes();
}

void run_points(const void* data, const row_job& job) {
  const auto& program = *static_cast<const point_program*>(data);
  const std::int64_t in_bytes = program.in.pixel_bytes(), out_bytes = program.out.pixel_bytes();
  const auto width = static_cast<std::size_t>(job.x1 - job.x0);
  const bool pair = takes_second(program);
  auto* scratch = reinterpret_cast<float*>(job.scratch);
  for (int k = 0; k < job.rows; ++k) {
    const std::byte* in = row_of(job.in[0], job, k, program.in);
    const std::byte* second = pair ? row_of(job.in[1], job, k, program.second) : nullptr;
    if (!program.table.empty()) {
      run_table(program, in, job.out[k], width);
      continue;
    }
    if (program.changes_type) {
      run_change(program, in, job.out[k], width);
      continue;
    }
    for (std::size_t i = run_direct(program, in, job.out[k], width); i < width; i += point_chunk) {
      const auto done = static_cast<std::int64_t>(i);
      const chunk_job part{in + done * in_bytes,
                           pair ? second + done * program.second.pixel_bytes() : nullptr,
                           job.out[k] + done * out_bytes,
                           std::min(point_chunk, width - i),
                           {static_cast<std::uint32_t>(job.x0 + done), static_cast<std::uint32_t>(job.y + k),
                            static_cast<float>(program.in.size.width), static_cast<float>(program.in.size.height)}};
      if (program.planar) run_planar(program, part, scratch);
      else run_wide(program, part, scratch);
    }
  }
}

std::size_t point_scratch(const void* data, std::int64_t) {
  return (takes_second(*static_cast<const point_program*>(data)) ? 8 : 4) * plane_floats * sizeof(float);
}

/// Those of u8, with room for whole vectors.
std::vector<float> all_levels() {
  std::vector<float> levels(256 + float_slack);
  std::iota(levels.begin(), levels.end(), 0.0f);
  return levels;
}

/// The same code run on every level, so the same bits.
void fold(point_program& program) {
  std::vector<float> levels = all_levels();
  for (const step& s : program.steps) apply_samples(program, s, 0, levels.data(), 256);
  program.table.resize(256);
  std::transform(levels.begin(), levels.begin() + 256, program.table.begin(),
                 [](float v) { return static_cast<std::uint8_t>(v); });
}

/// The first step of a formula over u8 is a table, too.
void begin(point_program& program) {
  step& first = program.steps.front();
  if (program.in.type != sample_type::u8 || !first.what.what) return;
  const formula_kernels& code = first.what.what.kernels[program.level];
  std::vector<float> levels = all_levels();
  if (!code.begin || !code.begin(first.what.what.op.get(), levels.data(), 256, first.levels)) return;
  program.entry = std::move(levels);
  first.begun = true;
}

}  // namespace

kernel compile_points(std::span<const prepared> stages, const format& in, int level, const format* second) {
  auto program = std::make_shared<point_program>();
  program->rows = &table_of(level).rows;
  program->lookups = &table_of(level).lookups;
  program->level = level;
  program->in = program->out = in;
  if (second) program->second = *second;
  for (const prepared& stage : stages) {
    program->steps.push_back(make_step(stage, program->out));
    const step& s = program->steps.back();
    program->planar |= s.what.mixes_channels || s.what.takes_second || s.what.placed || s.tables > 1 || in.alpha;
    program->out = stage.out;
  }
  program->changes_type = stages.size() == 1 && !program->planar && only_retypes(program->steps.front());
  if (is_byte_table(stages, in)) fold(*program);
  begin(*program);
  const format& out = program->out;
  if (stages.size() == 1 && in.type == sample_type::u8 && in.channels == 3 && out.type == sample_type::u8 && !out.alpha)
    if (const formula& only = program->steps.front().what.what) program->direct = only.kernels[level].direct;
  return {std::move(program), &run_points, &point_scratch};
}

}  // namespace tessera::inline v0::cpu
