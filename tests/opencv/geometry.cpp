// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "opencv/opinion.hpp"

namespace tessera::test {

namespace {

using mat = const cv::Mat&;

void blocks(mat in, cv::Mat& out) {
  cv::Mat small;
  cv::resize(in, small, {in.cols / 8, in.rows / 8}, 0, 0, cv::INTER_AREA);
  cv::resize(small, out, in.size(), 0, 0, cv::INTER_NEAREST);
}

/// Their points are centres of pixels, ours corners.
void project(mat in, cv::Mat& out) {
  const float right = static_cast<float>(in.cols) - 0.5f, bottom = static_cast<float>(in.rows) - 0.5f;
  const cv::Point2f from[] = {{15.5f, 5.5f}, {151.5f, -0.5f}, {159.5f, 107.5f}, {-0.5f, 119.5f}};
  const cv::Point2f to[] = {{-0.5f, -0.5f}, {right, -0.5f}, {right, bottom}, {-0.5f, bottom}};
  cv::warpPerspective(in, out, cv::getPerspectiveTransform(from, to), in.size(), cv::INTER_LINEAR);
}

void move_affine(mat in, cv::Mat& out) {
  const cv::Mat m = (cv::Mat_<double>(2, 3) << 0.9, 0.2, 3, -0.1, 1.1, 2);
  cv::warpAffine(in, out, m, in.size(), cv::INTER_LINEAR);
}

/// The map of initUndistortRectifyMap, which is in another module, for k1 = -0.2 and a focal length of one width.
void undistort(mat in, cv::Mat& out) {
  cv::Mat x(in.size(), CV_32F), y(in.size(), CV_32F);
  const double cx = in.cols / 2.0 - 0.5, cy = in.rows / 2.0 - 0.5, f = in.cols;
  for (int row = 0; row < in.rows; ++row)
    for (int column = 0; column < in.cols; ++column) {
      const double u = (column - cx) / f, v = (row - cy) / f, scale = 1 - 0.2 * (u * u + v * v);
      x.at<float>(row, column) = static_cast<float>(u * scale * f + cx);
      y.at<float>(row, column) = static_cast<float>(v * scale * f + cy);
    }
  cv::remap(in, out, x, y, cv::INTER_LINEAR);
}

void unroll(mat in, cv::Mat& out) {
  cv::warpPolar(in, out, in.size(), {static_cast<float>(in.cols) / 2 - 0.5f, static_cast<float>(in.rows) / 2 - 0.5f},
                0.6 * std::hypot(in.cols, in.rows) / 2, cv::INTER_LINEAR);
}

constexpr const char* exact_positions =
    "positions are exact, OpenCV rounds them to 1/32 of a pixel; and edges fade over a pixel";

}  // namespace

std::vector<opinion> opinions_on_geometry() {
  return {
      {"extend 180x130 gravity=northwest", "copyMakeBorder(0, 10, 0, 20, black)",
       [](mat a, cv::Mat& b) { cv::copyMakeBorder(a, b, 0, 10, 0, 20, cv::BORDER_CONSTANT); }},
      {"border 8 colour=white", "copyMakeBorder(8, white)",
       [](mat a, cv::Mat& b) { cv::copyMakeBorder(a, b, 8, 8, 8, 8, cv::BORDER_CONSTANT, cv::Scalar::all(255)); }},
      {"pixelate 8", "resize(1/8, INTER_AREA), resize(8, INTER_NEAREST)", blocks},
      {"affine 0.9,0.2,3,-0.1,1.1,2 interpolation=bilinear", "warpAffine(INTER_LINEAR)", move_affine, exact_positions},
      {"perspective 16,6,152,0,160,108,0,120 scale=pixels interpolation=bilinear", "warpPerspective(INTER_LINEAR)",
       project, exact_positions},
      {"undistort -0.2 interpolation=bilinear", "remap(INTER_LINEAR) along undistort's map", undistort,
       exact_positions},
      {"polar 0.6 interpolation=bilinear", "warpPolar(INTER_LINEAR)", unroll,
       "radii and angles are those of the centres of columns and rows, OpenCV's of their first edges"},
  };
}

}  // namespace tessera::test
