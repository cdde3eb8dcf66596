// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/executor.hpp"

#include <algorithm>
#include <optional>

#include "tessera/host/device/backend.hpp"
#include "tessera/host/device/parallel.hpp"
#include "tessera/host/image.hpp"
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

  /// Whether a stage that works on the whole picture makes all of the result and nothing else, so that it can work where that goes.
  bool is_result(std::size_t stage) const {
    return p.made == static_cast<int>(stage) && p.result == whole(p.output.size);
  }

  /// One pass per barrier, or two where a second input is counted as well, then the one that makes the result. `make(stages, of, out)` runs the
  /// pass that makes what the stage `of` makes, whole; without `out` it is the last one. `again` lets the input start anew. `memory` is where the
  /// result goes, if that is memory.
  template <class Make, class Again>
  void passes(const view* memory, Make make, Again again) {
    std::vector<plan_stage> stages = p.stages;
    const auto counts_of = [&](int of, const std::optional<tile_grid>& grid) {
      histogram counts = cpu::empty_histogram(format_of(p, of), grid);
      make(stages, of, pass_output{nullptr, nullptr, &counts});
      again();
      return counts;
    };
    for (const std::size_t barrier : p.barriers) {
      plan_stage& stage = stages[barrier];
      if (const auto* statistic = std::get_if<global>(&p.stages[barrier].what.what)) {
        const histogram counts = counts_of(stage.input, statistic->grid);
        std::optional<histogram> second;
        if (stage.second != plan_stage::none) second = counts_of(stage.second, statistic->grid);
        stage.what =
            statistic->finish(statistic->op.get(), counts, second ? &*second : nullptr, format_of(p, stage.input));
        stage.second = plan_stage::none;
      } else {
        const auto fill = [&](const pass_output& out) { make(stages, stage.input, out); };
        if (memory && is_result(barrier)) return work_on(stage, *memory, fill);
        make_whole(stage, fill);
        again();
      }
    }
    make(stages, p.made, std::optional<pass_output>{});
  }

  /// Lets a stage work on the whole picture that `fill` makes.
  template <class Fill>
  void work_on(const plan_stage& stage, const view& pixels, const Fill& fill) {
    const auto& work = std::get<whole_picture>(stage.what.what);
    fill(pass_output{&pixels, nullptr, nullptr});
    work.run(work.data.get(), pixels, pixels, {p.options.workers, &share_work});
  }

  /// From there on it is a picture in memory.
  template <class Fill>
  void make_whole(plan_stage& stage, const Fill& fill) {
    const auto picture = std::make_shared<image>(stage.what.out);
    work_on(stage, picture->edit(), fill);
    stage.what.what = point{};
    stage.held = std::make_shared<const held_picture>(held_picture{picture, picture->pixels()});
  }

  void run(input& in, const pass_output& out, const run_control& control) {
    passes(
        out.memory,
        [&](const std::vector<plan_stage>& stages, int of, const std::optional<pass_output>& between) {
          if (between) {
            const format& made = format_of(p, of);
            cpu_pass before(cpu_graph(p, build_graph(p, stages, of)), whole(made.size), band_of(made),
                            p.options.workers, part_width());
            return before.run(in, *between, control);
          }
          if (!last || !p.barriers.empty())
            last = std::make_unique<cpu_pass>(cpu_graph(p, build_graph(p, stages, of)), p.result, tile_for(out),
                                              p.options.workers, part_width());
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
        ends.out,
        [&](const std::vector<plan_stage>& stages, int of, const std::optional<pass_output>& between) {
          if (between) {
            const graph g = build_graph(p, stages, of);
            const pass_ends to{ends.memory, ends.stream, between->memory, nullptr, between->counts};
            pass_shape shape = shape_of(p, g, whole(g.output().size), to.counts != nullptr);
            if (to.counts) shape.grid = to.counts->grid;
            return prepare(shape)->run(to, control);
          }
          if (!on_device || !p.barriers.empty()) {
            on_device.reset();
            device_graph = build_graph(p, stages, of);
            on_device = prepare(shape_of(p, device_graph, p.result, false));
          }
          on_device->run(ends, control);
        },
        [&] {
          if (ends.stream) ends.stream->rewind();
        });
  }

  /// Of a source on disk a worker takes what a part of its band needs.
  std::int64_t part_width() const { return p.spools_source ? p.tile.width : 0; }

  extent band_of(const format& f) const { return {f.size.width, std::min(p.tile.height, f.size.height)}; }

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
    if (p.spools_source) {
      spool on_disk(p.input);
      executor(copy_of_source(p)).run(from, on_disk, {control.stop, nullptr, nullptr, nullptr});
      on_disk.finish();
      input in(on_disk);
      return run(in, out, control);
    }
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
