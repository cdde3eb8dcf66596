// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/interop_opencv.hpp"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "tessera/tessera.hpp"

namespace tessera {
namespace {

cv::Mat noise(int type, cv::Size size) {
  cv::Mat mat(size, type);
  cv::RNG random(7);
  random.fill(mat, cv::RNG::UNIFORM, 0, mat.depth() == CV_32F ? 1 : mat.depth() == CV_16U ? 65536 : 256);
  return mat;
}

double largest_difference(const cv::Mat& a, const cv::Mat& b) {
  EXPECT_EQ(a.type(), b.type());
  EXPECT_EQ(a.size(), b.size());
  return cv::norm(a, b, cv::NORM_INF);
}

TEST(interop, a_mat_is_viewed_without_a_copy) {
  for (const int depth : {CV_8U, CV_16U, CV_32F})
    for (const int channels : {1, 2, 3, 4}) {
      cv::Mat mat = noise(CV_MAKETYPE(depth, channels), {33, 20});
      cv::Mat part = mat(cv::Rect(3, 2, 17, 11));
      const view seen = from_mat(part);
      EXPECT_EQ(seen.format.size, (extent{17, 11}));
      EXPECT_EQ(seen.format.channels, channels);
      EXPECT_EQ(seen.order == channel_order::bgr, channels >= 3);
      EXPECT_EQ(reinterpret_cast<const unsigned char*>(seen.row(5)), part.ptr(5));
      const cv::Mat back = to_mat(seen);
      EXPECT_EQ(back.data, part.data);
      EXPECT_EQ(largest_difference(back, part), 0);
    }
}

TEST(interop, grayscale_of_a_mat_equals_opencv) {
  engine engine;
  const cv::Mat mat = noise(CV_8UC3, {101, 67});
  cv::Mat theirs;
  cv::cvtColor(mat, theirs, cv::COLOR_BGR2GRAY);
  EXPECT_LE(largest_difference(to_mat(engine.run(grayscale{}, from_mat(mat))), theirs), 1);
}

TEST(interop, results_in_a_mat_are_bgr) {
  engine engine;
  for (const int type : {CV_8UC3, CV_8UC4, CV_16UC3, CV_32FC4}) {
    const cv::Mat mat = noise(type, {45, 31});
    cv::Mat in_place(mat.size(), type);
    engine.run(gamma{.value = 2.2f}, from_mat(mat), from_mat(in_place));
    const cv::Mat copied = to_mat(engine.run(gamma{.value = 2.2f}, from_mat(mat)));
    EXPECT_EQ(largest_difference(in_place, copied), 0) << type;
    EXPECT_GT(largest_difference(in_place, mat), 0) << type;
  }
}

TEST(interop, other_mats_are_refused) {
  for (const int type : {CV_8SC1, CV_16SC3, CV_32SC1, CV_64FC1, CV_8UC(5)}) {
    cv::Mat mat(4, 4, type);
    EXPECT_THROW(from_mat(mat), error) << type;
  }
  cv::Mat empty;
  EXPECT_THROW(from_mat(empty), error);
}

}  // namespace
}  // namespace tessera
