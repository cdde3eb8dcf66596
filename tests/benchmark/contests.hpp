// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "tessera/kernels/view.hpp"

namespace tessera::test {

/// A pipeline and a peer's calls for the same purpose: the same window, border, interpolation and depth on both sides.
struct contest {
  std::string name;
  std::string pipeline;
  std::function<void(const cv::Mat& in, cv::Mat& out)> peer;
  int channels = 3;         ///< 1 where OpenCV wants gray
  double alike = 45;        ///< least PSNR in dB between the two results, on the scene
  std::string remark = {};  ///< what the peer does otherwise, where it does
  bool listed = true;       ///< counts for the mean
};

/// Those against OpenCV; the 32 that the project is held to are listed.
const std::vector<contest>& contests();

/// Gradients, edges and noise as a photograph has them, the same every time.
cv::Mat scene(int width, int height, int type);

/// A matrix as it lies, channels in its own order on both sides: nothing has to be swapped.
view view_of(cv::Mat& m);
/// The same samples as those of another colour space, too.
view view_of(cv::Mat& m, const format& layout);

/// PSNR in dB, 200 where nothing differs; -1 where the matrices have other sizes or types.
double psnr(const cv::Mat& a, const cv::Mat& b);

}  // namespace tessera::test
