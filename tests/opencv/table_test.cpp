// SPDX-License-Identifier: Apache-2.0
// OpenCV as second opinion: the largest difference per operator where both define the same thing. The table stands in kernels/README.md;
// the test holds it against what it measures now. TESSERA_WRITE_TABLES=1 writes it anew, and with TESSERA_PHOTOGRAPHS=FOLDER a second one
// measured on the photographs of a folder.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include "opencv/opinion.hpp"
#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/files.hpp"
#include "tessera/host/interop_opencv.hpp"

namespace tessera::test {

namespace {

cv::Mat three_by_three(const std::vector<float>& weights) { return cv::Mat(weights, true).reshape(1, 3); }

void sharpen(const cv::Mat& in, cv::Mat& out) {
  cv::Mat wide, blurred;
  in.convertTo(wide, CV_32F);
  cv::GaussianBlur(wide, blurred, {13, 13}, 1.5, 1.5, same_edges);
  cv::Mat sum = wide + (wide - blurred) * 0.8;
  sum.convertTo(out, in.depth());
}

void slope(const cv::Mat& in, cv::Mat& out) {
  cv::Mat x, y, length;
  cv::Sobel(in, x, CV_32F, 1, 0, 3, 0.25, 0, same_edges);
  cv::Sobel(in, y, CV_32F, 0, 1, 3, 0.25, 0, same_edges);
  cv::Mat squares = x.mul(x) + y.mul(y);
  cv::sqrt(squares, length);
  length.convertTo(out, in.depth());
}

/// Rotation about the centre on a canvas that holds all of it, pixel centres at whole numbers.
void turn(const cv::Mat& in, cv::Mat& out) {
  const double angle = 17 * CV_PI / 180, c = std::cos(angle), s = std::sin(angle);
  const int width = static_cast<int>(std::ceil(in.cols * c + in.rows * s - 1e-9)),
            height = static_cast<int>(std::ceil(in.cols * s + in.rows * c - 1e-9));
  const double x = 0.5 * width - 0.5, y = 0.5 * height - 0.5, ix = 0.5 * in.cols - 0.5, iy = 0.5 * in.rows - 0.5;
  const cv::Mat inverse = (cv::Mat_<double>(2, 3) << c, s, ix - c * x - s * y, -s, c, iy + s * x - c * y);
  cv::warpAffine(in, out, inverse, {width, height}, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_CONSTANT);
}

std::vector<opinion> opinions() {
  using mat = const cv::Mat&;
  return {
      {"invert", "bitwise_not", [](mat a, cv::Mat& b) { cv::bitwise_not(a, b); }},
      {"gain 1.3 5%", "convertTo(1.3, 12.75)", [](mat a, cv::Mat& b) { a.convertTo(b, -1, 1.3, 12.75); }},
      {"brightness_contrast 0.1 0.5", "convertTo(1.5, -38.25)",
       [](mat a, cv::Mat& b) { a.convertTo(b, -1, 1.5, -0.25 * 255 + 0.1 * 255); }},
      {"threshold 50%", "threshold(127, 255)",
       [](mat a, cv::Mat& b) { cv::threshold(a, b, 127, 255, cv::THRESH_BINARY); }},
      {"grayscale", "cvtColor(BGR2GRAY)", [](mat a, cv::Mat& b) { cv::cvtColor(a, b, cv::COLOR_BGR2GRAY); }},
      {"colour_matrix 0.5,0.3,0.2,0.1,0.8,0.1,0.2,0.2,0.6", "transform",
       [](mat a, cv::Mat& b) {
         cv::transform(a, b, three_by_three({0.6f, 0.2f, 0.2f, 0.1f, 0.8f, 0.1f, 0.2f, 0.3f, 0.5f}));
       }},
      {"box 3", "blur(7x7)",
       [](mat a, cv::Mat& b) {
         cv::blur(a, b, {7, 7}, {-1, -1}, same_edges);
       }},
      {"gaussian 2", "GaussianBlur(17x17, 2)",
       [](mat a, cv::Mat& b) {
         cv::GaussianBlur(a, b, {17, 17}, 2, 2, same_edges);
       }},
      {"gaussian 10", "GaussianBlur(81x81, 10)",
       [](mat a, cv::Mat& b) {
         cv::GaussianBlur(a, b, {81, 81}, 10, 10, same_edges);
       },
       "OpenCV's weights have 8 bits for u8; against the sums in float64 ours is within 1"},
      {"unsharp 1.5 0.8", "GaussianBlur in floats, a + 0.8 (a - b)", sharpen},
      {"sobel", "Sobel x and y in floats, length / 4", slope},
      {"laplacian", "Laplacian(ksize 1)", [](mat a, cv::Mat& b) { cv::Laplacian(a, b, -1, 1, 1, 0, same_edges); }},
      {"convolve 0,-1,0,-1,5,-1,0,-1,0", "filter2D",
       [](mat a, cv::Mat& b) {
         cv::filter2D(a, b, -1, three_by_three({0, -1, 0, -1, 5, -1, 0, -1, 0}), {-1, -1}, 0, same_edges);
       }},
      {"median 1", "medianBlur(3)", [](mat a, cv::Mat& b) { cv::medianBlur(a, b, 3); }},
      {"median 5", "medianBlur(11)", [](mat a, cv::Mat& b) { cv::medianBlur(a, b, 11); }},
      {"erode 2", "erode(5x5)",
       [](mat a, cv::Mat& b) {
         cv::erode(a, b, square(5), {-1, -1}, 1, same_edges);
       }},
      {"dilate 7", "dilate(15x15)",
       [](mat a, cv::Mat& b) {
         cv::dilate(a, b, square(15), {-1, -1}, 1, same_edges);
       }},
      {"erode 6 shape=ellipse", "erode(13x13 ellipse)",
       [](mat a, cv::Mat& b) {
         cv::erode(a, b, cv::getStructuringElement(cv::MORPH_ELLIPSE, {13, 13}), {-1, -1}, 1, same_edges);
       }},
      {"dilate 5x3 shape=cross", "dilate(11x7 cross)",
       [](mat a, cv::Mat& b) {
         cv::dilate(a, b, cv::getStructuringElement(cv::MORPH_CROSS, {11, 7}), {-1, -1}, 1, same_edges);
       }},
      {"bilateral 4 10% 2", "bilateralFilter(9, 25.5, 2)",
       [](mat a, cv::Mat& b) { cv::bilateralFilter(a, b, 9, 25.5, 2, same_edges); }},
      {"adaptive_threshold 5", "adaptiveThreshold(mean, 11, 5.1) (gray)",
       [](mat a, cv::Mat& b) {
         cv::adaptiveThreshold(a, b, 255, cv::ADAPTIVE_THRESH_MEAN_C, cv::THRESH_BINARY, 11, 5.1);
       },
       "OpenCV rounds the mean and the offset to levels first", 1},
      {"adaptive_threshold 5 gaussian", "adaptiveThreshold(gaussian, 11, 5.1) (gray)",
       [](mat a, cv::Mat& b) {
         cv::adaptiveThreshold(a, b, 255, cv::ADAPTIVE_THRESH_GAUSSIAN_C, cv::THRESH_BINARY, 11, 5.1);
       },
       "OpenCV rounds the mean and the offset to levels first", 1},
      {"open 2", "morphologyEx(OPEN, 5x5)", [](mat a, cv::Mat& b) { morphology(a, b, cv::MORPH_OPEN, 5); }},
      {"close 2", "morphologyEx(CLOSE, 5x5)", [](mat a, cv::Mat& b) { morphology(a, b, cv::MORPH_CLOSE, 5); }},
      {"resize 50% filter=area", "resize(0.5, INTER_AREA)",
       [](mat a, cv::Mat& b) { cv::resize(a, b, {}, 0.5, 0.5, cv::INTER_AREA); }},
      {"resize 200% filter=bilinear", "resize(2, INTER_LINEAR)",
       [](mat a, cv::Mat& b) { cv::resize(a, b, {}, 2, 2, cv::INTER_LINEAR); }},
      {"resize 200% filter=bicubic", "resize(2, INTER_CUBIC)",
       [](mat a, cv::Mat& b) { cv::resize(a, b, {}, 2, 2, cv::INTER_CUBIC); },
       "cubic with a = -0.5 (Keys; libvips, Pillow), OpenCV's has a = -0.75"},
      {"resize 200% filter=nearest", "resize(2, INTER_NEAREST_EXACT)",
       [](mat a, cv::Mat& b) { cv::resize(a, b, {}, 2, 2, cv::INTER_NEAREST_EXACT); }},
      {"resize 200% filter=lanczos3", "resize(2, INTER_LANCZOS4)",
       [](mat a, cv::Mat& b) { cv::resize(a, b, {}, 2, 2, cv::INTER_LANCZOS4); },
       "Lanczos with three lobes, OpenCV's has four"},
      {"rotate 17 interpolation=bilinear", "warpAffine(INTER_LINEAR)", turn,
       "positions are exact, OpenCV rounds them to 1/32 of a pixel; and edges fade over a pixel"},
      {"flip", "flip(0)", [](mat a, cv::Mat& b) { cv::flip(a, b, 0); }},
      {"flop", "flip(1)", [](mat a, cv::Mat& b) { cv::flip(a, b, 1); }},
      {"rotate 90", "rotate(90 clockwise)", [](mat a, cv::Mat& b) { cv::rotate(a, b, cv::ROTATE_90_CLOCKWISE); }},
      {"pad 8", "copyMakeBorder(8, black)",
       [](mat a, cv::Mat& b) { cv::copyMakeBorder(a, b, 8, 8, 8, 8, cv::BORDER_CONSTANT); }},
      {"crop 64x48 x=16 y=8", "operator()(Rect)", [](mat a, cv::Mat& b) { a(cv::Rect(16, 8, 64, 48)).copyTo(b); }},
      {"equalize", "equalizeHist (gray)", [](mat a, cv::Mat& b) { cv::equalizeHist(a, b); }, "", 1},
  };
}

/// Fit for a cell of a table.
std::string escaped(std::string text) {
  for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) text.insert(at, 1, '\\');
  return text;
}

constexpr extent picture_size{160, 120};

/// How far two pictures are apart, in levels of 255.
struct distance {
  double largest = 0, squares = 0, samples = 0;
  void add(const image& a, const image& b) {
    for (std::int64_t y = 0; y < a.format().size.height; ++y)
      for (std::int64_t x = 0; x < a.format().size.width; ++x)
        for (int c = 0; c < a.format().channels; ++c) {
          const double d = std::abs(sample_at(a, x, y, c) - sample_at(b, x, y, c)) * 255;
          largest = std::max(largest, d);
          squares += d * d;
          ++samples;
        }
  }
  std::string psnr() const {
    return squares == 0 ? "same" : fmt::format("{:.1f} dB", 10 * std::log10(255 * 255 * samples / squares));
  }
};

/// Rows that name sizes are about pictures of the test's own size; on others they count nothing.
distance measure(const opinion& o, const std::vector<image>& pictures) {
  engine runs;
  distance apart;
  for (const image& given : pictures) {
    const image in = o.channels == 1 ? runs.run(parse("grayscale"), given) : given;
    cv::Mat out;
    o.run(to_mat(in), out);
    const image got = runs.run(parse(o.pipeline), in);
    const image other = runs.run(parse("copy"), from_mat(const_cast<const cv::Mat&>(out)));
    const bool same = words(got.format()) == words(other.format());
    EXPECT_TRUE(same || in.format().size != picture_size) << o.pipeline;
    if (same) apart.add(got, other);
  }
  return apart;
}

std::string row_of(const opinion& o, const distance& apart) {
  return fmt::format("| `{}` | {} | {} | {} | {} |\n", escaped(o.pipeline), o.call,
                     static_cast<int>(std::lround(apart.largest)), apart.psnr(), o.why);
}

/// The photographs of a folder that the environment names, no larger than a megapixel; none without it.
std::vector<image> photographs() {
  std::vector<image> all;
  const char* folder = std::getenv("TESSERA_PHOTOGRAPHS");
  if (!folder) return all;
  engine runs;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) try {
      all.push_back(runs.run(parse("depth u8 | flatten white | resize 1000x1000 only=shrink | colour_matrix "
                                   "1,0,0,0,1,0,0,0,1"),
                             read(entry.path().string())));
    } catch (const error&) {  // not a picture
    }
  return all;
}

