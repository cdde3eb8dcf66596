// SPDX-License-Identifier: Apache-2.0
// Statistical stages without the host: a picture's counts become running sums, and those a table in the device's memory.
#include "tessera/kernels/cuda/formulas.hpp"
#include "tessera/kernels/cuda/scan.hpp"
#include "tessera/kernels/cuda/tile.hpp"
#include "tessera/kernels/patterns/statistics.hpp"

namespace tessera::inline v0::cuda {

namespace {

struct table_program {
  table_rule rule;
  std::int32_t entries = 256, channels = 1, tables = 1;
  scale levels;
};

struct statistics_program {
  table_program table;
  kernel count;
  std::size_t counters = 0;  ///< of a picture
};

constexpr int entries_at_once = 4096;
constexpr int block_threads = 256;

/// The limits of a rule that goes by sums, by all threads of a block: each adds up and tries a part of the levels.
__device__ __forceinline__ table_limits limits_by_sums(const table_rule& rule, const table_counts& counts) {
  __shared__ level_sums own[block_threads], all[block_threads];
  __shared__ split best[block_threads];
  const int mine = thread_number(), each = (counts.entries + block_threads - 1) / block_threads;
  const int first = mine * each, last = smaller(first + each, counts.entries);
  own[mine] = sums_of(counts, first, last);
  all[mine] = sums_of(counts.of_all(), first, last);
  __syncthreads();
  level_sums before{}, whole{}, whole_picture{};
  for (int i = 0; i < block_threads; ++i) {
    if (i < mine) before.add(own[i]);
    whole.add(own[i]);
    whole_picture.add(all[i]);
  }
  split chosen{0, 0};
  if (rule.kind == table_rule::which::threshold) {
    best[mine] = best_split(counts, before, whole, first, last);
    __syncthreads();
    for (int i = 0; i < block_threads; ++i)
      if (best[i].between > chosen.between) chosen = best[i];
  }
  return limits_of(rule, counts.entries, whole, whole_picture, chosen);
}

/// The counts are the job's scratch, the table its output, one row for each of the tables.
__global__ void __launch_bounds__(block_threads)
    write_tables(const __grid_constant__ task_list list, const __grid_constant__ table_program p) {
  const place at = place_of(list, entries_at_once, 1);
  const task& t = list.items[at.index];
  const table_counts counts =
      counts_of(p.rule, reinterpret_cast<const std::uint64_t*>(t.scratch), p.entries, p.channels, at.y);
  const table_limits found = goes_by_sums(p.rule) ? limits_by_sums(p.rule, counts) : limits_of(p.rule, counts);
  float* const table = reinterpret_cast<float*>(t.out) + at.y * p.entries;
  const int end = smaller(at.x + entries_at_once, p.entries);
  for (int entry = at.x + thread_number(); entry < end; entry += thread_count())
    table[entry] = level_of(table_entry(p.rule, found, counts, entry), p.levels);
}

std::size_t counter_bytes(const statistics_program& p) {
  return (p.counters * sizeof(std::uint64_t) + 255) / 256 * 256;
}

std::size_t scratch_of_statistics(const void* data, const rect&) {
  const auto& p = *static_cast<const statistics_program*>(data);
  return counter_bytes(p) + scan_bytes(p.counters);
}

/// Counts the pictures of as many jobs as share a launch.
cudaError_t count_all(const statistics_program& p, std::span<const job> jobs, cudaStream_t stream) {
  std::array<job, jobs_per_launch> counting;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    counting[i] = jobs[i];
    counting[i].out.data = jobs[i].scratch;
    const cudaError_t failure = cudaMemsetAsync(jobs[i].scratch, 0, p.counters * sizeof(std::uint64_t), stream);
    if (failure != cudaSuccess) return failure;
  }
  return p.count.launch(p.count.data.get(), nullptr, {counting.data(), jobs.size()}, stream);
}

cudaError_t launch_statistics(const void* data, const std::byte*, std::span<const job> jobs, cudaStream_t stream) {
  const auto& p = *static_cast<const statistics_program*>(data);
  const auto tables = [&](const job& j) { return task_of(j, p.table.entries, p.table.tables); };
  while (!jobs.empty()) {
    const auto some = jobs.first(std::min<std::size_t>(jobs.size(), jobs_per_launch));
    jobs = jobs.subspan(some.size());
    if (const cudaError_t failure = count_all(p, some, stream)) return failure;
    for (const job& j : some) {
      auto* const counters = reinterpret_cast<std::uint64_t*>(j.scratch);
      if (const cudaError_t failure = scan(counters, p.counters, j.scratch + counter_bytes(p), stream)) return failure;
    }
    const tiling cut{entries_at_once, 1, dim3(block_threads)};
    if (const cudaError_t failure = launch_tasks(&write_tables, cut, some, tables, stream, p.table)) return failure;
  }
  return cudaSuccess;
}

table_program table_for(const table_rule& rule, const format& in) {
  const int colours = in.colour_channels();
  return {rule,
          in.type == sample_type::u8 ? 256 : 65536,
          colours,
          rule.separate ? colours : 1,
          {white_of(in.type), white_of(in.type), in.type != sample_type::f32}};
}

}  // namespace

kernel compile_statistics(const table_rule& rule, const format& in) {
  auto p = std::make_shared<statistics_program>();
  p->table = table_for(rule, in);
  p->count = compile_count(in);
  p->counters = count_bytes(in) / sizeof(std::uint64_t);
  return {std::move(p), {}, &scratch_of_statistics, &launch_statistics};
}

std::size_t table_bytes(const table_rule& rule, const format& in) {
  const table_program p = table_for(rule, in);
  return static_cast<std::size_t>(p.entries) * static_cast<std::size_t>(p.tables) * sizeof(float);
}

}  // namespace tessera::inline v0::cuda
