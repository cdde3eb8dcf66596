// SPDX-License-Identifier: Apache-2.0
#include "support/stage_harness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>
#include <stdexcept>

namespace tessera::tests {

namespace {

constexpr std::size_t guard = 128;

struct guarded_row {
  std::vector<std::byte> bytes;
  guarded_row(std::size_t size, std::byte around) : bytes(size + 2 * guard, around) {}
  std::byte* data() { return bytes.data() + guard; }
  bool intact(std::byte around) const {
    const auto untouched = [&](std::byte b) { return b == around; };
    return std::all_of(bytes.begin(), bytes.begin() + guard, untouched) &&
           std::all_of(bytes.end() - guard, bytes.end(), untouched);
  }
};

std::vector<guarded_row> region_rows(const picture& in, const rect& region, border_kind border, std::byte poison) {
  std::vector<guarded_row> rows;
  const auto bytes = in.layout.pixel_bytes();
  for (std::int64_t y = region.y0; y < region.y1; ++y) {
    rows.emplace_back(static_cast<std::size_t>(region.width() * bytes), poison);
    for (std::int64_t x = region.x0; x < region.x1; ++x) {
      const std::int64_t u = border_index(border, x, in.layout.size.width),
                         v = border_index(border, y, in.layout.size.height);
      std::byte* to = rows.back().data() + (x - region.x0) * bytes;
      if (u < 0 || v < 0) std::memset(to, 0, static_cast<std::size_t>(bytes));
      else std::memcpy(to, in.at(u, v), static_cast<std::size_t>(bytes));
    }
  }
  return rows;
}

/// The rows that a call reads, and where they are.
struct read_rows {
  std::vector<guarded_row> rows;
  std::vector<const std::byte*> pointers;
  read_rows(const picture& in, const rect& region, border_kind border, std::byte poison)
      : rows(region_rows(in, region, border, poison)) {
    for (auto& row : rows) pointers.push_back(row.data());
  }
};

void run_call(const cpu::kernel& code, const prepared& stage, const picture& in, const picture* second, picture& out,
              const rect& tile, const rect& part, std::byte* scratch, const cutting& how, border_kind border) {
  const rect region = needs(stage, is_monotone(stage) ? part : tile, in.layout);
  const read_rows from(in, region, border, how.poison), beside(second ? *second : in, region, border, how.poison);
  const auto size = static_cast<std::size_t>(part.width() * out.layout.pixel_bytes());
  std::vector<guarded_row> out_rows(static_cast<std::size_t>(part.height()), guarded_row(size, std::byte{0xa5}));
  std::vector<std::byte*> out_pointers;
  for (auto& row : out_rows) out_pointers.push_back(row.data());
  cpu::row_job job;
  job.in[0] = {from.pointers.data(), region.x0, region.y0};
  job.in[1] = {beside.pointers.data(), region.x0, region.y0};
  job.out = out_pointers.data();
  job.x0 = part.x0, job.x1 = part.x1, job.y = part.y0, job.rows = static_cast<int>(part.height());
  job.first = part.y0 == tile.y0;
  job.scratch = scratch;
  code.run(code.data.get(), job);
  for (std::int64_t k = 0; k < part.height(); ++k) {
    auto& row = out_rows[static_cast<std::size_t>(k)];
    if (!row.intact(std::byte{0xa5})) throw std::runtime_error("a kernel wrote beyond its rows");
    std::memcpy(out.at(part.x0, part.y0 + k), row.data(), size);
  }
}

}  // namespace

double picture::level(std::int64_t x, std::int64_t y, int c) const {
  return with_sample(layout.type, [&](auto zero) {
    decltype(zero) v;
    std::memcpy(&v, at(x, y) + static_cast<std::size_t>(c) * sizeof v, sizeof v);
    return static_cast<double>(v);
  });
}

void picture::set_level(std::int64_t x, std::int64_t y, int c, double level) {
  with_sample(layout.type, [&](auto zero) {
    const auto v = static_cast<decltype(zero)>(level);
    std::memcpy(at(x, y) + static_cast<std::size_t>(c) * sizeof v, &v, sizeof v);
  });
}

picture noise(const format& f, unsigned seed) {
  picture p(f);
  std::mt19937 random(seed);
  const double white = white_of(f.type);
  const auto any = [&] {
    const double v = static_cast<double>(random() % 65536) / 65535.0 * white;
    return f.type == sample_type::f32 ? v : std::floor(v);
  };
  for (std::int64_t y = 0; y < f.size.height; ++y)
    for (std::int64_t x = 0; x < f.size.width; ++x) {
      for (int c = 0; c < f.channels; ++c) p.set_level(x, y, c, any());
      if (!f.alpha) continue;
      const double unit = f.type == sample_type::f32 ? 1.0 / 255 : 1.0;
      const double choices[] = {0, unit, 3 * unit, white, any()};
      p.set_level(x, y, f.channels - 1, choices[random() % 5]);
    }
  return p;
}

picture scene(const format& f) {
  picture p(f);
  const double white = white_of(f.type);
  const double w = static_cast<double>(f.size.width), h = static_cast<double>(f.size.height);
  for (std::int64_t y = 0; y < f.size.height; ++y)
    for (std::int64_t x = 0; x < f.size.width; ++x)
      for (int c = 0; c < f.channels; ++c) {
        const double u = (static_cast<double>(x) + 0.5) / w, v = (static_cast<double>(y) + 0.5) / h;
        double level = 0.5 + 0.3 * std::sin(9 * u + c) * std::cos(7 * v - c) + 0.2 * (u - v);
        if ((u - 0.5) * (u - 0.5) + (v - 0.4) * (v - 0.4) < 0.04 + 0.01 * c) level = 1 - level;
        level = std::clamp(level, 0.0, 1.0) * white;
        p.set_level(x, y, c, f.type == sample_type::f32 ? level : std::floor(level + 0.5));
      }
  return p;
}

picture run_stage(const prepared& stage, const picture& in, int level, const cutting& how, border_kind border,
                  const picture* second) {
  const cpu::kernel code = second ? cpu::compile_points({&stage, 1}, in.layout, level, &second->layout)
                                  : cpu::compile(stage, in.layout, level);
  picture out(stage.out);
  const extent size = stage.out.size;
  for (std::int64_t y = 0; y < size.height; y += how.tile_height)
    for (std::int64_t x = 0; x < size.width; x += how.tile_width) {
      const rect tile = intersect({x, y, x + how.tile_width, y + how.tile_height}, whole(size));
      const std::size_t bytes = code.scratch_bytes(code.data.get(), tile.width());
      std::vector<std::byte> memory(bytes + 64 + guard, std::byte{0xcd});
      auto* scratch = memory.data() + (64 - reinterpret_cast<std::uintptr_t>(memory.data()) % 64);
      for (std::int64_t row = tile.y0; row < tile.y1; row += how.rows)
        run_call(code, stage, in, second, out, tile, {tile.x0, row, tile.x1, std::min(row + how.rows, tile.y1)},
                 scratch, how, border);
      if (std::any_of(scratch + bytes, memory.data() + memory.size(), [](std::byte b) { return b != std::byte{0xcd}; }))
        throw std::runtime_error("a kernel wrote beyond its scratch");
    }
  return out;
}

double largest_difference(const picture& a, const picture& b) {
  double largest = a.layout == b.layout ? 0 : INFINITY;
  for (std::int64_t y = 0; y < std::min(a.layout.size.height, b.layout.size.height); ++y)
    for (std::int64_t x = 0; x < std::min(a.layout.size.width, b.layout.size.width); ++x)
      for (int c = 0; c < a.layout.channels; ++c) {
        const double d = std::abs(a.level(x, y, c) - b.level(x, y, c));
        if (!(d <= largest)) largest = std::isnan(d) ? INFINITY : d;
      }
  return largest;
}

std::string describe(const format& f) {
  return fmt::format("{} x{} {}x{}", name_of(f.type), f.channels, f.size.width, f.size.height);
}

}  // namespace tessera::tests
