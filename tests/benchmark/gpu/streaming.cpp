// SPDX-License-Identifier: Apache-2.0
// Tiles through slots, from and to pinned host memory, against bare copies both ways at the same time.
#include <fmt/format.h>

#include <chrono>
#include <cstring>

#include "bench.hpp"
#include "tessera/host/device/backend.hpp"
#include "tessera/host/device/trace.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/schedule/executor.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

namespace {

constexpr const char* look = "gaussian 2 | unsharp | gamma 1.2";
constexpr extent largest_picture{16384, 12288};
constexpr std::size_t piece = std::size_t{8} << 20;  // what moves best over PCIe, and about a tile

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The least that any streaming must do: the same bytes up and down at once, on a stream each, piece after piece.
class bare_copies {
 public:
  bare_copies(const cuda::pinned_memory& from, const cuda::pinned_memory& to) : from_(from), to_(to) {}
  void run() const {
    for (std::size_t at = 0; at < from_.size(); at += piece) {
      const std::size_t bytes = std::min(piece, from_.size() - at);
      cuda::check(cudaMemcpyAsync(above_.data(), from_.data() + at, bytes, cudaMemcpyHostToDevice, up_.get()),
                  "upload");
      cuda::check(cudaMemcpyAsync(to_.data() + at, below_.data(), bytes, cudaMemcpyDeviceToHost, down_.get()),
                  "download");
    }
    cuda::check(cudaStreamSynchronize(up_.get()), "cudaStreamSynchronize");
    cuda::check(cudaStreamSynchronize(down_.get()), "cudaStreamSynchronize");
  }

 private:
  const cuda::pinned_memory &from_, &to_;
  cuda::device_memory above_{piece}, below_{piece};
  cuda::stream up_, down_;
};

executor through_slots(const format& layout, int slots) {
  plan_options options;
  options.streamed = false;
  options.device_demanded = true;
  std::string reason;
  options.device = make_cuda_backend({0, slots, 0}, reason);
  if (!options.device) throw error(error_kind::device, reason);
  return executor(make_plan(parse(look), layout, options));
}

/// Runs through so many slots, and how long they took.
struct ring {
  int slots;
  executor runs;
  std::vector<double> seconds;
};

std::string words_of(int slots) { return fmt::format("{} slot{}", slots, slots == 1 ? "" : "s"); }

void report(const bench_settings& settings, const std::vector<double>& copies, const std::vector<ring>& rings,
            std::size_t bytes) {
  const double bare = timing_of(copies).median, alone = timing_of(rings.back().seconds).median;
  const auto row = [&](const std::string& name, const timing& t, const std::string& share, const std::string& gain) {
    say(fmt::format("| {} | {} | {} | {} | {} |", name, milliseconds(settings, t),
                    figure(settings, static_cast<double>(bytes) / t.median / 1e9, 1, "GB/s each way"), share, gain));
  };
  say("\n| work | median (least to most) | rate | over the copies' rate | faster than one slot by |");
  say("|---|---|---|---|---|");
  row("bare copies both ways", timing_of(copies), "", "");
  for (const ring& r : rings) {
    const timing t = timing_of(r.seconds);
    if (r.slots == 1) row(words_of(1), t, figure(settings, bare / t.median, 3), "");
    else
      row(words_of(r.slots), t, against_goal(settings, bare / t.median, 0.90),
          figure(settings, alone / t.median, 2, "times"));
  }
}

void say_overlap(const bench_settings& settings, ring& r, const const_view& in, const view& out) {
  trace events;
  r.runs.run(in, out, {{}, nullptr, nullptr, &events});
  const auto all = events.events();
  const overlap found = overlapped_fraction(all);
  say(fmt::format("Overlap of {}: {} of the transfers' time, at most {}.", words_of(r.slots),
                  figure(settings, found.fraction, 3), figure(settings, found.most, 3)));
}

/// A run with tiles made on the CPU is none of the device's.
run_report go(bench_settings& settings, ring& r, const const_view& in, const view& out) {
  run_report report;
  r.runs.run(in, out, {{}, nullptr, &report});
  if (report.tiles_on_cpu > 0) {
    settings.wrong_results = true;
    say(fmt::format("WRONG: {} of {} tiles on the CPU: {}", report.tiles_on_cpu, report.tiles, report.notices.front()));
  }
  return report;
}

void check(bench_settings& settings, ring& r, const const_view& in, const view& out, const image& wanted) {
  std::memset(out.data, 0x5a, static_cast<std::size_t>(out.pitch * out.format.size.height));
  const run_report report = go(settings, r, in, out);
  say(fmt::format("{}: {}, {} tiles.", words_of(r.slots), check_result(settings, out, wanted), report.tiles));
}

}  // namespace

void streaming(bench_settings& settings) {
  const format layout = make_format(sample_type::u8, 3, settings.size.width > 0 ? settings.size : largest_picture);
  const auto bytes = static_cast<std::size_t>(layout.row_bytes() * layout.size.height);
  const cuda::pinned_memory from(bytes), to(bytes);
  const view in{from.data(), layout.row_bytes(), layout}, out{to.data(), layout.row_bytes(), layout};
  fill_with_noise(in);
  say(fmt::format("\n## Streaming {}x{} RGB u8 from and to pinned memory: `{}`\n", layout.size.width,
                  layout.size.height, look));
  engine cpu({.device = "cpu"});
  const image wanted = cpu.run(parse(look), in);
  std::vector<ring> rings;
  for (const int slots : {3, 6, 1}) rings.push_back({slots, through_slots(layout, slots), {}});
  for (ring& r : rings) check(settings, r, in, out, wanted);
  const bare_copies bare(from, to);
  std::vector<double> copies;
  for (int run = settings.simulated ? 0 : -2; run < settings.runs; ++run) {
    // In turn, so that a change of the machine's pace meets all of them.
    const double c = seconds_of([&] { bare.run(); });
    if (run >= 0) copies.push_back(c);
    for (ring& r : rings) {
      const double took = seconds_of([&] { go(settings, r, in, out); });
      if (run >= 0) r.seconds.push_back(took);
    }
  }
  report(settings, copies, rings, bytes);
  say("");
  for (ring& r : rings) say_overlap(settings, r, in, out);
}

}  // namespace tessera::test
