// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/pyramid.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

namespace tessera::inline v0::io {

namespace {

constexpr std::int64_t rows_made = cpu::max_rows, rows_taken = 2 * rows_made;
constexpr std::size_t alignment = 64;  // of the engine's scratch

std::size_t size_of(const format& layout, std::int64_t rows) {
  return static_cast<std::size_t>(layout.row_bytes() * rows);
}

format half_of(format layout) {
  layout.size = {(layout.size.width + 1) / 2, (layout.size.height + 1) / 2};
  return layout;
}

/// The code for a slice of the picture, whatever its height: tables for all rows of a tall one would be larger than its rows.
cpu::kernel compile_half(const format& from, const format& to) {
  format in = from, out = to;
  in.size.height = rows_taken;
  out.size.height = rows_made;
  resample half{resample::filter::area, out.size};
  half.x1 = static_cast<double>(2 * out.size.width);
  half.y1 = static_cast<double>(rows_taken);
  return cpu::compile(prepared{half, out}, in, cpu::best_level());
}

}  // namespace

std::vector<format> pyramid_formats(const format& full, std::int64_t side) {
  std::vector<format> levels{full};
  while (std::max(levels.back().size.width, levels.back().size.height) > side) levels.push_back(half_of(levels.back()));
  return levels;
}

pyramid_maker::pyramid_maker(const std::vector<format>& levels, receiver receive) : receive_(std::move(receive)) {
  for (std::size_t level = 0; level < levels.size(); ++level) {
    step made;
    made.from = levels[level];
    if (level + 1 < levels.size()) {
      made.to = levels[level + 1];
      made.rows.resize(size_of(made.from, rows_taken));
      made.made.resize(size_of(made.to, rows_made));
      made.halve = compile_half(made.from, made.to);
      made.scratch.resize(made.halve.scratch_bytes(made.halve.data.get(), made.to.size.width) + alignment);
    }
    steps_.push_back(std::move(made));
  }
}

void pyramid_maker::take(std::size_t level, const std::byte* row) {
  receive_(level, row);
  step& s = steps_[level];
  if (s.rows.empty()) return;
  std::memcpy(s.rows.data() + size_of(s.from, s.waiting), row, size_of(s.from, 1));
  ++s.taken;
  if (++s.waiting == rows_taken || s.taken == s.from.size.height) halve(level);
}

void pyramid_maker::halve(std::size_t level) {
  step& s = steps_[level];
  const std::int64_t waiting = std::exchange(s.waiting, 0), rows = (waiting + 1) / 2;
  std::array<const std::byte*, rows_taken> in{};
  std::array<std::byte*, rows_made> out{};
  for (std::int64_t k = 0; k < rows_taken; ++k)
    in[static_cast<std::size_t>(k)] = s.rows.data() + size_of(s.from, std::min(k, waiting - 1));
  for (std::int64_t k = 0; k < rows_made; ++k) out[static_cast<std::size_t>(k)] = s.made.data() + size_of(s.to, k);
  const auto address = reinterpret_cast<std::uintptr_t>(s.scratch.data());
  cpu::row_job job;
  job.in[0].row = in.data();
  job.out = out.data();
  job.x1 = s.to.size.width;
  job.rows = static_cast<int>(rows);
  job.scratch = s.scratch.data() + (alignment - address % alignment) % alignment;
  s.halve.run(s.halve.data.get(), job);
  for (std::int64_t k = 0; k < rows; ++k) take(level + 1, s.made.data() + size_of(s.to, k));
}

std::size_t pyramid_maker::memory(const std::vector<format>& levels) {
  constexpr std::size_t tables = 80, scratch = 256 << 10;  // of an output column; of the engine, measured
  std::size_t sum = 0;
  for (std::size_t level = 0; level + 1 < levels.size(); ++level)
    sum += size_of(levels[level], rows_taken) + size_of(levels[level + 1], rows_made) +
           static_cast<std::size_t>(levels[level + 1].size.width) * tables + scratch;
  return sum;
}

}  // namespace tessera::inline v0::io
