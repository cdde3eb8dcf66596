// SPDX-License-Identifier: Apache-2.0
// What OpenCV makes of two pictures: the picture itself and its mirror image, and composites that take their input twice.
#include "opencv/opinion.hpp"

namespace tessera::test {

namespace {

cv::Mat mirrored(const cv::Mat& in) {
  cv::Mat out;
  cv::flip(in, out, 1);
  return out;
}

void difference_of_blurs(const cv::Mat& in, cv::Mat& out) {
  cv::Mat wide, first, second;
  in.convertTo(wide, CV_32F);
  cv::GaussianBlur(wide, first, {9, 9}, 1, 1, same_edges);
  cv::GaussianBlur(wide, second, {15, 15}, 1.6, 1.6, same_edges);
  cv::Mat sum = first - second + cv::Scalar::all(127.5);
  sum.convertTo(out, in.depth());
}

}  // namespace

std::vector<opinion> opinions_on_two_pictures() {
  using mat = const cv::Mat&;
  return {
      {"add (input | flop) weight=0.5", "addWeighted(1, 0.5)",
       [](mat a, cv::Mat& b) { cv::addWeighted(a, 1, mirrored(a), 0.5, 0, b); }},
      {"subtract (input | flop)", "subtract", [](mat a, cv::Mat& b) { cv::subtract(a, mirrored(a), b); }},
      {"multiply (input | flop)", "multiply(1/255)",
       [](mat a, cv::Mat& b) { cv::multiply(a, mirrored(a), b, 1.0 / 255); }},
      {"difference (input | flop)", "absdiff", [](mat a, cv::Mat& b) { cv::absdiff(a, mirrored(a), b); }},
      {"minimum_of (input | flop)", "min", [](mat a, cv::Mat& b) { cv::min(a, mirrored(a), b); }},
      {"maximum_of (input | flop)", "max", [](mat a, cv::Mat& b) { cv::max(a, mirrored(a), b); }},
      {"morphological_gradient 2", "morphologyEx(GRADIENT, 5x5)",
       [](mat a, cv::Mat& b) { morphology(a, b, cv::MORPH_GRADIENT, 5); }},
      {"top_hat 2", "morphologyEx(TOPHAT, 5x5)", [](mat a, cv::Mat& b) { morphology(a, b, cv::MORPH_TOPHAT, 5); }},
      {"black_hat 2", "morphologyEx(BLACKHAT, 5x5)",
       [](mat a, cv::Mat& b) { morphology(a, b, cv::MORPH_BLACKHAT, 5); }},
      {"difference_of_gaussians", "two GaussianBlur in floats, 127.5 + a - b", difference_of_blurs},
  };
}

}  // namespace tessera::test
