// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/plan.hpp"

#include <algorithm>
#include <utility>

#include "tessera/host/schedule/arrange.hpp"
#include "tessera/host/schedule/convert.hpp"
#include "tessera/kernels/patterns/regions.hpp"

namespace tessera::inline v0 {

namespace {

bool is_statistical(const prepared& stage) { return std::holds_alternative<global>(stage.what); }

bool is_point(const prepared& stage) {
  return std::holds_alternative<point>(stage.what) || std::holds_alternative<lookup>(stage.what) ||
         is_statistical(stage);
}

/// Whether a stage goes on from points in one pass over memory.
bool joins(const prepared& stage) { return is_point(stage) && !is_statistical(stage); }

void check_size(const any_operator& op, const format& out) {
  constexpr std::int64_t most = std::int64_t{1} << 31;
  if (out.size.width >= 1 && out.size.height >= 1 && out.size.width <= most && out.size.height <= most) return;
  throw error(error_kind::usage, std::string(op.info().name) + ": the result would be " +
                                     std::to_string(out.size.width) + "x" + std::to_string(out.size.height) +
                                     " pixels; each side must be 1 to " + std::to_string(most))
      .with_operator(op.info().name);
}

bool changes_nothing(const prepared& stage, const format& in) {
  const auto* p = std::get_if<point>(&stage.what);
  return p && !p->what && stage.out == in;
}

/// Adds an operator, composites as what they consist of; `in` becomes its output format.
void add(plan& p, const any_operator& op, format& in) {
  check_parameters(op);
  prepared stage = op.info().prepare(op, in);
  if (const auto* parts = std::get_if<recipe>(&stage.what)) {
    for (const any_operator& part : *parts) add(p, part, in);
    return;
  }
  check_size(op, stage.out);
  if (changes_nothing(stage, in)) return;
  if (is_statistical(stage)) p.barriers.push_back(p.stages.size());
  in = stage.out;
  p.names.push_back(op.info().name);
  p.stages.push_back(std::move(stage));
}

/// Until its histogram is known a statistical stage stands as the table it will become: same format, same memory.
prepared placeholder(const prepared& stage) {
  if (!is_statistical(stage)) return stage;
  lookup table;
  table.entries = stage.out.type == sample_type::u8 ? 256 : 65536;
  table.values.assign(static_cast<std::size_t>(table.entries), 0.0f);
  return {table, stage.out};
}

void add_node(graph& g, node made) {
  made.inputs = {static_cast<int>(g.nodes.size()) - 1};
  made.monotone = std::all_of(made.stages.begin(), made.stages.end(), [](const prepared& s) { return is_monotone(s); });
  g.nodes.push_back(std::move(made));
}

bool needs_padding(const graph& g) {
  if (g.nodes.size() < 2) return false;
  const format& in = g.nodes[0].out;
  const rect around = needs(g.nodes[1], whole(g.nodes[1].out.size));
  return around.x0 < 0 || around.x1 > in.size.width;
}

/// A load node copies rows of a picture in memory to where they can be padded, cleaned of NaN and turned to RGB. The rows of a stream
/// are stored that way from the start.
graph with_load(graph g, const plan& p) {
  const bool bare = g.nodes.size() == 1;
  // A device takes the rows of a stream as a picture in memory, band by band.
  const bool stream = p.options.streamed && !p.holds_source && !p.options.device;
  const bool swap = p.options.order == channel_order::bgr && p.input.channels >= 3;
  const bool as_it_is = stream || !(needs_padding(g) || swap || p.input.type == sample_type::f32);
  if (!bare && as_it_is) return g;
  node load{"load", {0}, {}, p.input, p.input, true, cpu::compile_load(p.input, p.options.order, p.options.level)};
  for (std::size_t n = 1; n < g.nodes.size(); ++n)
    for (int& input : g.nodes[n].inputs) ++input;
  g.nodes.insert(g.nodes.begin() + 1, std::move(load));
  return g;
}

}  // namespace

std::vector<prepared> placeholders(const plan& p) {
  std::vector<prepared> stages;
  for (const prepared& stage : p.stages) stages.push_back(placeholder(stage));
  return stages;
}

graph build_graph(const plan& p, const std::vector<prepared>& stages, std::size_t count) {
  graph g;
  g.edges = p.options.edges;
  g.nodes.push_back({"source", {}, {}, p.input, p.input, true, {}});
  format in = p.input;
  for (std::size_t i = 0; i < count;) {
    std::size_t end = i + 1;
    while (p.options.fuse && is_point(stages[i]) && end < count && joins(stages[end])) ++end;
    node made{p.names[i],
              {},
              {stages.begin() + static_cast<std::ptrdiff_t>(i), stages.begin() + static_cast<std::ptrdiff_t>(end)},
              in,
              stages[end - 1].out,
              true,
              {}};
    for (std::size_t k = i + 1; k < end; ++k) made.name += "+" + p.names[k];
    if (joins(stages[i])) made.kernel = cpu::compile_points(made.stages, in, p.options.level);
    else if (!is_statistical(stages[i])) made.kernel = cpu::compile(stages[i], in, p.options.level);
    in = made.out;
    add_node(g, std::move(made));
    i = end;
  }
  return with_load(std::move(g), p);
}

plan make_plan(const pipeline& look, const format& in, const plan_options& options) {
  plan p;
  p.options = options;
  if (p.options.level < 0) p.options.level = cpu::best_level();
  p.input = in;
  format current = in;
  if (options.orientation > 1) {
    const move turn = orientation_move(options.orientation, current);
    current.size = turn.out;
    p.names.push_back("orient");
    p.stages.push_back({turn, current});
  }
  p.upright = current;
  for (const any_operator& op : look.stages()) add(p, op, current);
  if (options.storable)
    for (const any_operator& op : conversions(current, options.storable(current), options.background, p.notices))
      add(p, op, current);
  p.output = current;
  p.result = options.region ? *options.region : whole(p.output.size);
  if (p.result.empty() || intersect(p.result, whole(p.output.size)) != p.result)
    throw error(error_kind::usage, "the wished region lies outside the result of " +
                                       std::to_string(p.output.size.width) + "x" +
                                       std::to_string(p.output.size.height) + " pixels");
  arrange(p);
  return p;
}

}  // namespace tessera::inline v0
