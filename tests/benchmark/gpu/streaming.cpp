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
constexpr extent large{16384, 12288};
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

struct ways {
  std::vector<double> copies, three, one;
};

void report(const bench_settings& settings, const ways& took, std::size_t bytes) {
  const timing copies = timing_of(took.copies), three = timing_of(took.three), one = timing_of(took.one);
  const auto row = [&](const char* name, const timing& t, const std::string& ratio) {
    say(fmt::format("| {} | {} | {} | {} |", name, milliseconds(settings, t),
                    figure(settings, static_cast<double>(bytes) / t.median / 1e9, 1, "GB/s each way"), ratio));
  };
  say("\n| work | median (least to most) | rate | |");
  say("|---|---|---|---|");
  row("bare copies both ways", copies, "");
  row("three slots", three, "over the copies' rate: " + against_goal(settings, copies.median / three.median, 0.90));
  row("one slot", one, "three slots are faster by: " + figure(settings, one.median / three.median, 2, "times"));
}

void say_overlap(const bench_settings& settings, executor& runs, const const_view& in, const view& out, int slots) {
  trace events;
  runs.run(in, out, {{}, nullptr, nullptr, &events});
  const auto all = events.events();
  const overlap found = overlapped_fraction(all);
  say(fmt::format("Overlap of {} slot{}: {} of the transfers' time, at most {}.", slots, slots == 1 ? "" : "s",
                  figure(settings, found.fraction, 3), figure(settings, found.most, 3)));
}

}  // namespace

void streaming(bench_settings& settings) {
  const format layout = make_format(sample_type::u8, 3, settings.size.width > 0 ? settings.size : large);
  const auto bytes = static_cast<std::size_t>(layout.row_bytes() * layout.size.height);
  const cuda::pinned_memory from(bytes), to(bytes);
  const view in{from.data(), layout.row_bytes(), layout}, out{to.data(), layout.row_bytes(), layout};
  fill_with_noise(in);
  say(fmt::format("\n## Streaming {}x{} RGB u8 from and to pinned memory: `{}`\n", layout.size.width,
                  layout.size.height, look));
  engine cpu({.device = "cpu"});
  const image wanted = cpu.run(parse(look), in);
  const bare_copies copies(from, to);
  executor three = through_slots(layout, 3), one = through_slots(layout, 1);
  for (executor* runs : {&three, &one}) {
    std::memset(to.data(), 0x5a, bytes);
    run_report report;
    runs->run(in, out, {{}, nullptr, &report});
    say(fmt::format("{} slot{}: {}, {} tiles, {} of them on the CPU.", runs == &three ? 3 : 1,
                    runs == &three ? "s" : "", check_result(settings, out, wanted), report.tiles, report.tiles_on_cpu));
    if (report.tiles_on_cpu > 0) settings.wrong_results = true;
  }
  ways took;
  for (int run = settings.simulated ? 0 : -2; run < settings.runs; ++run) {
    // In turn, so that a change of the machine's pace meets all of them.
    const double c = seconds_of([&] { copies.run(); }), t = seconds_of([&] { three.run(in, out); }),
                 o = seconds_of([&] { one.run(in, out); });
    if (run < 0) continue;
    took.copies.push_back(c), took.three.push_back(t), took.one.push_back(o);
  }
  report(settings, took, bytes);
  say("");
  say_overlap(settings, three, in, out, 3);
  say_overlap(settings, one, in, out, 1);
}

}  // namespace tessera::test
