// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/cuda/tile_run.hpp"

#include <algorithm>
#include <cstring>

#include "tessera/host/device/cuda/cpu_tile.hpp"
#include "tessera/kernels/cpu/histogram.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::inline v0::cuda {

namespace {

constexpr int most_failures = 3;  // of a device in one run, before it is left alone

bool is_pinned(const std::byte* at) {
  cudaPointerAttributes found{};
  if (cudaPointerGetAttributes(&found, at) == cudaSuccess) return found.type == cudaMemoryTypeHost;
  (void)cudaGetLastError();
  return false;
}

/// Memory that its owner has registered needs no copy to pinned pages.
template <class View>
bool is_pinned(const View* picture) {
  if (!picture || !picture->data || picture->format.size.height < 1 || picture->pitch < picture->format.row_bytes())
    return false;
  return is_pinned(picture->data) &&
         is_pinned(picture->row(picture->format.size.height - 1) + picture->format.row_bytes() - 1);
}

/// One copy where rows follow each other on both sides alike, else one of rows.
cudaError_t copy_rows(std::byte* to, std::int64_t to_pitch, const std::byte* from, std::int64_t from_pitch,
                      std::int64_t width, std::int64_t height, cudaMemcpyKind kind, cudaStream_t work) {
  if (width <= 0 || height <= 0) return cudaSuccess;
  if (to_pitch == from_pitch)
    return cudaMemcpyAsync(to, from, static_cast<std::size_t>(to_pitch * (height - 1) + width), kind, work);
  return cudaMemcpy2DAsync(to, static_cast<std::size_t>(to_pitch), from, static_cast<std::size_t>(from_pitch),
                           static_cast<std::size_t>(width), static_cast<std::size_t>(height), kind, work);
}

/// The first row of the source that any of the tiles from each on reads: below it, rows need not be kept.
std::vector<std::int64_t> lowest_rows(const graph& g, const std::vector<rect>& tiles) {
  std::vector<std::int64_t> lowest(tiles.size() + 1, g.nodes[0].out.size.height);
  for (std::size_t i = tiles.size(); i-- > 0;) {
    const rect region = regions(g, tiles[i])[0].region;
    lowest[i] = region.empty() ? lowest[i + 1] : std::min(lowest[i + 1], region.y0);
  }
  return lowest;
}

}  // namespace

tile_run::tile_run(const pass_shape& shape, const program& code, slot_pool& slots,
                   const std::map<int, device_memory>& constants, const pass_ends& ends, const run_control& control)
    : shape_(shape),
      code_(code),
      slots_(slots),
      constants_(constants),
      ends_(ends),
      control_(control),
      source_(ends, shape.stages->nodes[0].out),
      direct_in_(!ends.stream && is_pinned(ends.memory)),
      direct_out_(!ends.counts && is_pinned(ends.out)),
      events_(control.events) {}

void tile_run::run(const std::vector<rect>& tiles) {
  total_ = tiles.size();
  start_clocks();
  const std::vector<std::int64_t> lowest = lowest_rows(*shape_.stages, tiles);
  try {
    for (std::size_t i = 0; i < tiles.size(); ++i) {
      if (control_.stop.stop_requested()) throw error(error_kind::cancelled, "the run was cancelled");
      flight f{nullptr, i, tiles[i], regions(*shape_.stages, tiles[i]), {}, cudaSuccess, "", {}};
      while (!(f.place = slots_.try_acquire()) && !flights_.empty()) finish_oldest();
      if (!f.place) f.place = slots_.acquire();
      if (f.place) start(std::move(f), lowest[i + 1]);
      else without_device(std::move(f), lowest[i + 1]);
    }
    while (!flights_.empty()) finish_oldest();
  } catch (...) {
    drain();
    throw;
  }
}

void tile_run::drain() noexcept {
  for (flight& f : flights_) {
    (void)cudaSetDevice(f.place->device);
    (void)cudaStreamSynchronize(f.place->work.get());
    slots_.release(f.place);
  }
  (void)cudaGetLastError();
  flights_.clear();
}

void tile_run::start(flight f, std::int64_t next) {
  flights_.push_back(std::move(f));
  flight& tile = flights_.back();
  const rect& region = tile.spans[0].region;
  if (!direct_in_)
    timed(activity::decode, tile, region.width() * region.height() * shape_.stages->nodes[0].out.pixel_bytes(), [&] {
      source_.fill(region, next, tile.place->in.data(), pitch_of(shape_.stages->nodes[0].out, source_.stored(region)));
    });
  tile.where = code_.place(tile.spans);
  tile.failure = enqueue(tile);
}

