// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the contests with OpenCV share.

#include <algorithm>
#include <ctime>
#include <functional>
#include <opencv2/core.hpp>
#include <string>

#include "tessera/kernels/view.hpp"

namespace tessera::test {

/// The least processor time of up to seven runs, two seconds of them at most; in seconds.
inline double least_seconds(const std::function<void()>& work) {
  double least = 1e9, total = 0;
  for (int i = 0; i < 7 && (i < 3 || total < 2.0); ++i) {
    const std::clock_t start = std::clock();
    work();
    const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    least = std::min(least, seconds);
    total += seconds;
  }
  return least;
}

/// PROGRAM [PART_OF_A_NAME [SIDE [SIMD_LEVEL]]]
struct contest_arguments {
  std::string wanted;
  int side;
  std::string simd;
  contest_arguments(int argc, char** argv)
      : wanted(argc > 1 ? argv[1] : ""), side(argc > 2 ? std::stoi(argv[2]) : 4096), simd(argc > 3 ? argv[3] : "") {}
};

/// A matrix as it lies, channels in its own order on both sides: nothing has to be swapped.
inline view view_of(cv::Mat& m) {
  const auto type = m.depth() == CV_8U ? sample_type::u8 : m.depth() == CV_16U ? sample_type::u16 : sample_type::f32;
  return {reinterpret_cast<std::byte*>(m.data), static_cast<std::ptrdiff_t>(m.step),
          make_format(type, m.channels(), {m.cols, m.rows})};
}

}  // namespace tessera::test