std::vector<opinion> all_opinions() {
  std::vector<opinion> all = opinions();
  for (auto* more : {opinions_on_geometry, opinions_on_colour, opinions_on_two_pictures})
    for (opinion& o : more()) all.push_back(std::move(o));
  return all;
}

/// Replaces what stands between the marks of a table.
void replace_table(std::string& readme, const std::string& name, const std::string& table) {
  const std::string begin = fmt::format("<!-- {} -->\n", name), end = fmt::format("<!-- end of {} -->", name);
  const auto from = readme.find(begin) + begin.size();
  readme.replace(from, readme.find(end) - from, table);
}

}  // namespace

TEST(opencv, gives_the_same_within_a_level_or_a_named_definition) {
  const std::string head =
      "| pipeline | OpenCV | largest difference | PSNR | differing definition |\n|---|---|---|---|---|\n";
  std::string table = head, on_photographs = head;
  const format layout = make_format(sample_type::u8, 3, picture_size);
  const std::vector<image> made{picture(layout, look::scene, 21), picture(layout, look::noise, 21)};
  const std::vector<image> taken = photographs();
  for (const opinion& o : all_opinions()) {
    const distance apart = measure(o, made);
    EXPECT_EQ(apart.largest > 1.5, std::string(o.why) != "") << o.pipeline << ": " << apart.largest << " levels";
    table += row_of(o, apart);
    const distance there = measure(o, taken);
    if (there.samples > 0) on_photographs += row_of(o, there);
  }
  const std::string path = TESSERA_SOURCE_DIR "/kernels/README.md";
  std::ifstream file(path);
  const std::string readme{std::istreambuf_iterator<char>(file), {}};
  std::string current = readme;
  replace_table(current, "opencv table", table);
  if (!taken.empty()) replace_table(current, "photographs table", on_photographs);
  if (std::getenv("TESSERA_WRITE_TABLES")) std::ofstream(path) << current;
  else
    EXPECT_EQ(current, readme)
        << "the table in kernels/README.md is not what was measured; run with TESSERA_WRITE_TABLES=1";
}

}  // namespace tessera::test
