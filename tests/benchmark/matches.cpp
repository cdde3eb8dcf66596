// SPDX-License-Identifier: Apache-2.0
#include "matches.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstring>
#include <map>
#include <memory>
#include <opencv2/core.hpp>
#include <thread>

#include "tessera/tessera.hpp"

namespace tessera::test {

namespace {

struct settings {
  int depth = CV_8U, side = 4096, threads = 2;
  std::string simd, only;
};

/// Takes our options out of the command's words.
settings take_settings(int& argc, char** argv) {
  settings s;
  int kept = 1;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const std::string value = word.substr(word.find('=') + 1);
    if (word.starts_with("--type=")) s.depth = value == "f32" ? CV_32F : value == "u16" ? CV_16U : CV_8U;
    else if (word.starts_with("--side=")) s.side = std::stoi(value);
    else if (word.starts_with("--threads=")) s.threads = std::stoi(value);
    else if (word.starts_with("--simd=")) s.simd = value;
    else if (word.starts_with("--only=")) s.only = value;
    else argv[kept++] = argv[i];
  }
  argc = kept;
  return s;
}

/// Both sides of a contest, ready to run.
struct match {
  const contest* what;
  pipeline look;
  cv::Mat in, ours, theirs;
  format made = {};
};

void run_ours(engine& all, match& m, cv::Mat& out) { all.run(m.look, view_of(m.in), view_of(out, m.made)); }

cv::Mat result_of(const match& m) {
  return {static_cast<int>(m.made.size.height), static_cast<int>(m.made.size.width),
          CV_MAKETYPE(m.in.depth(), m.made.channels)};
}

/// Runs both and compares what they made; null where the peer has no such depth. Throws where they are no relatives.
std::unique_ptr<match> prepare(engine& all, const contest& c, const settings& s) {
  static std::map<int, cv::Mat> scenes;
  cv::Mat& in = scenes[c.channels];
  if (in.empty()) in = scene(s.side, s.side, CV_MAKETYPE(s.depth, c.channels));
  auto m = std::make_unique<match>(match{&c, parse(c.pipeline), in, {}, {}, {}});
  m->made = all.output_format(m->look, view_of(m->in).format);
  m->ours = result_of(*m);
  run_ours(all, *m, m->ours);
  try {
    c.peer(m->in, m->theirs);
  } catch (const cv::Exception&) {
    return nullptr;
  }
  const double alike = psnr(m->ours, m->theirs);
  fmt::print("{:<20} PSNR {:.1f} dB, at most {:g} apart {}\n", c.name, alike,
             alike < 0 ? -1 : cv::norm(m->ours, m->theirs, cv::NORM_INF), c.remark);
  if (alike < c.alike)
    throw std::runtime_error(
        fmt::format("{}: the results are no relatives: {:.1f} dB, where {} are expected", c.name, alike, c.alike));
  return m;
}

template <class Work>
void time_it(const std::string& name, const match& m, Work work) {
  const double bytes = static_cast<double>(m.in.total() * m.in.elemSize() + m.theirs.total() * m.theirs.elemSize());
  const std::string label = m.what->listed ? "listed" : "beside";
  benchmark::RegisterBenchmark(name.c_str(),
                               [work, bytes, label](benchmark::State& state) {
                                 for (auto step : state) work();
                                 state.counters["bytes"] = bytes;
                                 state.SetLabel(label);
                               })
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

/// A copy of half of the bytes that go in and out: what nobody can be faster than by much.
void copy_bytes(const cv::Mat& from, cv::Mat& to, std::size_t bytes, int threads) {
  std::vector<std::jthread> helpers;
  const std::size_t part = bytes / static_cast<std::size_t>(threads);
  for (int k = 0; k < threads; ++k)
    helpers.emplace_back([&, k] {
      std::memcpy(to.data + static_cast<std::size_t>(k) * part, from.data + static_cast<std::size_t>(k) * part, part);
    });
}

void add(engine& all, match& m, const std::string& peer, int threads) {
  const std::string name = m.what->name;
  time_it(name + "/ours", m, [&] { run_ours(all, m, m.ours); });
  time_it(name + "/" + peer, m, [&] { m.what->peer(m.in, m.theirs); });
  time_it(name + "/ours_fresh", m, [&] {
    cv::Mat out = result_of(m);
    run_ours(all, m, out);
  });
  time_it(name + "/" + peer + "_fresh", m, [&] {
    cv::Mat out;
    m.what->peer(m.in, out);
  });
  const std::size_t half = (m.in.total() * m.in.elemSize() + m.theirs.total() * m.theirs.elemSize()) / 2;
  static cv::Mat from, to;
  if (from.total() < half) {
    from = cv::Mat(1, static_cast<int>(half), CV_8U, cv::Scalar(1));
    to = from.clone();
  }
  time_it(name + "/copy", m, [half, threads] { copy_bytes(from, to, half, threads); });
}

}  // namespace

int compete(const opponent& peer, int argc, char** argv) {
  const settings s = take_settings(argc, argv);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  peer.set_threads(s.threads);
  engine all(engine_options{.threads = s.threads, .simd = s.simd});
  benchmark::AddCustomContext("side", std::to_string(s.side));
  benchmark::AddCustomContext("threads", std::to_string(s.threads));
  benchmark::AddCustomContext(peer.name, peer.version);
  std::vector<std::unique_ptr<match>> matches;
  for (const contest& c : peer.contests) {
    if (c.name.find(s.only) == std::string::npos) continue;
    auto m = prepare(all, c, s);
    if (!m) continue;
    add(all, *m, peer.name, s.threads);
    matches.push_back(std::move(m));
  }
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace tessera::test
