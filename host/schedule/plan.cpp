// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/plan.hpp"

#include <algorithm>
#include <utility>

#include "tessera/host/schedule/arrange.hpp"
#include "tessera/host/schedule/expand.hpp"
#include "tessera/kernels/patterns/regions.hpp"
#include "tessera/kernels/patterns/stages.hpp"

namespace tessera::inline v0 {

namespace {

bool is_statistical(const prepared& stage) { return std::holds_alternative<global>(stage.what); }

/// Whether a stage goes on from points in one pass over memory.
bool joins(const prepared& stage) { return is_point(stage) && !is_statistical(stage); }

/// Until its histogram is known a statistical stage stands as the table it will become: same format, same memory. One that works on the
/// whole picture stands as a copy.
prepared placeholder(const prepared& stage) {
  if (std::holds_alternative<whole_picture>(stage.what)) return {point{}, stage.out};
  if (!is_statistical(stage)) return stage;
  const int entries = stage.out.type == sample_type::u8 ? 256 : 65536;
  if (const auto& grid = std::get<global>(stage.what).grid) {
    const auto tiles = static_cast<std::size_t>(grid->columns) * static_cast<std::size_t>(grid->rows);
    std::vector<float> values(tiles * static_cast<std::size_t>(entries));
    return {tile_tables{*grid, entries, std::make_shared<const std::vector<float>>(std::move(values))}, stage.out};
  }
  lookup table;
  table.entries = entries;
  table.values.assign(static_cast<std::size_t>(table.entries), 0.0f);
  return {table, stage.out};
}

/// Whether a node can change the rows of the one before it, which nobody else reads, where they lie.
bool is_table_behind(const graph& g, std::size_t n) {
  const node &made = g.nodes[n], &before = g.nodes[n - 1];
  const int of = static_cast<int>(n) - 1;
  const auto readers = std::count_if(g.nodes.begin(), g.nodes.end(), [of](const node& each) {
    return std::find(each.inputs.begin(), each.inputs.end(), of) != each.inputs.end();
  });
  return readers == 1 && made.inputs == std::vector{of} && !before.stages.empty() && !is_point(before.stages.front()) &&
         is_byte_table(made.stages, made.in);
}

/// Nodes as stages of a plan become them, one by one.
class graph_builder {
 public:
  graph_builder(const plan& p, const std::vector<plan_stage>& stages, int result)
      : plan_(p), stages_(stages), uses_(stages.size()), node_(stages.size()) {
    made_.edges = p.options.edges;
    made_.nodes.push_back({"source", {}, {}, p.input, p.input, true, {}});
    count_uses(result);
  }

  graph build() {
    for (std::size_t i = 0; i < stages_.size(); ++i)
      if (uses_[i] > 0) add(i);
    for (node& n : made_.nodes) finish(n);
    return std::move(made_);
  }

 private:
  /// How many stages take each one; 0 where the result does not depend on it.
  void count_uses(int result) {
    if (result >= 0) uses_[static_cast<std::size_t>(result)] = 1;
    for (std::size_t i = stages_.size(); i-- > 0;)
      for (const int from : {stages_[i].input, stages_[i].second})
        if (uses_[i] > 0 && from >= 0 && !stages_[i].held) ++uses_[static_cast<std::size_t>(from)];
  }

  int node_of(int stage) const { return stage < 0 ? 0 : node_[static_cast<std::size_t>(stage)]; }

  /// Whether a stage goes on from the one before it in one pass over memory.
  bool continues(const plan_stage& stage) const {
    if (!plan_.options.fuse || stage.input < 0 || stage.second != plan_stage::none || !joins(stage.what)) return false;
    const auto before = static_cast<std::size_t>(stage.input);
    return is_point(stages_[before].what) && !stages_[before].held && uses_[before] == 1;
  }

  void add(std::size_t i) {
    const plan_stage& stage = stages_[i];
    if (continues(stage)) {
      node& run = made_.nodes[static_cast<std::size_t>(node_of(stage.input))];
      run.name += "+" + stage.name;
      run.stages.push_back(stage.what);
      run.out = stage.what.out;
      node_[i] = node_of(stage.input);
      return;
    }
    node_[i] = static_cast<int>(made_.nodes.size());
    if (stage.held) {
      made_.nodes.push_back({stage.name, {}, {}, stage.what.out, stage.what.out, true, {}, stage.held});
      return;
    }
    const int from = node_of(stage.input);
    node made{stage.name,
              {from},
              {stage.what},
              made_.nodes[static_cast<std::size_t>(from)].out,
              stage.what.out,
              is_monotone(stage.what),
              {}};
    if (stage.second != plan_stage::none) made.inputs.push_back(node_of(stage.second));
    made_.nodes.push_back(std::move(made));
  }

