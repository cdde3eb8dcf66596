// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/executor.hpp"

#include <algorithm>
#include <optional>

#include "tessera/host/device/backend.hpp"
#include "tessera/host/schedule/cpu_pass.hpp"

namespace tessera::inline v0 {

namespace {

/// A device that has no room for a pass or works no more.
struct device_refused {
  error why;
};

}  // namespace

struct executor::state {
  plan p;
  std::unique_ptr<cpu_pass> last;  ///< kept from run to run where no statistic changes it
  graph device_graph;
  std::unique_ptr<device_pass> on_device;  ///< the same
  std::vector<std::byte> held;
  std::optional<span> window;  ///< of the source, for tiles as wide as the result

  explicit state(plan made) : p(std::move(made)) {}

  extent tile_for(const pass_output& out) const {
    // A stream takes whole rows.
    return out.stream ? extent{p.result.width(), p.tile.height} : p.tile;
  }

  /// One pass per barrier to count, then the one that makes the result. `make(stages, of, result, counts)` runs the pass that makes what the
  /// stage `of` makes; counts are null for the last one. `again` lets the input start anew.
  template <class Make, class Again>
  void passes(Make make, Again again) {
    std::vector<plan_stage> stages = p.stages;
    for (const std::size_t barrier : p.barriers) {
      const int before = stages[barrier].input;
      const format& counted = format_of(p, before);
      const auto& g = std::get<global>(p.stages[barrier].what.what);
      histogram counts = cpu::empty_histogram(counted, g.grid);
      make(stages, before, whole(counted.size), &counts);
      again();
      stages[barrier].what = g.finish(g.op.get(), counts, counted);
    }
    make(stages, p.made, p.result, nullptr);
  }

  void run(input& in, const pass_output& out, const run_control& control) {
    passes(
        [&](const std::vector<plan_stage>& stages, int of, const rect& result, histogram* counts) {
          if (counts) {
            cpu_pass counting(build_graph(p, stages, of), result, counting_tile(format_of(p, of)), p.options.workers);
            const pass_output statistic{nullptr, nullptr, counts};
            return counting.run(in, statistic, control);
          }
          if (!last || !p.barriers.empty())
            last = std::make_unique<cpu_pass>(build_graph(p, stages, of), result, tile_for(out), p.options.workers);
          last->run(in, out, control);
        },
        [&] { in.restart(); });
  }

  /// Before any row of the pass is read.
  std::unique_ptr<device_pass> prepare(const pass_shape& shape) {
    try {
      return p.options.device->prepare(shape);
    } catch (const error& failure) {
      if (failure.kind() != error_kind::device) throw;
      throw device_refused{failure};
    }
  }

  void run_on_device(const pass_ends& ends, const run_control& control) {
    passes(
        [&](const std::vector<plan_stage>& stages, int of, const rect& result, histogram* counts) {
          if (counts) {
            const graph g = build_graph(p, stages, of);
            pass_ends counted{ends.memory, ends.stream, nullptr, nullptr, counts};
            pass_shape shape = shape_of(p, g, result, true);
            shape.grid = counts->grid;
            return prepare(shape)->run(counted, control);
          }
          if (!on_device || !p.barriers.empty()) {
            on_device.reset();
            device_graph = build_graph(p, stages, of);
            on_device = prepare(shape_of(p, device_graph, result, false));
          }
          on_device->run(ends, control);
        },
        [&] {
          if (ends.stream) ends.stream->rewind();
        });
  }

  extent counting_tile(const format& f) const { return {f.size.width, std::min(p.tile.height, f.size.height)}; }

  /// False where the device could not start and the CPU is to do the run instead.
  bool done_on_device(const pass_ends& ends, const run_control& control) {
    if (!p.options.device) return false;
    try {
      run_on_device(ends, control);
      return true;
    } catch (const device_refused& refused) {
      if (p.options.device_demanded) throw refused.why;
      if (control.report) control.report->notices.push_back(std::string(refused.why.what()) + "; done on the CPU");
    }
    if (ends.stream && !p.barriers.empty()) ends.stream->rewind();
    on_device.reset();
    p = on_cpu(std::move(p));
    return false;
  }

  void run(const const_view& from, const pass_output& out, const run_control& control) {
    if (done_on_device({&from, nullptr, out.memory, out.stream, nullptr}, control)) return;
    input in(from);
    run(in, out, control);
  }

  void run(source& from, const pass_output& out, const run_control& control) {
    if (p.holds_source) {
      hold(from);
      return run(const_view{held.data(), static_cast<std::ptrdiff_t>(p.input.row_bytes()), p.input}, out, control);
    }
    if (done_on_device({nullptr, &from, out.memory, out.stream, nullptr}, control)) return;
    if (!window) window = largest_spans(p.last, p.result, tile_for(out), p.options.workers == 1)[0];
    input in(from, std::max<std::int64_t>(1, p.source_rows), *window, p.options.edges);
    run(in, out, control);
  }

  void hold(source& from) {
    const auto pitch = p.input.row_bytes();
    held.resize(static_cast<std::size_t>(pitch * p.input.size.height));
    std::vector<std::byte*> rows;
    for (std::int64_t y = 0; y < p.input.size.height; ++y) rows.push_back(held.data() + y * pitch);
    from.read(rows.data(), p.input.size.height);
    for (std::byte* row : rows) clean(p.input, row);
  }
};

executor::executor(plan p) : state_(std::make_unique<state>(std::move(p))) {}
executor::~executor() = default;
executor::executor(executor&&) noexcept = default;
executor& executor::operator=(executor&&) noexcept = default;

const plan& executor::the_plan() const { return state_->p; }

void executor::run(source& from, sink& to, const run_control& control) {
  const pass_output out{nullptr, &to, nullptr};
  state_->run(from, out, control);
}

void executor::run(source& from, const view& to, const run_control& control) {
  const pass_output out{&to, nullptr, nullptr};
  state_->run(from, out, control);
}

void executor::run(const const_view& from, const view& to, const run_control& control) {
  const pass_output out{&to, nullptr, nullptr};
  state_->run(from, out, control);
}

}  // namespace tessera::inline v0