const_view tile_run::input_of(const flight& f, const std::byte* stored) const {
  if (!ends_.stream && (direct_in_ || !stored)) return *ends_.memory;
  const format& layout = shape_.stages->nodes[0].out;
  const rect region = source_.stored(f.spans[0].region);
  const std::int64_t pitch = pitch_of(layout, region);
  // Addressed as the whole picture, of which these rows and columns are there.
  return {stored - region.y0 * pitch - region.x0 * layout.pixel_bytes(), static_cast<std::ptrdiff_t>(pitch), layout,
          shape_.order};
}

view tile_run::place_of(const flight& f, std::byte* out) const {
  format made = shape_.stages->output();
  made.size = {f.tile.width(), f.tile.height()};
  if (direct_out_)
    return {ends_.out->row(f.tile.y0 - shape_.result.y0) + (f.tile.x0 - shape_.result.x0) * made.pixel_bytes(),
            ends_.out->pitch, made, channel_order::rgb};
  return {out, static_cast<std::ptrdiff_t>(pitch_of(made, f.tile)), made, channel_order::rgb};
}

cudaError_t tile_run::upload(flight& f) {
  const rect& region = f.spans[0].region;
  if (region.empty()) return cudaSuccess;
  const std::int64_t pixel = shape_.stages->nodes[0].out.pixel_bytes();
  const const_view in = input_of(f, f.place->in.data());
  const buffer to = code_.buffer_of(0, f.spans, f.where, f.place->arena.data());
  return copy_rows(to.data, to.pitch, in.row(region.y0) + region.x0 * pixel, in.pitch, region.width() * pixel,
                   region.height(), cudaMemcpyHostToDevice, f.place->work.get());
}

cudaError_t tile_run::download(flight& f) {
  if (ends_.counts)
    return cudaMemcpyAsync(f.place->out.data(), f.place->arena.data() + f.where.counters, code_.counter_bytes(),
                           cudaMemcpyDeviceToHost, f.place->work.get());
  const view to = place_of(f, f.place->out.data());
  const buffer from = code_.buffer_of(code_.last(), f.spans, f.where, f.place->arena.data());
  const std::int64_t pixel = to.format.pixel_bytes();
  const std::byte* corner =
      from.data + (f.tile.y0 - from.region.y0) * from.pitch + (f.tile.x0 - from.region.x0) * pixel;
  return copy_rows(to.data, to.pitch, corner, from.pitch, f.tile.width() * pixel, f.tile.height(),
                   cudaMemcpyDeviceToHost, f.place->work.get());
}

cudaError_t tile_run::enqueue(flight& f) {
  const auto failed = [&f](cudaError_t failure, const char* call) {
    if (failure) f.call = call;
    return failure;
  };
  const slot& s = *f.place;
  const named_range range("enqueue a tile");
  const program::listener step = [&](const std::string& name) { return mark(f, name); };
  if (const auto e = failed(cudaSetDevice(s.device), "cudaSetDevice")) return e;
  if (const auto e = failed(mark(f, {}), "cudaEventRecord")) return e;
  if (const auto e = failed(upload(f), "the upload")) return e;
  if (const auto e = failed(mark(f, "upload"), "cudaEventRecord")) return e;
  if (const auto e = failed(code_.launch(f.spans, f.where, s.arena.data(), constants_.at(s.device).data(), s.work.get(),
                                         events_ ? step : nullptr),
                            "a kernel's launch"))
    return e;
  if (const auto e = failed(download(f), "the download")) return e;
  if (const auto e = failed(mark(f, "download"), "cudaEventRecord")) return e;
  return failed(cudaEventRecord(s.done.get(), s.work.get()), "cudaEventRecord");
}

void tile_run::finish_oldest() {
  flight& f = flights_.front();
  if (!f.failure) {
    const named_range range("wait for a tile");
    f.failure = cudaSetDevice(f.place->device);
    if (!f.failure) f.failure = cudaEventSynchronize(f.place->done.get());
    if (f.failure) f.call = "the tile's work";
  }
  if (f.failure) {
    settle(f);
    timed(activity::redo_on_cpu, f, 0, [&] { redo(f); });
  } else {
    record(f);
  }
  const format& made = shape_.stages->output();
  timed(activity::encode, f, f.tile.width() * f.tile.height() * made.pixel_bytes(),
        [&] { hand_over(f, f.place->out.data(), pitch_of(made, f.tile), direct_out_); });
  slots_.release(f.place);
  flights_.pop_front();
}

