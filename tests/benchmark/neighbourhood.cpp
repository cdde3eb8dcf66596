// SPDX-License-Identifier: Apache-2.0
// The neighbourhood operators against OpenCV's, one thread each, least processor time of several runs: benchmark_neighbourhood [FILTER [SIDE [LEVEL]]]
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <functional>
#include <opencv2/imgproc.hpp>
#include <string>

#include "contest.hpp"
#include "tessera/tessera.hpp"

namespace {

using namespace tessera;
using namespace tessera::test;

/// Gradients, edges and noise, as a photograph has them.
cv::Mat scene(int side, int type) {
  cv::Mat noise(side, side, CV_32FC(CV_MAT_CN(type))), picture;
  cv::theRNG().state = 7;
  cv::randn(noise, cv::Scalar::all(0), cv::Scalar::all(6));
  cv::Mat small(side / 64, side / 64, noise.type());
  cv::randu(small, cv::Scalar::all(0), cv::Scalar::all(255));
  cv::resize(small, picture, noise.size(), 0, 0, cv::INTER_CUBIC);
  const double scale = CV_MAT_DEPTH(type) == CV_8U ? 1 : CV_MAT_DEPTH(type) == CV_16U ? 257 : 1 / 255.0;
  cv::Mat(picture + noise).convertTo(picture, type, scale);
  return picture;
}

struct contest {
  const char* name;
  const char* pipeline;
  std::function<void(const cv::Mat&, cv::Mat&)> peer;
};

void opencv_sobel(const cv::Mat& in, cv::Mat& out) {
  cv::Mat x, y, length;
  cv::Sobel(in, x, CV_32F, 1, 0, 3, 0.25, 0, cv::BORDER_REPLICATE);
  cv::Sobel(in, y, CV_32F, 0, 1, 3, 0.25, 0, cv::BORDER_REPLICATE);
  cv::magnitude(x, y, length);
  length.convertTo(out, in.depth());
}

auto opencv_median(int size) {
  return [size](const cv::Mat& in, cv::Mat& out) { cv::medianBlur(in, out, size); };
}
auto opencv_erode(int size) {
  return [size](const cv::Mat& in, cv::Mat& out) {
    cv::erode(in, out, cv::Mat::ones(size, size, CV_8U), {-1, -1}, 1, cv::BORDER_REPLICATE);
  };
}
auto opencv_ellipse(int size) {
  return [size](const cv::Mat& in, cv::Mat& out) {
    cv::erode(in, out, cv::getStructuringElement(cv::MORPH_ELLIPSE, {size, size}), {-1, -1}, 1, cv::BORDER_REPLICATE);
  };
}
auto opencv_deviation(int size) {
  return [size](const cv::Mat& in, cv::Mat& out) {
    cv::Mat mean, squares, deviation;
    cv::boxFilter(in, mean, CV_64F, {size, size}, {-1, -1}, true, cv::BORDER_REPLICATE);
    cv::sqrBoxFilter(in, squares, CV_64F, {size, size}, {-1, -1}, true, cv::BORDER_REPLICATE);
    cv::sqrt(cv::max(squares - mean.mul(mean), 0), deviation);
    deviation.convertTo(out, in.depth());
  };
}
auto opencv_filter(int size) {
  return [size](const cv::Mat& in, cv::Mat& out) {
    cv::filter2D(in, out, -1, cv::Mat(size, size, CV_32F, cv::Scalar(1.0 / (size * size))), {-1, -1}, 0,
                 cv::BORDER_REPLICATE);
  };
}

std::string ones(int size) {
  std::string text = "convolve 1";
  for (int i = 1; i < size * size; ++i) text += ",1";
  return text;
}

}  // namespace

int main(int argc, char** argv) {
  const auto [wanted, side, simd] = contest_arguments(argc, argv);
  cv::setNumThreads(1);
  engine one(engine_options{.threads = 1, .simd = simd});
  const std::string ones_5 = ones(5), ones_9 = ones(9);
  const contest contests[] = {
      {"copy", "copy", [](const cv::Mat& in, cv::Mat& out) { in.copyTo(out); }},
      {"median 3", "median 1", opencv_median(3)},
      {"median 5", "median 2", opencv_median(5)},
      {"median 7", "median 3", opencv_median(7)},
      {"median 15", "median 7", opencv_median(15)},
      {"median 51", "median 25", opencv_median(51)},
      {"erode 3", "erode 1", opencv_erode(3)},
      {"erode 15", "erode 7", opencv_erode(15)},
      {"erode 61", "erode 30", opencv_erode(61)},
      {"ellipse 11", "erode 5 shape=ellipse", opencv_ellipse(11)},
      {"ellipse 61", "erode 30 shape=ellipse", opencv_ellipse(61)},
      {"ellipse 201", "erode 100 shape=ellipse", opencv_ellipse(201)},
      {"bilateral 7", "bilateral 3 10% 2",
       [](const cv::Mat& in, cv::Mat& out) {
         cv::bilateralFilter(in, out, 7, in.depth() == CV_8U ? 25.5 : 0.1, 2, cv::BORDER_REPLICATE);
       }},
      {"deviation 5", "local_deviation 2", opencv_deviation(5)},
      {"deviation 101", "local_deviation 50", opencv_deviation(101)},
      {"sobel", "sobel", opencv_sobel},
      {"laplacian", "laplacian",
       [](const cv::Mat& in, cv::Mat& out) { cv::Laplacian(in, out, -1, 1, 1, 0, cv::BORDER_REPLICATE); }},
      {"filter2D 3", "convolve 1,1,1,1,1,1,1,1,1", opencv_filter(3)},
      {"filter2D 5", ones_5.c_str(), opencv_filter(5)},
      {"filter2D 9", ones_9.c_str(), opencv_filter(9)}};
  fmt::print("{:<12} {:<8} {:>10} {:>10} {:>7}\n", "", "", "ours ms", "OpenCV ms", "ratio");
  for (const auto& [format_name, type] : {std::pair{"u8 x3", CV_8UC3}, std::pair{"u8 x1", CV_8UC1},
                                          std::pair{"u16 x3", CV_16UC3}, std::pair{"f32 x3", CV_32FC3}})
    for (const contest& c : contests) {
      if (fmt::format("{} {}", c.name, format_name).find(wanted) == std::string::npos) continue;
      cv::Mat in = scene(side, type), ours(in.size(), type), theirs(in.size(), type);
      const pipeline look = parse(c.pipeline);
      const double mine = least_seconds([&] { one.run(look, view_of(in), view_of(ours)); });
      double peer = 0;
      try {
        peer = least_seconds([&] { c.peer(in, theirs); });
      } catch (const cv::Exception&) {  // large medians are for 8 bits only there
      }
      const double differs = peer > 0 ? cv::norm(ours, theirs, cv::NORM_INF) : 0;
      fmt::print("{:<12} {:<8} {:>10.1f} {:>10.1f} {:>7.2f}  largest difference {:g}\n", c.name, format_name,
                 mine * 1e3, peer * 1e3, peer / mine, differs);
    }
}
