// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/executor.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>

#include "tessera/host/device/backend.hpp"
#include "tessera/host/device/parallel.hpp"
#include "tessera/host/schedule/input.hpp"
#include "tessera/kernels/cpu/histogram.hpp"

namespace tessera::inline v0 {

namespace {

/// Where the rows of a pass go: memory, a stream in order, or the counts of a statistic.
struct output {
  const view* memory = nullptr;
  sink* stream = nullptr;
  histogram* counts = nullptr;
  bool ordered() const { return stream != nullptr; }
};

/// The graph of one pass and what its workers keep.
struct pass {
  graph g;
  rect result;
  bool continues = false;
  std::vector<rect> tiles;
  std::vector<span> largest;
  std::vector<tile_runner> runners;
  std::vector<std::vector<std::byte>> bands;

  pass(graph made, const rect& wanted, extent tile, int workers)
      : g(std::move(made)),
        result(wanted),
        continues(workers == 1),
        tiles(tiles_of(result, tile)),
        largest(largest_spans(g, result, tile, continues)) {
    for (int i = 0; i < workers; ++i) {
      runners.emplace_back(g, largest, continues);
      bands.emplace_back();
    }
  }
};

/// A device that has no room for a pass or works no more.
struct device_refused {
  error why;
};

/// One run of a pass: workers take tiles in order and hand over their rows in order where the output wants it.
class pass_run {
 public:
  pass_run(pass& p, input& in, const output& out, const run_control& control)
      : pass_(p), in_(in), out_(out), control_(control) {}

  void run(int workers) {
    parallel(workers, [this](int worker) noexcept { work(static_cast<std::size_t>(worker)); });
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void work(std::size_t worker) noexcept {
    try {
      histogram own;
      if (out_.counts) own = cpu::empty_histogram(pass_.g.output());
      while (!stopped_) {
        const std::size_t tile = next_++;
        if (tile >= pass_.tiles.size()) break;
        if (control_.stop.stop_requested()) throw error(error_kind::cancelled, "the run was cancelled");
        make_tile(worker, tile, own);
        if (!take_turn(tile)) break;
        hand_over(worker, tile);
      }
      if (out_.counts) {
        const std::lock_guard lock(mutex_);
        cpu::merge(*out_.counts, own);
      }
    } catch (...) {
      const std::lock_guard lock(mutex_);
      if (!error_) error_ = std::current_exception();
      stopped_ = true;
      turn_.notify_all();
    }
  }

  void make_tile(std::size_t worker, std::size_t index, histogram& own) {
    const rect& tile = pass_.tiles[index];
    const format& made = pass_.g.output();
    const auto pitch = static_cast<std::ptrdiff_t>(tile.width() * made.pixel_bytes());
    auto& band = pass_.bands[worker];
    if (!out_.memory) band.resize(std::max(band.size(), static_cast<std::size_t>(pitch * tile.height())));
    const auto row = [&](std::int64_t y) {
      if (out_.memory) return out_.memory->row(y - pass_.result.y0) + (tile.x0 - pass_.result.x0) * made.pixel_bytes();
      return band.data() + (y - tile.y0) * pitch;
    };
    const std::vector<span> spans = regions(pass_.g, tile);
    tile_runner& runner = pass_.runners[worker];
    runner.begin(tile, spans);
    if (in_.is_stream() && !pass_.continues) in_.read_until(spans[0].region.y1);
    std::byte* rows[cpu::max_rows];
    for (std::int64_t y = tile.y0; y < tile.y1;) {
      const std::int64_t last = std::min<std::int64_t>(tile.y1, y + cpu::max_rows);
      const stepper::work reads = runner.prepare(last);
      if (pass_.continues) in_.read_until(reads.last);
      for (std::int64_t k = y; k < last; ++k) rows[k - y] = row(k);
      runner.make(in_.rows(), rows);
      if (out_.counts)
        for (std::int64_t k = y; k < last; ++k) cpu::count(own, made, rows[k - y], tile.width());
      y = last;
    }
  }

  /// Waits until every tile before this one has been handed over, where a stream takes part. False if the run has been stopped.
  bool take_turn(std::size_t tile) {
    if (!out_.ordered() && !in_.is_stream()) return true;
    std::unique_lock lock(mutex_);
    turn_.wait(lock, [&] { return stopped_ || handed_over_ == tile; });
    return !stopped_;
  }

  void hand_over(std::size_t worker, std::size_t index) {
    const rect& tile = pass_.tiles[index];
    if (out_.stream) {
      const auto pitch = static_cast<std::ptrdiff_t>(tile.width() * pass_.g.output().pixel_bytes());
      handed_rows_.clear();
      for (std::int64_t y = 0; y < tile.height(); ++y) handed_rows_.push_back(pass_.bands[worker].data() + y * pitch);
      out_.stream->write(handed_rows_.data(), tile.height());
    }
    const std::lock_guard lock(mutex_);
    ++handed_over_;
    turn_.notify_all();
    if (control_.progress && !out_.counts)
      control_.progress(static_cast<double>(handed_over_) / static_cast<double>(pass_.tiles.size()));
  }

  pass& pass_;
  input& in_;
  const output& out_;
  const run_control& control_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::condition_variable turn_;
  std::size_t handed_over_ = 0;
  std::vector<const std::byte*> handed_rows_;  ///< of the worker whose turn it is
  std::exception_ptr error_;
};

}  // namespace

struct executor::state {
  plan p;
  std::unique_ptr<pass> last;  ///< kept from run to run where no statistic changes it
  graph device_graph;
  std::unique_ptr<device_pass> on_device;  ///< the same
  std::vector<std::byte> held;
  std::optional<span> window;  ///< of the source, for tiles as wide as the result