/// After a failure: waits until nothing of the tile is under way, and finds out whether the device is lost.
void tile_run::settle(flight& f) {
  const int device = f.place->device;
  (void)cudaGetLastError();
  const bool lost = cudaStreamSynchronize(f.place->work.get()) != cudaSuccess;
  (void)cudaGetLastError();
  const bool abandoned = lost || ++failures_[device] >= most_failures;
  if (abandoned) slots_.abandon(device);
  if (!control_.report) return;
  control_.report->notices.push_back("cuda:" + std::to_string(device) + " failed at tile " +
                                     std::to_string(f.index + 1) + " of " + std::to_string(total_) + " (" +
                                     text_of(f.failure, f.call) + "); the tile was made on the CPU" +
                                     (abandoned ? ", and the device is left alone from here on" : ""));
}

void tile_run::redo(flight& f) {
  if (control_.report) ++control_.report->tiles_on_cpu;
  if (!ends_.counts) {
    make_on_cpu(shape_, f.tile, input_of(f, f.place->in.data()), place_of(f, f.place->out.data()), nullptr);
    return;
  }
  // The counts of a tile stand where the download would have put them.
  histogram counts = cpu::empty_histogram(shape_.stages->output(), shape_.grid);
  const format& made = shape_.stages->output();
  spare_out_.resize(static_cast<std::size_t>(f.tile.width() * made.pixel_bytes() * f.tile.height()));
  const view to{spare_out_.data(), static_cast<std::ptrdiff_t>(f.tile.width() * made.pixel_bytes()), made};
  make_on_cpu(shape_, f.tile, input_of(f, f.place->in.data()), to, &counts);
  std::memcpy(f.place->out.data(), counts.bins.data(), counts.bins.size() * sizeof(std::uint64_t));
}

void tile_run::without_device(flight f, std::int64_t next) {
  const format &from = shape_.stages->nodes[0].out, &made = shape_.stages->output();
  const rect region = source_.stored(f.spans[0].region);
  const std::int64_t pitch = pitch_of(from, region), out_pitch = pitch_of(made, f.tile);
  if (ends_.stream) {
    spare_in_.resize(std::max(spare_in_.size(), static_cast<std::size_t>(pitch * region.height())));
    source_.fill(f.spans[0].region, next, spare_in_.data(), pitch);
  }
  spare_out_.resize(std::max(spare_out_.size(), static_cast<std::size_t>(out_pitch * f.tile.height())));
  const const_view in = ends_.stream ? input_of(f, spare_in_.data()) : *ends_.memory;
  if (control_.report) ++control_.report->tiles_on_cpu;
  if (ends_.counts) {
    make_on_cpu(shape_, f.tile, in, {spare_out_.data(), static_cast<std::ptrdiff_t>(out_pitch), made}, ends_.counts);
    if (control_.report) ++control_.report->tiles;
    ++handed_over_;
    return;
  }
  make_on_cpu(shape_, f.tile, in, place_of(f, spare_out_.data()), nullptr);
  hand_over(f, spare_out_.data(), out_pitch, direct_out_);
}

void tile_run::hand_over(const flight& f, const std::byte* out, std::int64_t pitch, bool made_in_place) {
  if (control_.report) ++control_.report->tiles;
  if (ends_.counts) {
    const auto* bins = reinterpret_cast<const std::uint64_t*>(out);
    for (std::size_t i = 0; i < ends_.counts->bins.size(); ++i) ends_.counts->bins[i] += bins[i];
  } else if (ends_.to) {
    rows_.clear();
    for (std::int64_t y = 0; y < f.tile.height(); ++y) rows_.push_back(out + y * pitch);
    ends_.to->write(rows_.data(), f.tile.height());
  } else if (!made_in_place) {
    const std::int64_t pixel = shape_.stages->output().pixel_bytes();
    for (std::int64_t y = 0; y < f.tile.height(); ++y)
      std::memcpy(ends_.out->row(f.tile.y0 + y - shape_.result.y0) + (f.tile.x0 - shape_.result.x0) * pixel,
                  out + y * pitch, static_cast<std::size_t>(f.tile.width() * pixel));
  }
  ++handed_over_;
  if (control_.progress && !ends_.counts)
    control_.progress(static_cast<double>(handed_over_) / static_cast<double>(total_));
}

}  // namespace tessera::inline v0::cuda
