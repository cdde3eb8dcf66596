// SPDX-License-Identifier: Apache-2.0
#include "contests.hpp"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "tessera/kernels/patterns/turning.hpp"

namespace tessera::test {

namespace {

// Intermediate pictures of OpenCV's calls are static: its memory is used again, as ours is.
using mat = cv::Mat;
constexpr int edges = cv::BORDER_REPLICATE;

/// As many taps as ours: 4 sigma to each side.
void blur(const mat& in, mat& out, double sigma) {
  const int side = 2 * static_cast<int>(std::ceil(4 * sigma)) + 1;
  cv::GaussianBlur(in, out, {side, side}, sigma, sigma, edges);
}
auto gaussian(double sigma) {
  return [sigma](const mat& in, mat& out) { blur(in, out, sigma); };
}
auto median(int size) {
  return [size](const mat& in, mat& out) { cv::medianBlur(in, out, size); };
}
auto erode(int size) {
  return [size](const mat& in, mat& out) { cv::erode(in, out, mat::ones(size, size, CV_8U), {-1, -1}, 1, edges); };
}
auto conversion(int code) {
  return [code](const mat& in, mat& out) { cv::cvtColor(in, out, code); };
}
auto resized(double factor, int interpolation) {
  return [=](const mat& in, mat& out) { cv::resize(in, out, {}, factor, factor, interpolation); };
}

double white_of(const mat& in) { return in.depth() == CV_8U ? 255 : in.depth() == CV_16U ? 65535 : 1; }

void gain(const mat& in, mat& out) { in.convertTo(out, -1, 1.2, -0.05 * white_of(in)); }

void gamma(const mat& in, mat& out) {
  mat table(1, 256, CV_8U);
  for (int i = 0; i < 256; ++i)
    table.at<unsigned char>(i) = cv::saturate_cast<unsigned char>(255 * std::pow(i / 255.0, 1 / 2.2));
  cv::LUT(in, table, out);
}

void unsharp(const mat& in, mat& out) {
  static mat soft;
  blur(in, soft, 2);
  cv::addWeighted(in, 1.8, soft, -0.8, 0, out);
}

void sobel(const mat& in, mat& out) {
  static mat x, y, length;
  cv::Sobel(in, x, CV_32F, 1, 0, 3, 0.25, 0, edges);
  cv::Sobel(in, y, CV_32F, 0, 1, 3, 0.25, 0, edges);
  cv::magnitude(x, y, length);
  length.convertTo(out, in.depth());
}

void canny(const mat& in, mat& out) {
  static mat soft;
  blur(in, soft, 1);
  cv::Canny(soft, out, 4 * 0.05 * 255, 4 * 0.1 * 255, 3, true);
}

void filter(const mat& in, mat& out) {
  cv::filter2D(in, out, -1, mat(5, 5, CV_32F, cv::Scalar(1.0 / 25)), {-1, -1}, 0, edges);
}

auto rotation(int interpolation) {
  return [=](const mat& in, mat& out) {
    const format layout = make_format(sample_type::u8, in.channels(), {in.cols, in.rows});
    const prepared stage = turned(17, warp::interpolation::bilinear, {}, layout);
    const double* m = std::get<warp>(stage.what).matrix;
    const mat map = (cv::Mat_<double>(2, 3) << m[0], m[1], m[2] + 0.5 * (m[0] + m[1]) - 0.5, m[3], m[4],
                     m[5] + 0.5 * (m[3] + m[4]) - 0.5);
    const cv::Size size(static_cast<int>(stage.out.size.width), static_cast<int>(stage.out.size.height));
    cv::warpAffine(in, out, map, size, interpolation | cv::WARP_INVERSE_MAP);
  };
}

/// The quadrilateral that `perspective` shows.
auto perspective(int interpolation) {
  return [=](const mat& in, mat& out) {
    const float w = static_cast<float>(in.cols), h = static_cast<float>(in.rows);
    const cv::Point2f from[] = {{0.1f * w, 0.05f * h}, {0.95f * w, 0}, {w, 0.9f * h}, {0, h}};
    const cv::Point2f to[] = {{0, 0}, {w, 0}, {w, h}, {0, h}};
    cv::warpPerspective(in, out, cv::getPerspectiveTransform(from, to), in.size(), interpolation);
  };
}

void chain(const mat& in, mat& out) {
  static mat a, b, soft;
  gain(in, a);
  gamma(a, b);
  blur(b, a, 2);
  blur(a, soft, 1);
  cv::addWeighted(a, 1.8, soft, -0.8, 0, b);
  // Towards the luma and away from it, as ours does.
  const float s = 1.3f, r = 0.299f * (1 - s), g = 0.587f * (1 - s), l = 0.114f * (1 - s);
  cv::transform(b, out, cv::Matx33f(r + s, g, l, r, g + s, l, r, g, l + s));
}

std::string ones(int count) {
  std::string text = "1";
  for (int i = 1; i < count; ++i) text += ",1";
  return text;
}

const char* const fixed_point = "OpenCV rounds positions to 1/32 of a pixel";
const char* const quadrilateral = "perspective 0.1,0.05,0.95,0,1,0.9,0,1 interpolation=";

std::vector<contest> the_32() {
  return {
      {"invert", "invert", [](const mat& in, mat& out) { cv::bitwise_not(in, out); }},
      {"gain", "gain 1.2 -5%", gain},
      {"gamma", "gamma 2.2", gamma},
      {"grayscale", "grayscale bt601", conversion(cv::COLOR_RGB2GRAY)},
      {"HSV", "convert hsv", conversion(cv::COLOR_RGB2HSV_FULL), 3, 20, "OpenCV's hue is in fixed point"},
      {"Lab", "convert lab", conversion(cv::COLOR_RGB2Lab), 3, 40, "OpenCV's Lab is in fixed point, from tables"},
      {"gaussian 1", "gaussian 1", gaussian(1)},
      {"gaussian 2", "gaussian 2", gaussian(2)},
      {"gaussian 5", "gaussian 5", gaussian(5)},
      {"gaussian 20", "gaussian 20", gaussian(20)},
      {"box 15", "box 7",
       [](const mat& in, mat& out) {
         cv::blur(in, out, {15, 15}, {-1, -1}, edges);
       }},
      {"median 3", "median 1", median(3)},
      {"median 5", "median 2", median(5)},
      {"median 15", "median 7", median(15)},
      {"bilateral 9", "bilateral 4 10% 2",
       [](const mat& in, mat& out) { cv::bilateralFilter(in, out, 9, 25.5, 2, edges); }},
      {"sobel", "sobel", sobel},
      {"canny", "canny 0.05 0.1 sigma=1", canny, 1},
      {"erode 3", "erode 1", erode(3)},
      {"erode 15", "erode 7", erode(15)},
      {"convolve 5x5", "convolve " + ones(25), filter},
      {"unsharp 2", "unsharp 2 0.8", unsharp},
      {"resize 0.5 area", "resize 50% filter=area", resized(0.5, cv::INTER_AREA)},
      {"resize 0.5 bilinear", "resize 50% filter=bilinear antialias=false", resized(0.5, cv::INTER_LINEAR)},
      {"resize 0.37 lanczos", "resize 37% filter=lanczos3 antialias=false", resized(0.37, cv::INTER_LANCZOS4), 3, 25,
       "OpenCV's window has 8 taps, ours 6"},
      {"resize 2.0 cubic", "resize 200% filter=bicubic", resized(2, cv::INTER_CUBIC), 3, 30, "OpenCV's a is -0.75"},
      {"rotate 17", "rotate 17 interpolation=bilinear", rotation(cv::INTER_LINEAR), 3, 30, fixed_point},
      {"perspective", quadrilateral + std::string("bilinear"), perspective(cv::INTER_LINEAR), 3, 30, fixed_point},
      {"transpose", "transpose", [](const mat& in, mat& out) { cv::transpose(in, out); }},
      {"flip", "flip", [](const mat& in, mat& out) { cv::flip(in, out, 0); }},
      {"equalize", "equalize", [](const mat& in, mat& out) { cv::equalizeHist(in, out); }, 1},
      {"CLAHE", "clahe",
       [](const mat& in, mat& out) {
         cv::createCLAHE(2, {8, 8})->apply(in, out);
       },
       1},
      {"otsu", "otsu",
       [](const mat& in, mat& out) { cv::threshold(in, out, 0, 255, cv::THRESH_BINARY | cv::THRESH_OTSU); }, 1},
  };
}

std::vector<contest> others() {
  return {
      {"chain", "gain 1.2 -5% | gamma 2.2 | gaussian 2 | unsharp 1 0.8 | saturation 1.3", chain, 3, 40},
      {"gaussian 10", "gaussian 10", gaussian(10)},
      {"median 7", "median 3", median(7)},
      {"median 51", "median 25", median(51)},
      {"erode 61", "erode 30", erode(61)},
      {"ellipse 61", "erode 30 shape=ellipse",
       [](const mat& in, mat& out) {
         cv::erode(in, out, cv::getStructuringElement(cv::MORPH_ELLIPSE, {61, 61}), {-1, -1}, 1, edges);
       }},
      {"laplacian", "laplacian", [](const mat& in, mat& out) { cv::Laplacian(in, out, -1, 1, 1, 0, edges); }},
      {"convolve 9x9", "convolve " + ones(81),
       [](const mat& in, mat& out) {
         cv::filter2D(in, out, -1, mat(9, 9, CV_32F, cv::Scalar(1.0 / 81)), {-1, -1}, 0, edges);
       }},
      {"resize 0.37 area", "resize 37% filter=area", resized(0.37, cv::INTER_AREA), 3, 35,
       "OpenCV's step is 1 / 0.37, ours the sides' ratio"},
      {"resize 2.0 bilinear", "resize 200% filter=bilinear", resized(2, cv::INTER_LINEAR)},
      {"rotate 17 cubic", "rotate 17", rotation(cv::INTER_CUBIC), 3, 30, fixed_point},
      {"perspective cubic", quadrilateral + std::string("bicubic"), perspective(cv::INTER_CUBIC), 3, 30, fixed_point},
      {"rotate 90", "rotate 90", [](const mat& in, mat& out) { cv::rotate(in, out, cv::ROTATE_90_CLOCKWISE); }},
      {"flop", "flop", [](const mat& in, mat& out) { cv::flip(in, out, 1); }},
  };
}

}  // namespace

const std::vector<contest>& contests() {
  static const std::vector<contest> all = [] {
    std::vector<contest> made = the_32();
    for (contest& c : others()) {
      c.listed = false;
      made.push_back(std::move(c));
    }
    return made;
  }();
  return all;
}

cv::Mat scene(int width, int height, int type) {
  mat noise(height, width, CV_32FC(CV_MAT_CN(type))), small(height / 64 + 2, width / 64 + 2, noise.type()), picture;
  cv::theRNG().state = 7;
  cv::randn(noise, cv::Scalar::all(0), cv::Scalar::all(6));
  cv::randu(small, cv::Scalar::all(0), cv::Scalar::all(255));
  cv::resize(small, picture, noise.size(), 0, 0, cv::INTER_CUBIC);
  const double scale = CV_MAT_DEPTH(type) == CV_8U ? 1 : CV_MAT_DEPTH(type) == CV_16U ? 257 : 1 / 255.0;
  mat(picture + noise).convertTo(picture, type, scale);
  return picture;
}

view view_of(cv::Mat& m) {
  const auto type = m.depth() == CV_8U ? sample_type::u8 : m.depth() == CV_16U ? sample_type::u16 : sample_type::f32;
  return {reinterpret_cast<std::byte*>(m.data), static_cast<std::ptrdiff_t>(m.step),
          make_format(type, m.channels(), {m.cols, m.rows})};
}

view view_of(cv::Mat& m, const format& layout) {
  view v = view_of(m);
  v.format = layout;
  return v;
}

double psnr(const cv::Mat& a, const cv::Mat& b) {
  if (a.size() != b.size() || a.type() != b.type()) return -1;
  const double error =
      cv::norm(a, b, cv::NORM_L2SQR) / static_cast<double>(a.total() * static_cast<std::size_t>(a.channels()));
  return error == 0 ? 200 : 10 * std::log10(white_of(a) * white_of(a) / error);
}

}  // namespace tessera::test