  void finish(node& n) const {
    if (n.stages.empty() || is_statistical(n.stages.front())) return;
    const format* second = n.inputs.size() > 1 ? &made_.nodes[static_cast<std::size_t>(n.inputs[1])].out : nullptr;
    n.kernel = is_point(n.stages.front()) ? cpu::compile_points(n.stages, n.in, plan_.options.level, second)
                                          : cpu::compile(n.stages.front(), n.in, plan_.options.level);
  }

  const plan& plan_;
  const std::vector<plan_stage>& stages_;
  std::vector<int> uses_, node_;
  graph made_;
};

/// Whether a window reaches beyond the left or the right edge of a node.
bool needs_padding(const graph& g, int of) {
  const std::int64_t width = g.nodes[static_cast<std::size_t>(of)].out.size.width;
  return std::any_of(g.nodes.begin(), g.nodes.end(), [&](const node& n) {
    if (std::find(n.inputs.begin(), n.inputs.end(), of) == n.inputs.end()) return false;
    const rect around = needs(n, whole(n.out.size));
    return around.x0 < 0 || around.x1 > width;
  });
}

/// A load node copies rows of a picture in memory to where they can be padded, cleaned of NaN and turned to RGB.
void insert_load(graph& g, int after, channel_order order, int level) {
  const format& f = g.nodes[static_cast<std::size_t>(after)].out;
  node load{"load", {after}, {}, f, f, true, cpu::compile_load(f, order, level)};
  load.copies = f.type != sample_type::f32 && (order == channel_order::rgb || f.channels < 3);
  for (node& n : g.nodes)
    for (int& input : n.inputs)
      if (input >= after) ++input;
  g.nodes.insert(g.nodes.begin() + after + 1, std::move(load));
}

/// The rows of a stream are stored as a load would leave them. A picture in memory that is the result is copied.
graph with_loads(graph g, const plan& p) {
  const int last = static_cast<int>(g.nodes.size()) - 1;
  for (int n = last; n > 0; --n)
    if (g.nodes[static_cast<std::size_t>(n)].held && (n == last || needs_padding(g, n)))
      insert_load(g, n, channel_order::rgb, p.options.level);
  // A device takes the rows of a stream as a picture in memory, band by band.
  const bool stream = p.options.streamed && !p.holds_source && !p.options.device;
  const bool swap = p.options.order == channel_order::bgr && p.input.channels >= 3;
  const bool as_it_is = stream || !(needs_padding(g, 0) || swap || p.input.type == sample_type::f32);
  if (g.nodes.size() == 1 || !as_it_is) insert_load(g, 0, p.options.order, p.options.level);
  return g;
}

}  // namespace

std::vector<plan_stage> placeholders(const plan& p) {
  std::vector<plan_stage> stages = p.stages;
  for (plan_stage& stage : stages) {
    if (is_statistical(stage.what)) stage.second = plan_stage::none;  // only its counts matter
    stage.what = placeholder(stage.what);
  }
  return stages;
}

const format& format_of(const plan& p, int stage) {
  return stage < 0 ? p.input : p.stages[static_cast<std::size_t>(stage)].what.out;
}

graph build_graph(const plan& p, const std::vector<plan_stage>& stages, int result) {
  return with_loads(graph_builder(p, stages, result).build(), p);
}

graph cpu_graph(const plan& p, graph g) {
  for (std::size_t n = 2; p.options.fuse && n < g.nodes.size();) {
    if (!is_table_behind(g, n)) {
      ++n;
      continue;
    }
    node &before = g.nodes[n - 1], &made = g.nodes[n];
    before.kernel = cpu::with_table(before.stages.front(), before.kernel, made.kernel);
    before.name += "+" + made.name;
    before.stages.insert(before.stages.end(), made.stages.begin(), made.stages.end());
    before.out = made.out;
    g.nodes.erase(g.nodes.begin() + static_cast<std::ptrdiff_t>(n));
    for (node& each : g.nodes)
      for (int& input : each.inputs)
        if (input >= static_cast<int>(n)) --input;
  }
  return g;
}

plan make_plan(const pipeline& look, const format& in, const plan_options& options) {
  plan p;
  p.options = options;
  if (p.options.level < 0) p.options.level = cpu::best_level();
  p.input = in;
  expand(p, look);
  p.options.colours = nullptr;  // it holds a profile
  p.result = options.region ? *options.region : whole(p.output.size);
  if (p.result.empty() || intersect(p.result, whole(p.output.size)) != p.result)
    throw error(error_kind::usage, "the wished region lies outside the result of " +
                                       std::to_string(p.output.size.width) + "x" +
                                       std::to_string(p.output.size.height) + " pixels");
  arrange(p);
  return p;
}

}  // namespace tessera::inline v0
