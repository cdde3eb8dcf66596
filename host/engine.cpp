// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/engine.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "tessera/host/device/parallel.hpp"
#include "tessera/host/device/selection.hpp"
#include "tessera/host/schedule/executor.hpp"
#include "tessera/host/schedule/resolve.hpp"
#include "tessera/host/second_inputs.hpp"

namespace tessera::inline v0 {

namespace {

/// Turns RGB into BGR and back, in place.
void swap_red_and_blue(const view& pixels) {
  with_sample(pixels.format.type, [&](auto zero) {
    using T = decltype(zero);
    for (std::int64_t y = 0; y < pixels.format.size.height; ++y)
      for (T *at = pixels.samples<T>(y), *end = at + pixels.format.size.width * pixels.format.channels; at != end;
           at += pixels.format.channels)
        std::swap(at[0], at[2]);
  });
}

void check_size_is_known(const pipeline& look) {
  if (depends_on_pixels(look))
    throw error(error_kind::unsupported, "trim: how large its result is can be told only once the pixels were seen")
        .with_operator("trim");
}

}  // namespace

struct engine::state {
  explicit state(const engine_options& wanted)
      : options(wanted), devices(wanted.device, backend_options{-1, wanted.slots, 0}) {}

  engine_options options;
  mutable device_selection devices;
  mutable second_pictures pictures;
  int threads = 1;
  int level = 0;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::packaged_task<image()>> queue;
  std::size_t running = 0;
  std::stop_source stop;
  std::thread worker;

  plan plan_for(const pipeline& look, const const_view& in, const run_options& run) const {
    plan_options p;
    p.edges = run.edges;
    p.level = level;
    p.tile = run.tile;
    p.fuse = run.fuse;
    p.streamed = false;
    p.order = in.order;
    p.region = run.region;
    p.pictures = [this](const std::string& path) { return pictures.get(path, false); };
    // A picture of less than 64 rows of tiles or 256 KiB is done before a second thread has woken up.
    const bool small = in.format.row_bytes() * in.format.size.height < (256 << 10);
    p.workers = small ? 1 : threads;
    return devices.make(look, in.format, p);
  }

  static void run(executor& runs, const const_view& in, const view& out, const run_options& options) {
    run_report report;
    runs.run(in, out, {options.stop, options.progress, &report});
    if (!options.notice) return;
    for (const auto& notices : {runs.the_plan().notices, report.notices})
      for (const std::string& notice : notices) options.notice(notice);
  }

  /// The pipeline for these pixels: what they decide is decided.
  pipeline look_for(const pipeline& look, const const_view& in, const run_options& run) const {
    return resolved(look, [&](const pipeline& before, const row_sink& make) {
      run_options all = run;
      all.region.reset();
      const image made = this->run(before, in, all);
      sink& to = make(made.format());
      for (std::int64_t y = 0; y < made.format().size.height; ++y) {
        const std::byte* row = made.pixels().row(y);
        to.write(&row, 1);
      }
    });
  }

  image run(const pipeline& look, const const_view& in, const run_options& run) const {
    executor runs(plan_for(look_for(look, in, run), in, run));
    const plan& p = runs.the_plan();
    format made = p.output;
    made.size = {p.result.width(), p.result.height()};
    image out(made);
    state::run(runs, in, out.edit(), run);
    return out;
  }

  void serve() {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return !queue.empty() || stop.stop_requested(); });
      if (queue.empty()) return;
      auto task = std::move(queue.front());
      queue.pop_front();
      ++running;
      lock.unlock();
      task();
      lock.lock();
      --running;
      changed.notify_all();
    }
  }

  std::future<image> add(const pipeline& look, const image& in, const run_options& run) {
    std::packaged_task<image()> task([this, look, in, run] {
      if (stop.stop_requested()) throw error(error_kind::cancelled, "the engine was destroyed before this run began");
      return this->run(look, in.pixels(), run);
    });
    auto future = task.get_future();
    queue.push_back(std::move(task));
    if (!worker.joinable()) worker = std::thread([this] { serve(); });
    changed.notify_all();
    return future;
  }

  bool full() const { return queue.size() + running >= options.in_flight; }
};

engine::engine(engine_options options) : state_(std::make_unique<state>(options)) {
  if (options.threads < 0)
    throw error(error_kind::usage, "threads: a negative number; give 0 for all that are allowed");
  state_->threads = options.threads > 0 ? options.threads : allowed_threads();
  state_->level = cpu::level_named(options.simd);
  if (options.in_flight == 0) options.in_flight = 2 * static_cast<std::size_t>(state_->threads);
  state_->options = std::move(options);
}

engine::~engine() {
  {
    const std::lock_guard lock(state_->mutex);
    state_->stop.request_stop();
    state_->changed.notify_all();
  }
  if (state_->worker.joinable()) state_->worker.join();
}

image engine::run(const pipeline& look, const const_view& in, const run_options& options) {
  return state_->run(look, in, options);
}

void engine::run(const pipeline& look, const const_view& in, const view& out, const run_options& options) {
  executor runs(state_->plan_for(state_->look_for(look, in, options), in, options));
  const plan& p = runs.the_plan();
  format made = p.output;
  made.size = {p.result.width(), p.result.height()};
  if (out.format != made)
    throw error(error_kind::usage, "the output view is " + std::to_string(out.format.size.width) + "x" +
                                       std::to_string(out.format.size.height) + ", " +
                                       std::to_string(out.format.channels) + " x " + name_of(out.format.type) +
                                       "; the result is " + std::to_string(made.size.width) + "x" +
                                       std::to_string(made.size.height) + ", " + std::to_string(made.channels) + " x " +
                                       name_of(made.type) + " (see engine::output_format)");
  state::run(runs, in, out, options);
  if (out.order == channel_order::bgr && made.channels >= 3) swap_red_and_blue(out);
}

format engine::output_format(const pipeline& look, const format& in, const run_options& options) const {
  check_size_is_known(look);
  const const_view none{nullptr, 0, in, channel_order::rgb};
  const plan p = state_->plan_for(look, none, options);
  format made = p.output;
  made.size = {p.result.width(), p.result.height()};
  return made;
}

std::unique_ptr<resident_pipeline> engine::prepare(const pipeline& look, const format& in,
                                                   const resident_options& options) {
  if (options.images < 1) throw error(error_kind::usage, "images: 0; a call of enqueue has at least one");
  check_size_is_known(look);
  const auto cuda = state_->devices.cuda();
  if (!cuda) throw error(error_kind::device, "cuda: " + state_->devices.reason());
  plan_options p;
  p.edges = options.run.edges;
  p.fuse = options.run.fuse;
  p.level = state_->level;
  p.streamed = false;
  p.order = options.order;
  return cuda->prepare_resident(make_plan(look, in, p), options.device, options.images);
}

std::future<image> engine::submit(const pipeline& look, const image& in, const run_options& options) {
  std::unique_lock lock(state_->mutex);
  state_->changed.wait(lock, [&] { return !state_->full(); });
  return state_->add(look, in, options);
}

std::optional<std::future<image>> engine::try_submit(const pipeline& look, const image& in,
                                                     const run_options& options) {
  const std::lock_guard lock(state_->mutex);
  if (state_->full()) return std::nullopt;
  return state_->add(look, in, options);
}

}  // namespace tessera::inline v0
