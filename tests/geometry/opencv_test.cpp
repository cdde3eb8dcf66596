// SPDX-License-Identifier: Apache-2.0
// The second opinion: OpenCV, where both define the same thing. Differences are printed; those above a level name the definition that differs.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "support/stage_harness.hpp"
#include "tessera/kernels/patterns/turning.hpp"

namespace tessera::tests {

namespace {

cv::Mat mat_of(const picture& p) {
  return cv::Mat(static_cast<int>(p.layout.size.height), static_cast<int>(p.layout.size.width),
                 CV_8UC(p.layout.channels), const_cast<std::byte*>(p.data.data()))
      .clone();
}

double compare(const picture& in, const resample& r, int interpolation) {
  prepared stage{r, in.layout};
  stage.out.size = r.out;
  cv::Mat theirs;
  cv::resize(mat_of(in), theirs, {static_cast<int>(r.out.width), static_cast<int>(r.out.height)}, 0, 0, interpolation);
  return cv::norm(mat_of(run_stage(stage, in, cpu::best_level())), theirs, cv::NORM_INF);
}

}  // namespace

TEST(opencv, resizes_alike) {
  using filter = resample::filter;
  for (const int channels : {1, 3}) {
    const picture in = scene(make_format(sample_type::u8, channels, {120, 90}));
    for (const std::int64_t factor : {2, 3, 5}) {
      resample area{filter::area, {120 / factor, 90 / factor}};
      const double d = compare(in, area, cv::INTER_AREA);
      fmt::print("area 1/{} x{}: {}\n", factor, channels, d);
      EXPECT_LE(d, 1);
    }
    for (const extent up : {extent{240, 180}, extent{301, 211}}) {
      resample linear{filter::bilinear, up, 0, 0, 0, 0, false}, cubic{filter::bicubic, up, 0, 0, 0, 0, false};
      const double l = compare(in, linear, cv::INTER_LINEAR), c = compare(in, cubic, cv::INTER_CUBIC);
      fmt::print("bilinear to {}: {}; bicubic: {} (theirs has a = -0.75)\n", up.width, l, c);
      EXPECT_LE(l, 1);
      EXPECT_LE(c, 24);
    }
    for (const extent to :
         {extent{64, 32}, extent{240, 270}}) {  // no centre on a border, where their 16 bits round down
      const double exact = compare(in, {filter::nearest, to}, cv::INTER_NEAREST_EXACT);
      fmt::print("nearest to {}: {} from NEAREST_EXACT, {} from NEAREST (corners, not centres)\n", to.width, exact,
                 compare(in, {filter::nearest, to}, cv::INTER_NEAREST));
      EXPECT_EQ(exact, 0);
    }
  }
}

/// OpenCV rounds positions to 1/32 pixel, so edges differ by up to 1/64 of their height, times two axes.
TEST(opencv, rotates_alike) {
  const picture in = scene(make_format(sample_type::u8, 3, {120, 90}));
  const prepared stage = turned(17, warp::interpolation::bilinear, {}, in.layout);
  const auto& w = std::get<warp>(stage.what);
  const double* m = w.matrix;  // positions of corners; theirs are of centres
  const cv::Mat map = (cv::Mat_<double>(2, 3) << m[0], m[1], m[2] + 0.5 * (m[0] + m[1]) - 0.5, m[3], m[4],
                       m[5] + 0.5 * (m[3] + m[4]) - 0.5);
  cv::Mat theirs;
  cv::warpAffine(mat_of(in), theirs, map, {static_cast<int>(w.out.width), static_cast<int>(w.out.height)},
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP);
  const double d = cv::norm(mat_of(run_stage(stage, in, cpu::best_level())), theirs, cv::NORM_INF);
  fmt::print("rotate 17 bilinear: {}\n", d);
  EXPECT_LE(d, 8);
}

}  // namespace tessera::tests
