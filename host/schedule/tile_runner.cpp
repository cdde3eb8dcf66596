// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/tile_runner.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "tessera/kernels/math.hpp"

namespace tessera::inline v0 {

namespace {

constexpr std::size_t alignment = 64;
constexpr std::size_t aligned(std::size_t size) { return (size + alignment - 1) / alignment * alignment; }

/// `count` times, one or more.
void repeat_pixel(const std::byte* pixel, std::size_t size, std::byte* to, std::size_t count) {
  std::memcpy(to, pixel, size);
  for (std::size_t done = size; done < count * size; done *= 2)
    std::memcpy(to + done, to, std::min(done, count * size - done));
}

}  // namespace

arena::arena(std::size_t size) : size_(size) {
  if (size) data_.reset(static_cast<std::byte*>(::operator new (size, std::align_val_t{alignment})));
}

void arena::release::operator()(std::byte* p) const noexcept { ::operator delete (p, std::align_val_t{alignment}); }

std::size_t row_pitch(std::int64_t bytes) { return aligned(static_cast<std::size_t>(bytes)) | alignment; }

std::size_t stored_row_offset(const format& layout, const span& s) {
  const auto padding = static_cast<std::size_t>(s.pad_left * layout.pixel_bytes());
  return padding % 32 == 0 ? padding + 16 : padding;
}

std::size_t stored_row_bytes(const format& layout, const span& s) {
  return row_pitch(static_cast<std::int64_t>(stored_row_offset(layout, s)) +
                   (s.region.width() + s.pad_right) * layout.pixel_bytes());
}

void fill_constant(const border_rule& edges, const format& layout, std::byte* row, std::int64_t pixels) {
  const float* c = edges.colour;
  // Rec. 601 luma stands for a colour where the picture is gray.
  const float gray = 0.299f * c[0] + 0.587f * c[1] + 0.114f * c[2];
  with_sample(layout.type, [&](auto zero) {
    using T = decltype(zero);
    T* out = reinterpret_cast<T*>(row);
    T pixel[4];
    for (int k = 0; k < layout.channels; ++k) {
      const float fraction = layout.alpha && k == layout.channels - 1 ? c[3]
                             : layout.colour_channels() == 1          ? gray
                                                                      : c[k];
      const float level = fraction * white<T>;
      pixel[k] = static_cast<T>(std::is_same_v<T, f32> ? level : quantise(level, white<T>));
    }
    for (std::int64_t i = 0; i < pixels; ++i) out = std::copy_n(pixel, layout.channels, out);
  });
}

void fill_padding(const border_rule& edges, const format& layout, const span& s, std::byte* row) {
  const auto size = static_cast<std::size_t>(layout.pixel_bytes());
  const auto at = [&](std::int64_t x) { return row + (x - s.region.x0) * layout.pixel_bytes(); };
  const auto fill = [&](std::int64_t x, std::int64_t count) {
    const auto from = [&](std::int64_t k) { return at(border_index(edges.kind, x + k, layout.size.width)); };
    if (edges.kind == border_kind::constant) fill_constant(edges, layout, at(x), count);
    else if (edges.kind == border_kind::replicate) repeat_pixel(from(0), size, at(x), static_cast<std::size_t>(count));
    else
      for (std::int64_t k = 0; k < count; ++k) std::memcpy(at(x + k), from(k), size);
  };
  if (s.region.x0 == 0 && s.pad_left > 0) fill(-s.pad_left, s.pad_left);
  if (s.region.x1 == layout.size.width && s.pad_right > 0) fill(layout.size.width, s.pad_right);
}

std::size_t tile_runner::bytes(const graph& g, const std::vector<span>& largest) {
  std::size_t total = 0;
  for (std::size_t n = 1; n < g.nodes.size(); ++n) {
    const node& made = g.nodes[n];
    const bool stored = n + 1 < g.nodes.size() && !made.held;
    const auto rows = static_cast<std::size_t>(largest[n].capacity + (g.edges.kind == border_kind::constant ? 1 : 0));
    if (stored) total += rows * stored_row_bytes(made.out, largest[n]);
    if (made.kernel.run) total += aligned(made.kernel.scratch_bytes(made.kernel.data.get(), largest[n].region.width()));
  }
  if (g.edges.kind == border_kind::constant) total += stored_row_bytes(g.nodes[0].out, largest[0]);
  return total;
}

tile_runner::tile_runner(const graph& g, std::vector<span> largest, bool continues)
    : graph_(g),
      largest_(std::move(largest)),
      continues_(continues),
      arena_(bytes(g, largest_)),
      stores_(g.nodes.size()),
      scratch_(g.nodes.size()),
      first_(g.nodes.size(), true) {
  std::byte* at = arena_.data();
  for (std::size_t n = 0; n < g.nodes.size(); ++n) {
    const node& made = g.nodes[n];
    const std::size_t row = stored_row_bytes(made.out, largest_[n]), offset = stored_row_offset(made.out, largest_[n]);
    const bool stored = n > 0 && n + 1 < g.nodes.size() && !made.held;
    if (stored) {
      std::byte* const base = at ? at + offset : nullptr;  // nothing is kept of a tile without pixels
      stores_[n] = {base, static_cast<std::ptrdiff_t>(row), std::max<std::int64_t>(1, largest_[n].capacity), nullptr};
      at += static_cast<std::size_t>(largest_[n].capacity) * row;
    }
    if (g.edges.kind == border_kind::constant && (stored || n == 0)) {
      fill_constant(g.edges, made.out, at, static_cast<std::int64_t>(row) / made.out.pixel_bytes());
      // The row starts with whole pixels; the padding offset is not a multiple of odd pixel sizes, so align to pixels.
      stores_[n].constant = at + offset / static_cast<std::size_t>(made.out.pixel_bytes()) *
                                     static_cast<std::size_t>(made.out.pixel_bytes());
      at += row;
    }
    if (n > 0 && made.kernel.run) {
      scratch_[n] = at;
      at += aligned(made.kernel.scratch_bytes(made.kernel.data.get(), largest_[n].region.width()));
    }
  }
}

void tile_runner::begin(const rect& tile, const std::vector<span>& spans) {
  const bool below = continues_ && steps_ && tile.x0 == tile_.x0 && tile.x1 == tile_.x1 && tile.y0 == tile_.y1 &&
                     goes_on(spans_, spans);
  tile_ = tile;
  if (below) {
    for (std::size_t n = 0; n < spans.size(); ++n) spans_[n].region.y1 = spans[n].region.y1;
    steps_->extend(spans);
    return;
  }
  spans_ = spans;
  steps_ = std::make_unique<stepper>(graph_, spans_);
  std::fill(first_.begin(), first_.end(), true);
}

stepper::work tile_runner::prepare(std::int64_t last) {
  work_ = steps_->advance(last);
  return work_.front();
}

void tile_runner::make(const source_rows& source, std::byte* const* out) {
  for (std::size_t n = 1; n < graph_.nodes.size(); ++n) {
    if (graph_.nodes[n].held) continue;
    for (std::int64_t y = work_[n].first; y < work_[n].last;) {
      const std::int64_t last = std::min<std::int64_t>(work_[n].last, y + cpu::max_rows);
      make_rows(n, y, last, source, out + (n + 1 == graph_.nodes.size() ? y - work_[n].first : 0));
      y = last;
    }
  }
}

cpu::input_rows tile_runner::rows_of(std::size_t input, const rect& wanted, const source_rows& source,
                                     std::vector<const std::byte*>& table) const {
  const node& from = graph_.nodes[input];
  // All pixels of the constant row are equal; it starts at the region's first column.
  const std::int64_t column = input == 0 ? source.first_column : from.held ? 0 : spans_[input].region.x0;
  const std::byte* constant = stores_[input].constant;
  if (constant) constant += (column - spans_[input].region.x0) * from.out.pixel_bytes();
  table.resize(static_cast<std::size_t>(std::max<std::int64_t>(0, wanted.height())));
  for (std::size_t k = 0; k < table.size(); ++k) {
    const std::int64_t y =
        border_index(graph_.edges.kind, wanted.y0 + static_cast<std::int64_t>(k), from.out.size.height);
    table[k] = y < 0        ? constant
               : input == 0 ? source.row(y)
               : from.held  ? from.held->pixels.row(y)
                            : stores_[input].row(y);
  }
  return {table.data(), column, wanted.y0};
}

void tile_runner::make_rows(std::size_t n, std::int64_t first, std::int64_t last, const source_rows& source,
                            std::byte* const* out) {
  const node& made = graph_.nodes[n];
  const rect& region = spans_[n].region;
  cpu::row_job job;
  job.x0 = region.x0;
  job.x1 = region.x1;
  job.y = first;
  job.rows = static_cast<int>(last - first);
  job.first = first_[n];
  job.scratch = scratch_[n];
  const rect wanted = needs(made, made.monotone ? rect{region.x0, first, region.x1, last} : region);
  for (std::size_t i = 0; i < made.inputs.size(); ++i)
    job.in[i] = rows_of(static_cast<std::size_t>(made.inputs[i]), wanted, source, pointers_[i]);
  std::byte* rows[cpu::max_rows];
  const bool result = n + 1 == graph_.nodes.size();
  for (int k = 0; k < job.rows; ++k) rows[k] = result ? out[k] : stores_[n].row(first + k);
  job.out = rows;
  made.kernel.run(made.kernel.data.get(), job);
  first_[n] = false;
  if (result) return;
  if (spans_[n].pad_left > 0 || spans_[n].pad_right > 0)
    for (int k = 0; k < job.rows; ++k) fill_padding(graph_.edges, made.out, spans_[n], rows[k]);
}

}  // namespace tessera::inline v0
