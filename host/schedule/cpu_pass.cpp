// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/cpu_pass.hpp"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>

#include "tessera/host/device/parallel.hpp"

namespace tessera::inline v0 {

namespace {

/// One run of a pass: workers take tiles in order and hand over their rows in order where the output wants it.
class pass_run {
 public:
  pass_run(cpu_pass& p, input& in, const pass_output& out, const run_control& control)
      : pass_(p), in_(in), out_(out), control_(control) {}

  void run(int workers) {
    parallel(workers, [this](int worker) noexcept { work(static_cast<std::size_t>(worker)); });
    if (error_) std::rethrow_exception(error_);
  }

 private:
  void work(std::size_t worker) noexcept {
    try {
      // Counts of 64 tiles of 16 bits take 33 MB: one worker needs them once.
      const bool alone = pass_.runners.size() == 1;
      histogram own;
      if (out_.counts && !alone) own = cpu::empty_histogram(pass_.g.output(), out_.counts->grid);
      while (!stopped_) {
        const std::size_t tile = next_++;
        if (tile >= pass_.tiles.size()) break;
        if (control_.stop.stop_requested()) throw error(error_kind::cancelled, "the run was cancelled");
        make_tile(worker, tile, alone && out_.counts ? *out_.counts : own);
        if (!take_turn(tile)) break;
        hand_over(worker, tile);
        while (!stopped_ && help()) {}
      }
      if (out_.counts && !alone) {
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

  void make_tile(std::size_t worker, std::size_t index, histogram& counts) {
    const rect& tile = pass_.tiles[index];
    const format& made = pass_.g.output();
    if (!out_.memory) make_room(worker, tile);
    const auto row = [&](std::int64_t y) {
      if (out_.memory) return out_.memory->row(y - pass_.result.y0) + (tile.x0 - pass_.result.x0) * made.pixel_bytes();
      return band_row(worker, tile, y - tile.y0);
    };
    for (const rect& part : tiles_of(tile, {pass_.part_width, tile.height()}))
      make_part(
          worker, part, [&](std::int64_t y) { return row(y) + (part.x0 - tile.x0) * made.pixel_bytes(); }, counts);
  }

  std::size_t band_pitch(const rect& tile) const { return row_pitch(tile.width() * pass_.g.output().pixel_bytes()); }

  void make_room(std::size_t worker, const rect& tile) {
    const std::size_t bytes = static_cast<std::size_t>(tile.height()) * band_pitch(tile);
    if (pass_.bands[worker].size() < bytes) pass_.bands[worker] = arena(bytes);
  }

  std::byte* band_row(std::size_t worker, const rect& tile, std::int64_t row) const {
    return pass_.bands[worker].data() + static_cast<std::size_t>(row) * band_pitch(tile);
  }

  template <class Row>
  void make_part(std::size_t worker, const rect& tile, const Row& row, histogram& counts) {
    if (counts_source()) return count_source(worker, tile, counts);
    const std::vector<span> spans = regions(pass_.g, tile);
    tile_runner& runner = pass_.runners[worker];
    runner.begin(tile, spans);
    if (in_.is_stream() && !pass_.continues) in_.read_until(spans[0].region.y1);
    const source_rows& source = in_.rows_of(spans[0].region, pass_.parts[worker]);
    std::byte* rows[cpu::max_rows];
    for (std::int64_t y = tile.y0; y < tile.y1;) {
      const std::int64_t last = std::min<std::int64_t>(tile.y1, y + cpu::max_rows);
      const stepper::work reads = runner.prepare(last);
      if (pass_.continues) in_.read_until(reads.last);
      for (std::int64_t k = y; k < last; ++k) rows[k - y] = row(k);
      runner.make(source, rows);
      if (out_.counts)
        cpu::count(counts, pass_.g.output(), {rows, static_cast<std::size_t>(last - y)}, tile.x0, y, tile.width());
      y = last;
    }
  }

  /// Where nothing changes them, pixels are counted where they lie.
  bool counts_source() const { return out_.counts && pass_.g.nodes.size() == 2 && pass_.g.nodes[1].copies; }

  void count_source(std::size_t worker, const rect& tile, histogram& counts) {
    const source_rows& source = in_.rows_of(tile, pass_.parts[worker]);
    const std::int64_t skipped = (tile.x0 - source.first_column) * pass_.g.output().pixel_bytes();
    const std::byte* rows[cpu::max_rows];
    for (std::int64_t y = tile.y0; y < tile.y1;) {
      const std::int64_t last = std::min<std::int64_t>(tile.y1, y + cpu::max_rows);
      if (in_.is_stream()) in_.read_until(last);
      for (std::int64_t k = y; k < last; ++k) rows[k - y] = source.row(k) + skipped;
      cpu::count(counts, pass_.g.output(), {rows, static_cast<std::size_t>(last - y)}, tile.x0, y, tile.width());
      y = last;
    }
  }

  /// Encodes for the stream that takes the rows, or decodes ahead for the one that gives them.
  bool help() { return (out_.stream && out_.stream->help()) || in_.help(); }

  /// Waits until every tile before this one has been handed over, where a stream takes part, and helps it while it waits. False if the run has been stopped.
  bool take_turn(std::size_t tile) {
    if (!out_.ordered() && !in_.is_stream()) return true;
    const auto ready = [&] { return stopped_ || handed_over_ == tile; };
    for (;;) {
      {
        const std::lock_guard lock(mutex_);
        if (ready()) return !stopped_;
      }
      if (help()) continue;
      std::unique_lock lock(mutex_);
      turn_.wait(lock, ready);
    }
  }

  void hand_over(std::size_t worker, std::size_t index) {
    const rect& tile = pass_.tiles[index];
    if (out_.stream) {
      handed_rows_.clear();
      for (std::int64_t y = 0; y < tile.height(); ++y) handed_rows_.push_back(band_row(worker, tile, y));
      out_.stream->write(handed_rows_.data(), tile.height());
    }
    const std::lock_guard lock(mutex_);
    ++handed_over_;
    turn_.notify_all();
    if (control_.progress && !out_.counts)
      control_.progress(static_cast<double>(handed_over_) / static_cast<double>(pass_.tiles.size()));
  }

  cpu_pass& pass_;
  input& in_;
  const pass_output& out_;
  const run_control& control_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> stopped_{false};
  std::mutex mutex_;
  std::condition_variable turn_;
  std::size_t handed_over_ = 0;
  std::vector<const std::byte*> handed_rows_;  ///< of the worker whose turn it is
  std::exception_ptr error_;
};

/// A picture that is only turned is read column by column: as many rows of it as a cache holds lines of, however long they are.
constexpr std::int64_t turned_columns = 128;

bool turns(const graph& g) {
  if (g.nodes.size() != 2 || g.nodes[1].stages.size() != 1) return false;
  const auto* only = std::get_if<move>(&g.nodes[1].stages[0].what);
  return only && only->transpose;
}

}  // namespace

cpu_pass::cpu_pass(graph made, const rect& wanted, extent tile, int workers, std::int64_t width)
    : g(std::move(made)),
      result(wanted),
      part_width(width > 0  ? width
                 : turns(g) ? std::min(turned_columns, tile.width)
                            : tile.width),
      continues(workers == 1 && width == 0 && part_width == tile.width),
      tiles(tiles_of(result, tile)),
      largest(largest_spans(g, result, {part_width, tile.height}, continues)),
      parts(static_cast<std::size_t>(workers)) {
  const extent part = width > 0 ? largest_part(g, result, {width, tile.height}) : extent{};
  const auto part_bytes = static_cast<std::size_t>(part.width * part.height * g.nodes[0].out.pixel_bytes());
  for (int i = 0; i < workers; ++i) {
    runners.emplace_back(g, largest, continues);
    bands.emplace_back(0);
    // At once: what grows from tile to tile leaves holes behind.
    if (width > 0) parts[static_cast<std::size_t>(i)].pixels.reserve(part_bytes);
  }
}

void cpu_pass::run(input& in, const pass_output& out, const run_control& control) {
  pass_run(*this, in, out, control).run(static_cast<int>(runners.size()));
}

}  // namespace tessera::inline v0
