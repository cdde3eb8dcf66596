// SPDX-License-Identifier: Apache-2.0
// The geometry operators against OpenCV's, one thread each, least processor time of several runs: benchmark_geometry [FILTER [SIDE [LEVEL]]]
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <opencv2/imgproc.hpp>
#include <string>

#include "contest.hpp"
#include "tessera/kernels/patterns/turning.hpp"
#include "tessera/tessera.hpp"

namespace {

using namespace tessera;
using namespace tessera::test;

struct contest {
  const char* name;
  const char* pipeline;
  std::function<void(const cv::Mat&, cv::Mat&)> peer;
};

auto opencv_resize(int interpolation) {
  return [interpolation](const cv::Mat& in, cv::Mat& out) { cv::resize(in, out, out.size(), 0, 0, interpolation); };
}

auto opencv_rotate(double degrees, int interpolation) {
  return [=](const cv::Mat& in, cv::Mat& out) {
    const prepared stage =
        turned(degrees, warp::interpolation::bilinear, {}, make_format(sample_type::u8, 3, {in.cols, in.rows}));
    const double* m = std::get<warp>(stage.what).matrix;
    const cv::Mat map = (cv::Mat_<double>(2, 3) << m[0], m[1], m[2] + 0.5 * (m[0] + m[1]) - 0.5, m[3], m[4],
                         m[5] + 0.5 * (m[3] + m[4]) - 0.5);
    cv::warpAffine(in, out, map, out.size(), interpolation | cv::WARP_INVERSE_MAP);
  };
}

/// The quadrilateral that `perspective 0.1,0.05,0.95,0,1,0.9,0,1` shows.
auto opencv_perspective(int interpolation) {
  return [=](const cv::Mat& in, cv::Mat& out) {
    const float w = static_cast<float>(in.cols), h = static_cast<float>(in.rows);
    const cv::Point2f from[] = {{0.1f * w, 0.05f * h}, {0.95f * w, 0}, {w, 0.9f * h}, {0, h}};
    const cv::Point2f to[] = {{0, 0}, {w, 0}, {w, h}, {0, h}};
    cv::warpPerspective(in, out, cv::getPerspectiveTransform(from, to), out.size(), interpolation);
  };
}

void opencv_polar(const cv::Mat& in, cv::Mat& out) {
  const float half = static_cast<float>(in.cols) / 2;
  cv::warpPolar(in, out, in.size(), {half, half}, 1.41421356 * half, cv::INTER_LINEAR);
}

void opencv_blocks(const cv::Mat& in, cv::Mat& out) {
  cv::Mat small;
  cv::resize(in, small, {}, 0.125, 0.125, cv::INTER_AREA);
  cv::resize(small, out, in.size(), 0, 0, cv::INTER_NEAREST);
}

}  // namespace

int main(int argc, char** argv) {
  const auto [wanted, side, simd] = contest_arguments(argc, argv);
  cv::setNumThreads(1);
  engine one(engine_options{.threads = 1, .simd = simd});
  const contest contests[] = {
      {"copy", "copy", [](const cv::Mat& in, cv::Mat& out) { in.copyTo(out); }},
      {"0.5 area", "resize 50% filter=area", opencv_resize(cv::INTER_AREA)},
      {"0.5 bilinear", "resize 50% filter=bilinear antialias=false", opencv_resize(cv::INTER_LINEAR)},
      {"0.37 area", "resize 37% filter=area", opencv_resize(cv::INTER_AREA)},
      {"0.37 lanczos plain", "resize 37% filter=lanczos3 antialias=false", opencv_resize(cv::INTER_LANCZOS4)},
      {"0.37 lanczos", "resize 37%", opencv_resize(cv::INTER_LANCZOS4)},
      {"0.1 lanczos", "resize 10%", opencv_resize(cv::INTER_LANCZOS4)},
      {"2.0 cubic", "resize 200% filter=bicubic", opencv_resize(cv::INTER_CUBIC)},
      {"2.0 bilinear", "resize 200% filter=bilinear", opencv_resize(cv::INTER_LINEAR)},
      {"rotate 17 cubic", "rotate 17", opencv_rotate(17, cv::INTER_CUBIC)},
      {"rotate 17 linear", "rotate 17 interpolation=bilinear", opencv_rotate(17, cv::INTER_LINEAR)},
      {"perspective cubic", "perspective 0.1,0.05,0.95,0,1,0.9,0,1", opencv_perspective(cv::INTER_CUBIC)},
      {"perspective linear", "perspective 0.1,0.05,0.95,0,1,0.9,0,1 interpolation=bilinear",
       opencv_perspective(cv::INTER_LINEAR)},
      {"polar linear", "polar interpolation=bilinear", opencv_polar},
      {"pixelate", "pixelate 8", opencv_blocks},
      {"rotate 90", "rotate 90", [](const cv::Mat& in, cv::Mat& out) { cv::rotate(in, out, cv::ROTATE_90_CLOCKWISE); }},
      {"flop", "flop", [](const cv::Mat& in, cv::Mat& out) { cv::flip(in, out, 1); }},
      {"flip", "flip", [](const cv::Mat& in, cv::Mat& out) { cv::flip(in, out, 0); }}};
  fmt::print("{:<20} {:<8} {:>10} {:>10} {:>7}\n", "", "", "ours ms", "OpenCV ms", "ratio");
  for (const auto& [format_name, type] :
       {std::pair{"u8 x3", CV_8UC3}, std::pair{"u8 x1", CV_8UC1}, std::pair{"u8 x4", CV_8UC4},
        std::pair{"u16 x3", CV_16UC3}, std::pair{"f32 x3", CV_32FC3}})
    for (const contest& c : contests) {
      if (std::string(c.name).find(wanted) == std::string::npos) continue;
      cv::Mat in(side, side, type);
      cv::randu(in, cv::Scalar::all(0), cv::Scalar::all(type == CV_32FC3 ? 1 : 255));
      const pipeline look = parse(c.pipeline);
      const extent size = one.output_format(look, view_of(in).format).size;
      cv::Mat ours(static_cast<int>(size.height), static_cast<int>(size.width), type), theirs(ours.size(), type);
      const double mine = least_seconds([&] { one.run(look, view_of(in), view_of(ours)); });
      const double peer = least_seconds([&] { c.peer(in, theirs); });
      fmt::print("{:<20} {:<8} {:>10.1f} {:>10.1f} {:>7.2f}  largest difference {:g}\n", c.name, format_name,
                 mine * 1e3, peer * 1e3, peer / mine, cv::norm(ours, theirs, cv::NORM_INF));
    }
}
