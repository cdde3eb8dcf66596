// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <vector>

#include <opencv2/imgproc.hpp>

namespace tessera::test {

/// A pipeline and the calls of OpenCV that define the same.
struct opinion {
  const char* pipeline;
  const char* call;  ///< OpenCV's, as the table shows it
  std::function<void(const cv::Mat& in, cv::Mat& out)> run;
  const char* why = "";  ///< the differing definition, where the difference exceeds 1
  int channels = 3;
};

/// Canvases, blocks and maps of positions.
std::vector<opinion> opinions_on_geometry();
/// Colour spaces, tables and statistics.
std::vector<opinion> opinions_on_colour();

/// Two pictures, and composites that take their input twice.
std::vector<opinion> opinions_on_two_pictures();

inline constexpr int same_edges = cv::BORDER_REPLICATE;

inline cv::Mat square(int size) { return cv::getStructuringElement(cv::MORPH_RECT, {size, size}); }

inline void morphology(const cv::Mat& in, cv::Mat& out, int what, int size) {
  cv::morphologyEx(in, out, what, square(size), {-1, -1}, 1, same_edges);
}

}  // namespace tessera::test