  explicit state(plan made) : p(std::move(made)) {}

  extent tile_for(const output& out) const {
    // A stream takes whole rows.
    return out.stream ? extent{p.result.width(), p.tile.height} : p.tile;
  }

  /// One pass per barrier to count, then the one that makes the result. `make(graph, result, tile, counts)` runs a pass; counts are null for
  /// the last one. `again` lets the input start anew.
  template <class Make, class Again>
  void passes(Make make, Again again) {
    std::vector<prepared> stages = p.stages;
    format before = p.input;
    for (const std::size_t barrier : p.barriers) {
      if (barrier > 0) before = stages[barrier - 1].out;
      histogram counts = cpu::empty_histogram(before);
      make(stages, barrier, whole(before.size), &counts);
      again();
      const auto& g = std::get<global>(stages[barrier].what);
      stages[barrier] = g.finish(g.op.get(), counts, before);
    }
    make(stages, stages.size(), p.result, nullptr);
  }

  void run(input& in, const output& out, const run_control& control) {
    passes(
        [&](const std::vector<prepared>& stages, std::size_t count, const rect& result, histogram* counts) {
          if (counts) {
            const format& before = count > 0 ? stages[count - 1].out : p.input;
            pass counting(build_graph(p, stages, count), result, counting_tile(before), p.options.workers);
            const output statistic{nullptr, nullptr, counts};
            return pass_run(counting, in, statistic, control).run(p.options.workers);
          }
          if (!last || !p.barriers.empty())
            last = std::make_unique<pass>(build_graph(p, stages, count), result, tile_for(out), p.options.workers);
          pass_run(*last, in, out, control).run(p.options.workers);
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
        [&](const std::vector<prepared>& stages, std::size_t count, const rect& result, histogram* counts) {
          if (counts) {
            const graph g = build_graph(p, stages, count);
            pass_ends counted{ends.memory, ends.stream, nullptr, nullptr, counts};
            return prepare(shape_of(p, g, result, true))->run(counted, control);
          }
          if (!on_device || !p.barriers.empty()) {
            on_device.reset();
            device_graph = build_graph(p, stages, count);
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

  void run(const const_view& from, const output& out, const run_control& control) {
    if (done_on_device({&from, nullptr, out.memory, out.stream, nullptr}, control)) return;
    input in(from);
    run(in, out, control);
  }

  void run(source& from, const output& out, const run_control& control) {
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
  const output out{nullptr, &to, nullptr};
  state_->run(from, out, control);
}

void executor::run(source& from, const view& to, const run_control& control) {
  const output out{&to, nullptr, nullptr};
  state_->run(from, out, control);
}

void executor::run(const const_view& from, const view& to, const run_control& control) {
  const output out{&to, nullptr, nullptr};
  state_->run(from, out, control);
}

}  // namespace tessera::inline v0
