// SPDX-License-Identifier: Apache-2.0
// `tessera bench`: operators of Tessera against OpenCV's, both in one run, as ratios. tessera-bench [NAME] [--size WxH]
// [--threads N]
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "tessera/tessera.hpp"

namespace {

using namespace tessera;

struct settings {
  std::string name;
  int width = 3000, height = 2000, threads = 0;
};

/// One operator and what OpenCV does for the same purpose.
struct contest {
  const char* pipeline;
  std::function<void(const cv::Mat&, cv::Mat&)> peer;
};

/// Smooth parts, edges and grain.
cv::Mat scene(const settings& s) {
  cv::Mat small(s.height / 50 + 2, s.width / 50 + 2, CV_8UC3), picture, grain(s.height, s.width, CV_8UC3);
  cv::theRNG().state = 7;
  cv::randu(small, cv::Scalar::all(0), cv::Scalar::all(240));
  cv::resize(small, picture, {s.width, s.height}, 0, 0, cv::INTER_CUBIC);
  cv::randu(grain, cv::Scalar::all(0), cv::Scalar::all(12));
  return picture + grain;
}

void blur(const cv::Mat& in, cv::Mat& out, double sigma) {
  const int side = 2 * static_cast<int>(std::ceil(4 * sigma)) + 1;
  cv::GaussianBlur(in, out, {side, side}, sigma, sigma, cv::BORDER_REPLICATE);
}

cv::Mat window(int radius) { return cv::getStructuringElement(cv::MORPH_RECT, {2 * radius + 1, 2 * radius + 1}); }

void gamma_by_table(const cv::Mat& in, cv::Mat& out) {
  cv::Mat table(1, 256, CV_8U);
  for (int i = 0; i < 256; ++i)
    table.at<unsigned char>(i) = cv::saturate_cast<unsigned char>(255 * std::pow(i / 255.0, 1 / 2.2));
  cv::LUT(in, table, out);
}

void unsharp(const cv::Mat& in, cv::Mat& out) {
  cv::Mat soft;
  blur(in, soft, 1);
  cv::addWeighted(in, 1.8, soft, -0.8, 0, out);
}

std::vector<contest> contests() {
  using mat = cv::Mat;
  return {
      {"invert", [](const mat& in, mat& out) { cv::bitwise_not(in, out); }},
      {"gamma 2.2", gamma_by_table},
      {"grayscale", [](const mat& in, mat& out) { cv::cvtColor(in, out, cv::COLOR_RGB2GRAY); }},
      {"box 3",
       [](const mat& in, mat& out) {
         cv::blur(in, out, {7, 7}, {-1, -1}, cv::BORDER_REPLICATE);
       }},
      {"gaussian 1", [](const mat& in, mat& out) { blur(in, out, 1); }},
      {"gaussian 2", [](const mat& in, mat& out) { blur(in, out, 2); }},
      {"gaussian 5", [](const mat& in, mat& out) { blur(in, out, 5); }},
      {"gaussian 10", [](const mat& in, mat& out) { blur(in, out, 10); }},
      {"unsharp 1 0.8", unsharp},
      {"median 1", [](const mat& in, mat& out) { cv::medianBlur(in, out, 3); }},
      {"median 2", [](const mat& in, mat& out) { cv::medianBlur(in, out, 5); }},
      {"median 7", [](const mat& in, mat& out) { cv::medianBlur(in, out, 15); }},
      {"erode 2",
       [](const mat& in, mat& out) {
         cv::erode(in, out, window(2), {-1, -1}, 1, cv::BORDER_REPLICATE);
       }},
      {"dilate 5",
       [](const mat& in, mat& out) {
         cv::dilate(in, out, window(5), {-1, -1}, 1, cv::BORDER_REPLICATE);
       }},
      {"resize 50% filter=area", [](const mat& in, mat& out) { cv::resize(in, out, {}, 0.5, 0.5, cv::INTER_AREA); }},
      {"resize 150% filter=bilinear",
       [](const mat& in, mat& out) { cv::resize(in, out, {}, 1.5, 1.5, cv::INTER_LINEAR); }},
      {"resize 150% filter=bicubic",
       [](const mat& in, mat& out) { cv::resize(in, out, {}, 1.5, 1.5, cv::INTER_CUBIC); }},
      {"flip", [](const mat& in, mat& out) { cv::flip(in, out, 0); }},
      {"flop", [](const mat& in, mat& out) { cv::flip(in, out, 1); }},
      {"rotate 90", [](const mat& in, mat& out) { cv::rotate(in, out, cv::ROTATE_90_CLOCKWISE); }},
  };
}

/// The least of several runs, seconds.
double least(const std::function<void()>& work) {
  double best = 1e9, total = 0;
  for (int i = 0; i < 15 && (i < 3 || total < 1); ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    best = std::min(best, seconds);
    total += seconds;
  }
  return best;
}

/// The largest difference in levels, or -1 where the results have other sizes.
double apart(const image& ours, const cv::Mat& theirs) {
  const const_view v = ours;
  if (v.format.size.width != theirs.cols || v.format.size.height != theirs.rows ||
      v.format.channels != theirs.channels())
    return -1;
  const cv::Mat mine(theirs.rows, theirs.cols, theirs.type(), const_cast<std::byte*>(v.data),
                     static_cast<std::size_t>(v.pitch));
  return cv::norm(mine, theirs, cv::NORM_INF);
}

void measure(const contest& c, const cv::Mat& picture, engine& engine) {
  const format layout = make_format(sample_type::u8, 3, {picture.cols, picture.rows});
  const const_view in{reinterpret_cast<const std::byte*>(picture.data), static_cast<std::ptrdiff_t>(picture.step),
                      layout};
  const pipeline look = parse(c.pipeline);
  image out(engine.output_format(look, layout));
  cv::Mat theirs;
  const double ours = least([&] { engine.run(look, in, out.edit()); });
  const double peer = least([&] { c.peer(picture, theirs); });
  const double megapixels = static_cast<double>(picture.total()) / 1e6;
  fmt::print("{:28} {:9.2f} {:9.2f} {:8.2f} {:10.0f} {:8g}\n", c.pipeline, ours * 1e3, peer * 1e3, peer / ours,
             megapixels / ours, apart(out, theirs));
  std::fflush(stdout);
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
  const cv::Mat picture = scene(s);
  engine engine(engine_options{s.threads, "", 0});
  if (s.threads > 0) cv::setNumThreads(s.threads);
  fmt::print("{}x{} RGB u8, OpenCV {} with {} threads; a ratio above 1: Tessera is faster\n", s.width, s.height,
             CV_VERSION, cv::getNumThreads());
  fmt::print("{:28} {:>9} {:>9} {:>8} {:>10} {:>8}\n", "pipeline", "ours ms", "OpenCV ms", "ratio", "Mpixel/s",
             "apart");
  int measured = 0;
  for (const contest& c : contests()) {
    if (std::string(c.pipeline).find(s.name) == std::string::npos) continue;
    measure(c, picture, engine);
    ++measured;
  }
  if (measured == 0) throw error(error_kind::usage, "there is no contest of the name \"" + s.name + "\"");
  return 0;
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
