// SPDX-License-Identifier: Apache-2.0
#include <array>

#include <opencv2/imgproc.hpp>

#include "opencv/opinion.hpp"

namespace tessera::test {

namespace {

/// A conversion in floats to hue and two fractions; order[c] is OpenCV's place of our channel c.
void encode(const cv::Mat& in, cv::Mat& out, int code, const std::array<int, 3>& order) {
  cv::Mat wide, made, planes[3], ours[3];
  in.convertTo(wide, CV_32F, 1 / 255.0);
  cv::cvtColor(wide, made, code);
  cv::split(made, planes);
  // A matrix of three channels is read from its last one on.
  for (std::size_t c = 0; c < 3; ++c) planes[order[c]].convertTo(ours[2 - c], CV_8U, c == 0 ? 255 / 360.0 : 255);
  cv::merge(ours, 3, out);
}

void contrast_limited(const cv::Mat& in, cv::Mat& out) { cv::createCLAHE(2, {8, 8})->apply(in, out); }

}  // namespace

std::vector<opinion> opinions_on_colour() {
  using mat = const cv::Mat&;
  return {
      {"clahe", "createCLAHE(2, 8x8) (gray)", contrast_limited, "", 1},
      {"otsu", "threshold(THRESH_OTSU) (gray)",
       [](mat a, cv::Mat& b) { cv::threshold(a, b, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU); }, "", 1},
      {"false_colour viridis", "applyColorMap(VIRIDIS)",
       [](mat a, cv::Mat& b) { cv::applyColorMap(a, b, cv::COLORMAP_VIRIDIS); }, "", 1},
      {"false_colour turbo", "applyColorMap(TURBO)",
       [](mat a, cv::Mat& b) { cv::applyColorMap(a, b, cv::COLORMAP_TURBO); }, "", 1},
      {"convert lab", "cvtColor(BGR2Lab)",
       [](mat a, cv::Mat& b) {
         cv::Mat lab;
         cv::cvtColor(a, lab, cv::COLOR_BGR2Lab);
         cv::cvtColor(lab, b, cv::COLOR_BGR2RGB);
       },
       "OpenCV's 8-bit Lab is in fixed point from tables; against the CIE's formula in float64 ours is within 1"},
      {"convert hsv", "cvtColor(BGR2HSV) in floats",
       [](mat a, cv::Mat& b) {
         encode(a, b, cv::COLOR_BGR2HSV, {0, 1, 2});
       }},
      {"convert hsl", "cvtColor(BGR2HLS) in floats",
       [](mat a, cv::Mat& b) {
         encode(a, b, cv::COLOR_BGR2HLS, {0, 2, 1});
       }},
      {"convert ycbcr", "cvtColor(BGR2YCrCb)",
       [](mat a, cv::Mat& b) {
         cv::Mat made;
         cv::cvtColor(a, made, cv::COLOR_BGR2YCrCb);
         b.create(a.size(), a.type());
         cv::mixChannels({made}, {b}, {0, 2, 1, 0, 2, 1});
       }},
  };
}

}  // namespace tessera::test
