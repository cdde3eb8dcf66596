// SPDX-License-Identifier: Apache-2.0
// Antialiased `resize` against libvips, which always antialiases: benchmark_resize, its options in matches.hpp.
// tests/benchmark/operators.sh runs it as its figures are published.
#include <malloc.h>

#include <cmath>
#include <opencv2/core.hpp>
#include <vips/vips8>

#include "matches.hpp"
#include "program.hpp"

namespace {

using namespace tessera::test;
using vips::VImage;

VipsBandFormat format_of(int depth) {
  return depth == CV_8U ? VIPS_FORMAT_UCHAR : depth == CV_16U ? VIPS_FORMAT_USHORT : VIPS_FORMAT_FLOAT;
}

/// A matrix as libvips sees it, without a copy.
VImage image_of(const cv::Mat& m) {
  return VImage::new_from_memory(m.data, m.total() * m.elemSize(), m.cols, m.rows, m.channels(), format_of(m.depth()));
}

/// Runs what was only described so far, into memory that is kept from run to run, as ours is.
void write(const VImage& from, int depth, cv::Mat& out) {
  out.create(from.height(), from.width(), CV_MAKETYPE(depth, from.bands()));
  from.write(image_of(out));
}

/// Ours goes by the ratio of the sides in whole pixels, not by the number that they were rounded from; so does libvips
/// here.
auto resized(double factor, VipsKernel kernel) {
  return [=](const cv::Mat& in, cv::Mat& out) {
    const double x = std::round(in.cols * factor) / in.cols, y = std::round(in.rows * factor) / in.rows;
    write(image_of(in).resize(x, VImage::option()->set("vscale", y)->set("kernel", kernel)), in.depth(), out);
  };
}

auto shrunk(double step) {
  return [=](const cv::Mat& in, cv::Mat& out) { write(image_of(in).shrink(step, step), in.depth(), out); };
}

/// What both have: libvips' means of areas go by whole factors only.
const std::vector<contest>& antialiased() {
  static const std::vector<contest> all = {
      {"resize 0.5 area", "resize 50% filter=area", shrunk(2)},
      {"resize 0.5 bilinear", "resize 50% filter=bilinear", resized(0.5, VIPS_KERNEL_LINEAR)},
      {"resize 0.5 cubic", "resize 50% filter=bicubic", resized(0.5, VIPS_KERNEL_CUBIC)},
      {"resize 0.5 lanczos", "resize 50% filter=lanczos3", resized(0.5, VIPS_KERNEL_LANCZOS3)},
      {"resize 0.37 lanczos", "resize 37% filter=lanczos3", resized(0.37, VIPS_KERNEL_LANCZOS3)},
      {"resize 2.0 cubic", "resize 200% filter=bicubic", resized(2, VIPS_KERNEL_CUBIC), 3, 35,
       "libvips' lies half a pixel further right and down"},
  };
  return all;
}

int run(int argc, char** argv) {
  if (VIPS_INIT(argv[0]) != 0) throw vips::VError();
  vips_cache_set_max(0);  // or it would look up what it did before
  // libvips allocates its buffers anew in every run; malloc does not give their pages back. Whole results, which are
  // larger, are mapped anew where fresh memory is asked for.
  mallopt(M_MMAP_THRESHOLD, 4 << 20);
  mallopt(M_TRIM_THRESHOLD, 1 << 30);
  return compete({"libvips", vips_version_string(), &vips_concurrency_set, antialiased()}, argc, argv);
}

}  // namespace

int main(int argc, char** argv) { return tessera::test::run_program("benchmark_resize", &run, argc, argv); }
