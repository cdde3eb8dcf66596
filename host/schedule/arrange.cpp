// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/arrange.hpp"

#include <algorithm>
#include <set>

#include "tessera/host/device/backend.hpp"
#include "tessera/host/schedule/input.hpp"
#include "tessera/host/schedule/spool.hpp"
#include "tessera/host/schedule/tile_runner.hpp"
#include "tessera/kernels/patterns/axis.hpp"

namespace tessera::inline v0 {

namespace {

/// Rows that stages in the middle make beyond their share when a tile is `height` rows of the result: the same for any height, but at edges.
std::int64_t rows_made_twice(const graph& g, const rect& result, std::int64_t height) {
  const auto rows_for = [&](std::int64_t rows) {
    const std::int64_t top = result.y0 + std::max<std::int64_t>(0, result.height() - rows) / 2;
    return regions(g, {result.x0, top, result.x1, std::min(result.y1, top + rows)});
  };
  const std::vector<span> once = rows_for(height), twice = rows_for(2 * height);
  std::int64_t most = 0;
  for (std::size_t n = 1; n + 1 < g.nodes.size(); ++n)
    if (g.nodes[n].monotone) most = std::max(most, 2 * once[n].region.height() - twice[n].region.height());
  return most;
}

/// One worker goes through the picture without a seam: short tiles cost nothing. Several share it, and stages in the middle make some
/// rows for two tiles; a seventh more of them is what memory is worth (an eighth where it costs none).
extent choose_tile(const plan& p, const graph& g) {
  extent tile{p.result.width(), p.result.height()};
  if (p.options.workers == 1) {
    tile.height = 4 * cpu::max_rows;
  } else {
    const std::int64_t again = rows_made_twice(g, p.result, 64);
    const std::int64_t share = (p.result.height() + 4 * p.options.workers - 1) / (4 * p.options.workers);
    tile.height = std::max<std::int64_t>(
        2 * cpu::max_rows, p.options.streamed ? 7 * again : std::max(8 * again, std::min<std::int64_t>(share, 1024)));
    constexpr std::int64_t step = cpu::max_rows / 2;  // a last step of half as many rows costs less than rows kept
    tile.height = (tile.height + step - 1) / step * step;
  }
  // Tiles are listed, and each is planned: a column of 2^31 pixels had 67 million of them, 4 GB, and took 30 s.
  constexpr std::int64_t most_tiles = 1 << 13;
  tile.height = std::max(tile.height, (p.result.height() + most_tiles - 1) / most_tiles);
  if (p.options.tile.width > 0) tile.width = p.options.tile.width;
  if (p.options.tile.height > 0) tile.height = p.options.tile.height;
  return {std::min(tile.width, p.result.width()), std::min(tile.height, p.result.height())};
}

/// Which nodes depend on the source, itself among them.
std::vector<bool> reading_the_source(const graph& g) {
  std::vector<bool> reads(g.nodes.size());
  reads[0] = true;
  for (std::size_t n = 1; n < reads.size(); ++n)
    for (const int input : g.nodes[n].inputs) reads[n] = reads[n] || reads[static_cast<std::size_t>(input)];
  return reads;
}

/// Bytes of the pictures of second inputs, each counted once.
std::size_t held_bytes(const plan& p) {
  std::set<const held_picture*> counted;
  std::size_t bytes = 0;
  for (const plan_stage& stage : p.stages)
    if (stage.held && counted.insert(stage.held.get()).second)
      bytes += static_cast<std::size_t>(stage.held->pixels.pitch * stage.held->pixels.format.size.height);
  return bytes;
}

/// The weights of every position as doubles and as 16 bits; they are made twice, since the first plan knows no tile.
std::size_t weight_bytes(const axis& a) {
  const window middle = window_of(a, a.out / 2);
  constexpr std::int64_t entry = sizeof(axis_table::entry), weight = sizeof(double) + sizeof(std::int16_t);
  return static_cast<std::size_t>(2 * a.out * (2 * entry + weight * (middle.last - middle.first)));
}

/// Bytes of the tables of colours and of resampling; a device's run keeps a second copy.
std::size_t table_bytes(const plan& p) {
  std::size_t bytes = 0;
  for (const plan_stage& stage : p.stages) {
    const format& in = format_of(p, stage.input);
    if (const auto* table = std::get_if<colour_table>(&stage.what.what)) bytes += table->nodes->size() * sizeof(float);
    if (const auto* shaper = std::get_if<colour_shaper>(&stage.what.what))
      bytes += shaper->data->size() * sizeof(float);
    if (const auto* r = std::get_if<resample>(&stage.what.what))
      bytes += weight_bytes(horizontal_axis(*r, in)) + weight_bytes(vertical_axis(*r, in));
  }
  return bytes * (p.options.device ? 2 : 1);
}

void decide_hold(plan& p, const graph& g) {
  if (!p.options.streamed) return;
  const auto picture = static_cast<std::size_t>(p.input.row_bytes() * p.input.size.height);
  const std::vector<bool> reads = reading_the_source(g);
  for (const node& n : g.nodes)
    if (!n.monotone && reads[static_cast<std::size_t>(n.inputs.front())])
      p.holds_source = true, p.why_hold = n.name + " reads its input in another order than the file has it";
  if (!p.holds_source && p.result != whole(p.output.size))
    p.holds_source = true, p.why_hold = "only a part of the result is made";
  if (!p.holds_source && p.tile.width < p.result.width())
    p.holds_source = true, p.why_hold = "the tiles are narrower than the picture";
  if (!p.holds_source && !p.barriers.empty() && picture <= p.options.hold_limit)
    p.holds_source = true, p.why_hold = "several passes read it, and it is small";
}

/// Rows of the source that all workers may need at the same time, for tiles done in order.
std::int64_t window_rows(const plan& p, const std::vector<rect>& tiles) {
  std::int64_t most = 0;
  const auto ahead = static_cast<std::size_t>(p.options.workers) - 1;
  for (std::size_t i = 0; i < tiles.size(); ++i) {
    const rect first = regions(p.last, tiles[i])[0].region;
    const rect last = regions(p.last, tiles[std::min(tiles.size() - 1, i + ahead)])[0].region;
    most = std::max(most, std::max(first.y1, last.y1) - std::min(first.y0, last.y0));
  }
  return most;
}

double amplification(const graph& g, const std::vector<rect>& bands, const rect& result) {
  std::vector<std::int64_t> made(g.nodes.size(), 0);
  for (const rect& band : bands) {
    const std::vector<span> spans = regions(g, band);
    for (std::size_t n = 0; n < made.size(); ++n) made[n] += spans[n].region.height();
  }
  const std::vector<span> once = regions(g, result);
  double most = 1;
  for (std::size_t n = 1; n < made.size(); ++n)
    if (g.nodes[n].monotone && !once[n].region.empty())
      most = std::max(most, static_cast<double>(made[n]) / static_cast<double>(once[n].region.height()));
  return most;
}

/// Each worker counts by itself; tables of tiles are kept beside the counts.
std::size_t statistic_bytes(const prepared& stage, std::size_t workers) {
  // The picture, and while it is worked on a byte and a place for each pixel.
  if (std::holds_alternative<whole_picture>(stage.what))
    return static_cast<std::size_t>(stage.out.size.width * stage.out.size.height * (stage.out.pixel_bytes() + 9));
  const std::size_t entries = stage.out.type == sample_type::u8 ? 256 : 65536;
  const auto& grid = std::get<global>(stage.what).grid;
  if (!grid) return (workers + 1) * sizeof(std::uint64_t) * entries * static_cast<std::size_t>(stage.out.channels);
  const auto tiles = static_cast<std::size_t>(grid->columns) * static_cast<std::size_t>(grid->rows);
  return ((workers + 1) * sizeof(std::uint64_t) + sizeof(float)) * entries * tiles;
}

void count_bytes(plan& p) {
  const bool continues = p.options.workers == 1;
  const auto workers = static_cast<std::size_t>(p.options.workers);
  const graph made = cpu_graph(p, p.last);
  const std::vector<span> largest = largest_spans(made, p.result, p.tile, continues);
  const std::vector<rect> bands = tiles_of(p.result, {p.result.width(), p.tile.height});
  p.bytes = workers * (tile_runner::bytes(made, largest) +
                       static_cast<std::size_t>(p.tile.height) * row_pitch(p.tile.width * p.output.pixel_bytes()));
  p.source_rows = !p.options.streamed ? 0
                  : p.holds_source    ? p.input.size.height
                  : continues         ? largest[0].capacity
                                      : window_rows(p, bands);
  p.bytes += static_cast<std::size_t>(p.source_rows) * stored_row_bytes(p.input, whole_rows(p.input, largest[0]));
  for (const std::size_t barrier : p.barriers) p.bytes += statistic_bytes(p.stages[barrier].what, workers);
  p.amplification = amplification(p.last, continues ? std::vector<rect>{p.result} : bands, p.result);
}

/// A band of the result as it is made part by part from a source on disk: the largest parts, square, whose bytes are within the limit, else the smallest.
void plan_for_spool(plan& p, std::size_t beside) {
  p.spools_source = true;
  const std::size_t filling = copy_of_source(p).bytes + spool::fill_bytes(p.input);
  const graph made = cpu_graph(p, p.last);
  for (std::int64_t side = 1024; side >= 64; side /= 2) {
    p.tile = {std::min(side, p.result.width()), std::min(side, p.result.height())};
    const std::vector<span> largest = largest_spans(made, p.result, p.tile, false);
    p.bytes = static_cast<std::size_t>(p.options.workers) *
              (tile_runner::bytes(made, largest) + spool::part_bytes(p.input, largest_part(p.last, p.result, p.tile)) +
               static_cast<std::size_t>(p.tile.height) * row_pitch(p.result.width() * p.output.pixel_bytes()));
    for (const std::size_t barrier : p.barriers)
      p.bytes += statistic_bytes(p.stages[barrier].what, static_cast<std::size_t>(p.options.workers));
    p.bytes += filling + beside;  // what is given back may stay with the process
    if (p.bytes <= p.options.memory) break;
  }
  p.source_rows = 0;
}

/// Slots take the place of windows and rings.
void plan_for_device(plan& p) {
  const pass_estimate made = p.options.device->estimate(shape_of(p, p.last, p.result, false));
  p.tile = made.tile;
  p.slots = made.slots;
  p.bytes = made.host_bytes;
  p.device_bytes = made.device_bytes;
  p.amplification = made.amplification;
  if (p.holds_source) p.bytes += static_cast<std::size_t>(p.input.row_bytes() * p.input.size.height);
}

}  // namespace

void arrange(plan& p) {
  const std::vector<plan_stage> stages = placeholders(p);
  const graph first = build_graph(p, stages, p.made);
  p.holds_source = p.spools_source = false;
  p.why_hold.clear();
  p.slots = 0;
  p.device_bytes = 0;
  p.tile = choose_tile(p, first);
  decide_hold(p, first);
  p.last = build_graph(p, stages, p.made);
  if (p.options.device) plan_for_device(p);
  else count_bytes(p);
  const std::size_t beside = held_bytes(p) + table_bytes(p);
  p.bytes += beside;
  if (p.options.memory == 0 || p.bytes <= p.options.memory || !p.holds_source || p.options.device_demanded) return;
  p.options.device.reset();
  plan_for_spool(p, beside);
}

plan on_cpu(plan p) {
  p.options.device.reset();
  arrange(p);
  return p;
}

plan copy_of_source(const plan& p) {
  plan_options options;
  options.workers = p.options.workers;
  options.level = p.options.level;
  return make_plan({}, p.input, options);
}

pass_shape shape_of(const plan& p, const graph& g, const rect& result, bool counts) {
  const bool streamed = p.options.streamed && !p.holds_source;
  return {&g, result, p.options.tile, p.options.order, streamed, counts, p.options.workers};
}

std::vector<rect> tiles_of(const rect& result, extent tile) {
  std::vector<rect> tiles;
  for (std::int64_t y = result.y0; y < result.y1; y += tile.height)
    for (std::int64_t x = result.x0; x < result.x1; x += tile.width)
      tiles.push_back({x, y, std::min(result.x1, x + tile.width), std::min(result.y1, y + tile.height)});
  return tiles;
}

extent largest_part(const graph& g, const rect& result, extent tile) {
  extent most{};
  for (const rect& part : tiles_of(result, tile)) {
    const rect read = regions(g, part)[0].region;
    if (read.width() * read.height() > most.width * most.height) most = {read.width(), read.height()};
  }
  return most;
}

std::vector<span> largest_spans(const graph& g, const rect& result, extent tile, bool continues) {
  std::vector<span> largest(g.nodes.size());
  const auto cover = [&](const rect& part) {
    std::vector<span> spans = regions(g, part);
    simulate(g, spans);
    for (std::size_t n = 0; n < spans.size(); ++n) {
      span& most = largest[n];
      const std::int64_t width = std::max(most.region.width(), spans[n].region.width());
      if (most.region.empty() || spans[n].region.width() == width) most.region = spans[n].region;
      most.pad_left = std::max(most.pad_left, spans[n].pad_left);
      most.pad_right = std::max(most.pad_right, spans[n].pad_right);
      most.capacity = std::max(most.capacity, spans[n].capacity);
    }
  };
  if (!continues)
    for (const rect& part : tiles_of(result, tile)) cover(part);
  for (const rect& column : tiles_of(result, {tile.width, result.height()})) {
    if (!continues) break;
    cover(column);
    // A tile that begins anew needs more rows at once than one that goes on.
    std::vector<span> above;
    for (const rect& part : tiles_of(column, tile)) {
      std::vector<span> spans = regions(g, part);
      if (!above.empty() && !goes_on(above, spans)) cover(part);
      above = std::move(spans);
    }
  }
  return largest;
}

}  // namespace tessera::inline v0
