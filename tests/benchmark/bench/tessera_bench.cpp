// SPDX-License-Identifier: Apache-2.0
// `tessera bench`: operators of Tessera against OpenCV's, both in one run, as bars. tessera-bench [NAME] [--size WxH]
// [--threads N]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "contests.hpp"
#include "tessera/tessera.hpp"

namespace {

using namespace tessera;
using namespace tessera::test;

struct settings {
  std::string name;
  int width = 3000, height = 2000, threads = 0;
};

double seconds_of(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double median_of(std::vector<double> times) {
  std::sort(times.begin(), times.end());
  return times[times.size() / 2];
}

/// Medians of both in turns, so that a machine that slows down slows both.
std::pair<double, double> in_turns(const std::function<void()>& ours, const std::function<void()>& theirs) {
  std::vector<double> mine, peers;
  double total = 0;
  for (int i = 0; i < 15 && (i < 5 || total < 2); ++i) {
    mine.push_back(seconds_of(ours));
    peers.push_back(seconds_of(theirs));
    total += mine.back() + peers.back();
  }
  return {median_of(mine), median_of(peers)};
}

/// A bar for a ratio, a block for every quarter; 1 is at its fourth.
std::string bar(double ratio) {
  std::string blocks;
  for (int i = 0; i < std::clamp(static_cast<int>(std::lround(4 * ratio)), 1, 32); ++i) blocks += "\u2588";
  return blocks;
}

/// The ratio, or 0 where the results are no relatives.
double measure(const contest& c, engine& engine, const settings& s) {
  static std::map<int, cv::Mat> scenes;
  cv::Mat& in = scenes[c.channels];
  if (in.empty()) in = scene(s.width, s.height, CV_8UC(c.channels));
  const pipeline look = parse(c.pipeline);
  const format made = engine.output_format(look, view_of(in).format);
  cv::Mat ours(static_cast<int>(made.size.height), static_cast<int>(made.size.width), CV_8UC(made.channels)), theirs;
  engine.run(look, view_of(in), view_of(ours, made));
  c.peer(in, theirs);
  if (psnr(ours, theirs) < c.alike) {
    fmt::print("{:20} the results differ by too much: {:.1f} dB\n", c.name, psnr(ours, theirs));
    return 0;
  }
  const auto [mine, peer] =
      in_turns([&] { engine.run(look, view_of(in), view_of(ours, made)); }, [&] { c.peer(in, theirs); });
  fmt::print("{:20} {:9.2f} {:9.2f} {:10.0f} {:6.2f} {}\n", c.name, mine * 1e3, peer * 1e3,
             static_cast<double>(in.total()) / 1e6 / mine, peer / mine, bar(peer / mine));
  std::fflush(stdout);
  return peer / mine;
}

settings read_arguments(int argc, char** argv) {
  settings s;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--size") && i + 1 < argc && std::sscanf(argv[i + 1], "%dx%d", &s.width, &s.height) == 2)
      ++i;
    else if (!std::strcmp(argv[i], "--threads") && i + 1 < argc) s.threads = std::atoi(argv[++i]);
    else s.name = argv[i];
  }
  if (s.width < 64 || s.height < 64 || s.width > 30000 || s.height > 30000 || s.threads < 0 || s.name.starts_with("-"))
    throw error(error_kind::usage, "tessera-bench [NAME] [--size WxH, each side 64 to 30000] [--threads N]");
  return s;
}

int run(const settings& s) {
  engine engine(engine_options{s.threads, "", 0});
  if (s.threads > 0) cv::setNumThreads(s.threads);
  fmt::print("{}x{} u8, OpenCV {} with {} threads; a ratio above 1: Tessera is faster\n", s.width, s.height, CV_VERSION,
             cv::getNumThreads());
  fmt::print("{:20} {:>9} {:>9} {:>10} {:>6}\n", "", "ours ms", "OpenCV ms", "Mpixel/s", "ratio");
  double logarithms = 0;
  int measured = 0, wrong = 0;
  for (const contest& c : contests()) {
    if (c.name.find(s.name) == std::string::npos && c.pipeline.find(s.name) == std::string::npos) continue;
    const double ratio = measure(c, engine, s);
    if (ratio > 0) logarithms += std::log(ratio), ++measured;
    else ++wrong;
  }
  if (measured + wrong == 0) throw error(error_kind::usage, "there is no contest of the name \"" + s.name + "\"");
  if (measured > 1) fmt::print("{:20} {:>30} {:6.2f}\n", "geometric mean", "", std::exp(logarithms / measured));
  return wrong == 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(read_arguments(argc, argv));
  } catch (const std::exception& problem) {
    fmt::print(stderr, "tessera bench: {}\n", problem.what());
    return 2;
  }
}
