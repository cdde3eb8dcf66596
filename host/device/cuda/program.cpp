// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/cuda/program.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <variant>

#include "tessera/kernels/error.hpp"

namespace tessera::inline v0::cuda {

namespace {

constexpr std::size_t row_alignment = 128;     // what one warp reads at a time
constexpr std::size_t buffer_alignment = 256;  // as cudaMalloc gives it

constexpr std::size_t round_up(std::size_t size, std::size_t to) { return (size + to - 1) / to * to; }

bool changes_nothing(const node& load, channel_order order) {
  return load.out.type != sample_type::f32 && (order == channel_order::rgb || load.out.channels < 3);
}

std::size_t aligned_bytes(const format& made, const rect& region) {
  return round_up(static_cast<std::size_t>(pitch_of(made, region) * region.height()), buffer_alignment);
}

/// The code of a node's stages. Throws `error` that names them.
kernel compile_node(const graph& g, const node& made) {
  const format* second = made.inputs.size() > 1 ? &g.nodes[static_cast<std::size_t>(made.inputs[1])].out : nullptr;
  try {
    return is_point(made.stages.front()) ? compile_points(made.stages, made.in, second)
                                         : compile(made.stages.front(), made.in, g.edges);
  } catch (const error& failure) {
    throw error(failure.kind(), made.name + ": " + failure.what()).with_operator(made.name);
  }
}

/// The lowest place of `size` bytes that none of the live ranges overlaps.
std::size_t first_fit(const std::vector<std::pair<std::size_t, std::size_t>>& live, std::size_t size) {
  std::vector<std::size_t> places{0};
  for (const auto& range : live) places.push_back(range.second);
  std::sort(places.begin(), places.end());
  for (const std::size_t at : places)
    if (std::none_of(live.begin(), live.end(),
                     [&](const auto& range) { return at < range.second && range.first < at + size; }))
      return at;
  return places.back();
}

/// What makes the tables of some work, from the whole of its input.
job tables_for(job work) {
  work.out = {work.in[1].data, 0, work.in[0].region};
  return work;
}

/// Launches a stage for all pictures, as many at once as a kernel takes; `scratch` is where it lies in each arena.
template <class Make>
cudaError_t launch_jobs(const kernel& code, const std::byte* constants, std::span<const program::picture> pictures,
                        std::size_t scratch, cudaStream_t to, const Make& job_of) {
  std::array<job, jobs_per_launch> jobs;
  const auto with_scratch = [&](const program::picture& p) {
    job work = job_of(p);
    work.scratch = p.arena + scratch;
    return work;
  };
  while (!pictures.empty()) {
    const std::size_t now = std::min(pictures.size(), jobs.size());
    std::transform(pictures.begin(), pictures.begin() + static_cast<std::ptrdiff_t>(now), jobs.begin(), with_scratch);
    if (const cudaError_t failure = code.launch(code.data.get(), constants, {jobs.data(), now}, to)) return failure;
    pictures = pictures.subspan(now);
  }
  return cudaSuccess;
}

}  // namespace

std::int64_t pitch_of(const format& layout, const rect& region) {
  return static_cast<std::int64_t>(
      round_up(static_cast<std::size_t>(region.width() * layout.pixel_bytes()), row_alignment));
}

program::program(const graph& g, channel_order order, bool counts, const std::optional<tile_grid>& grid)
    : graph_(g),
      steps_(g.nodes.size()),
      statistics_(g.nodes.size()),
      alias_(g.nodes.size()),
      last_use_(g.nodes.size()) {
  for (std::size_t n = 1; n < g.nodes.size(); ++n) {
    const node& made = g.nodes[n];
    alias_[n] = n;
    if (made.held) {
      add_picture(n);
      continue;
    }
    const auto input = static_cast<std::size_t>(made.inputs.front());
    const channel_order from = g.nodes[input].held ? channel_order::rgb : order;
    if (!made.stages.empty()) {
      steps_[n] = {made.name, compile_node(g, made), 0, made.inputs};
      if (const auto* stage = std::get_if<global>(&made.stages.front().what)) add_statistics(n, *stage);
    } else if (g.nodes[input].held ? n + 1 < g.nodes.size() : changes_nothing(made, from)) {
      alias_[n] = alias_[input];
    } else {
      steps_[n] = {made.name, compile_load(made.in, from), 0, made.inputs};
    }
    add(steps_[n]);
    for (const int i : made.inputs) last_use_[alias_[static_cast<std::size_t>(i)]] = n;
  }
  last_use_[last()] = g.nodes.size();  // read by the download or the count
  if (!counts) return;
  count_ = {"count", compile_count(g.output(), grid), 0, {}};
  counter_bytes_ = count_bytes(g.output(), grid);
  add(count_);
}

void program::add(step& s) {
  s.constants = constants_.size();
  constants_.insert(constants_.end(), s.code.constants.begin(), s.code.constants.end());
  constants_.resize(round_up(constants_.size(), buffer_alignment));
}

/// A picture of a second input lies among the constants: it is uploaded once, whatever the tiles.
void program::add_picture(std::size_t node) {
  const const_view& pixels = graph_.nodes[node].held->pixels;
  const std::int64_t pitch = pitch_of(pixels.format, whole(pixels.format.size));
  const std::size_t at = constants_.size();
  steps_[node].constants = at;
  constants_.resize(at + round_up(static_cast<std::size_t>(pitch * pixels.format.size.height), buffer_alignment));
  for (std::int64_t y = 0; y < pixels.format.size.height; ++y)
    std::memcpy(constants_.data() + at + static_cast<std::size_t>(y * pitch), pixels.row(y),
                static_cast<std::size_t>(pixels.format.row_bytes()));
}

void program::add_statistics(std::size_t node, const global& stage) {
  const format& in = graph_.nodes[node].in;
  statistics_[node] = {"statistics", compile_statistics(stage.rule.value(), in), 0, steps_[node].inputs};
  add(statistics_[node]);
  table_bytes_ = std::max(table_bytes_, table_bytes(stage.rule.value(), in));
}

layout program::place(const std::vector<span>& regions) const {
  layout made;
  made.nodes.assign(regions.size(), 0);
  std::vector<std::size_t> live;
  std::size_t scratch = 0;
  const auto range = [&](std::size_t n) {
    return std::pair{made.nodes[n], made.nodes[n] + aligned_bytes(graph_.nodes[n].out, regions[n].region)};
  };
  for (std::size_t n = 0; n < regions.size(); ++n) {
    if (alias_[n] != n || graph_.nodes[n].held) continue;
    std::erase_if(live, [&](std::size_t other) { return last_use_[other] < n; });
    std::vector<std::pair<std::size_t, std::size_t>> taken;
    for (const std::size_t other : live) taken.push_back(range(other));
    made.nodes[n] = first_fit(taken, aligned_bytes(graph_.nodes[n].out, regions[n].region));
    made.bytes = std::max(made.bytes, range(n).second);
    live.push_back(n);
    for (const kernel* code : {&steps_[n].code, &statistics_[n].code})
      if (code->scratch_bytes) scratch = std::max(scratch, code->scratch_bytes(code->data.get(), regions[n].region));
  }
  if (count_.code.launch && count_.code.scratch_bytes)
    scratch = std::max(scratch, count_.code.scratch_bytes(count_.code.data.get(), regions.back().region));
  made.scratch = made.bytes;
  made.counters = made.scratch + round_up(scratch, buffer_alignment);
  made.tables = made.counters + round_up(counter_bytes_, buffer_alignment);
  made.bytes = made.tables + round_up(table_bytes_, buffer_alignment);
  return made;
}

buffer program::buffer_of(std::size_t node, const std::vector<span>& regions, const layout& where,
                          std::byte* arena) const {
  // A load covers what its reader asks for, and its source exactly that.
  const std::size_t n = alias_[node];
  return {arena + where.nodes[n], pitch_of(graph_.nodes[n].out, regions[n].region), regions[n].region};
}

buffer program::picture_of(std::size_t node, const std::byte* constants) const {
  const format& f = graph_.nodes[node].out;
  // Kernels only read their inputs.
  return {const_cast<std::byte*>(constants) + steps_[node].constants, pitch_of(f, whole(f.size)), whole(f.size)};
}

cudaError_t program::launch(const std::vector<span>& regions, const layout& where, std::span<const picture> pictures,
                            const std::byte* constants, cudaStream_t to, const listener& done) const {
  const auto place = [&](const picture& p, std::size_t n) {
    if (p.ends.in && alias_[n] == 0) return *p.ends.in;
    if (p.ends.out && alias_[n] == last()) return *p.ends.out;
    if (graph_.nodes[alias_[n]].held) return picture_of(alias_[n], constants);
    return buffer_of(n, regions, where, p.arena);
  };
  const auto run = [&](const step& s, const auto& work_of) {
    const auto failure = launch_jobs(s.code, constants + s.constants, pictures, where.scratch, to, work_of);
    return failure == cudaSuccess && done ? done(s.name) : failure;
  };
  for (std::size_t n = 1; n < steps_.size(); ++n) {
    if (!makes(n) || regions[n].region.empty()) continue;
    const auto work_of = [&](const picture& p) {
      job work;
      work.out = place(p, n);
      for (std::size_t k = 0; k < steps_[n].inputs.size() && k < work.in.size(); ++k)
        work.in[k] = place(p, static_cast<std::size_t>(steps_[n].inputs[k]));
      if (statistics_[n].code.launch) work.in[1].data = p.arena + where.tables;
      return work;
    };
    if (statistics_[n].code.launch)
      if (const auto failure = run(statistics_[n], [&](const picture& p) { return tables_for(work_of(p)); }))
        return failure;
    if (const cudaError_t failure = run(steps_[n], work_of)) return failure;
  }
  if (!count_.code.launch) return cudaSuccess;
  for (const picture& p : pictures)
    if (const cudaError_t failure = cudaMemsetAsync(p.arena + where.counters, 0, counter_bytes_, to)) return failure;
  return run(count_, [&](const picture& p) {
    job work;
    work.in[0] = place(p, last());
    work.out = {p.arena + where.counters, 0, regions.back().region};
    return work;
  });
}

}  // namespace tessera::inline v0::cuda
