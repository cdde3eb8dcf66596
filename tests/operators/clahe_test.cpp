// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <opencv2/imgproc.hpp>

#include "support/formula_oracle.hpp"
#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/interop_opencv.hpp"
#include "tessera/tessera.hpp"

namespace tessera::test {

namespace {

/// Mirrored without repeating the last pixel, any number of times.
std::int64_t mirrored(std::int64_t i, std::int64_t size) {
  if (size == 1) return 0;
  const std::int64_t at = i % (2 * size - 2);
  return at < size ? at : 2 * size - 2 - at;
}

/// CLAHE in float64 from its definition, on all colour channels of a picture together, with at most as many tiles as pixels along an axis.
class clahe_reference {
 public:
  clahe_reference(const const_view& in, double clip, std::int64_t columns, std::int64_t rows)
      : in_(in),
        columns_(std::min(columns, in.format.size.width)),
        rows_(std::min(rows, in.format.size.height)),
        white_(in.format.type == sample_type::u8 ? 255 : 65535) {
    const extent size = in.format.size;
    const bool even = size.width % columns_ == 0 && size.height % rows_ == 0;
    tile_ = {size.width / columns_ + (even ? 0 : 1), size.height / rows_ + (even ? 0 : 1)};
    for (std::int64_t ty = 0; ty < rows_; ++ty)
      for (std::int64_t tx = 0; tx < columns_; ++tx) tables_.push_back(table(tx, ty, clip));
  }

  double operator()(std::int64_t x, std::int64_t y, int c) const {
    if (c >= in_.format.colour_channels()) return sample_at(in_, x, y, c);
    const double across = static_cast<double>(x) / static_cast<double>(tile_.width) - 0.5,
                 down = static_cast<double>(y) / static_cast<double>(tile_.height) - 0.5;
    const auto at = [&](double tx, double ty) {
      const auto column = std::clamp(static_cast<std::int64_t>(tx), std::int64_t{0}, columns_ - 1),
                 row = std::clamp(static_cast<std::int64_t>(ty), std::int64_t{0}, rows_ - 1);
      return tables_[static_cast<std::size_t>(row * columns_ + column)][static_cast<std::size_t>(level(x, y, c))];
    };
    const double left = std::floor(across), top = std::floor(down), a = across - left, b = down - top;
    return (at(left, top) * (1 - a) + at(left + 1, top) * a) * (1 - b) +
           (at(left, top + 1) * (1 - a) + at(left + 1, top + 1) * a) * b;
  }

 private:
  int level(std::int64_t x, std::int64_t y, int c) const {
    const double v = std::clamp(sample_at(in_, x, y, c), 0.0, 1.0);
    return static_cast<int>(std::nearbyint(static_cast<float>(v) * static_cast<float>(white_)));
  }

  std::vector<double> table(std::int64_t tx, std::int64_t ty, double clip) const {
    std::vector<double> counts(static_cast<std::size_t>(white_) + 1);
    double samples = 0;
    for (std::int64_t y = ty * tile_.height; y < (ty + 1) * tile_.height; ++y)
      for (std::int64_t x = tx * tile_.width; x < (tx + 1) * tile_.width; ++x)
        for (int c = 0; c < in_.format.colour_channels(); ++c, ++samples)
          counts[static_cast<std::size_t>(
              level(mirrored(x, in_.format.size.width), mirrored(y, in_.format.size.height), c))] += 1;
    const double bins = white_ + 1, most = std::max(std::floor(clip * samples / bins), 1.0);
    double cut = 0;
    if (clip > 0)
      for (double& n : counts) cut += std::max(0.0, n - most), n = std::min(n, most);
    const double each = std::floor(cut / bins), rest = cut - each * bins;
    const double step = rest > 0 ? std::max(std::floor(bins / rest), 1.0) : 1;
    double sum = 0, given = 0;
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const bool one_more = given < rest && std::fmod(static_cast<double>(i), step) == 0;
      given += one_more ? 1 : 0;
      counts[i] = (sum += counts[i] + each + (one_more ? 1 : 0)) / samples;
    }
    return counts;
  }

  const_view in_;
  std::int64_t columns_, rows_;
  int white_;
  extent tile_;
  std::vector<std::vector<double>> tables_;
};

}  // namespace

TEST(clahe, follows_its_definition) {
  engine runs;
  for (const extent size : {extent{64, 48}, {37, 29}, {5, 3}, {1, 1}})
    for (const format& layout : all_formats(size)) {
      const image in = picture(layout, look::scene, 6);
      expect_close(runs.run(parse("clahe"), in), clahe_reference(in, 2, 8, 8), 1, "clahe");
      expect_close(runs.run(parse("clahe 0 tiles=3,2"), in), clahe_reference(in, 0, 3, 2), 1, "clahe 0 tiles=3,2");
    }
}

TEST(clahe, equals_opencv_on_gray) {
  engine runs;
  for (const sample_type type : {sample_type::u8, sample_type::u16})
    for (const extent size : {extent{160, 120}, {123, 77}, {128, 77}})
      for (const double clip : {2.0, 40.0, 0.0}) {
        const image in = picture(make_format(type, 1, size), look::scene, 3);
        cv::Mat out;
        cv::createCLAHE(clip, {8, 8})->apply(to_mat(in), out);
        const image made = runs.run(pipeline(clahe{.clip = static_cast<float>(clip)}), in);
        const image expected = runs.run(parse("copy"), from_mat(const_cast<const cv::Mat&>(out)));
        EXPECT_LE(std::lround(largest_difference(made, expected)), 1) << words(in.format()) << " clip " << clip;
      }
}

TEST(clahe, of_one_tile_without_a_limit_is_the_cumulative_histogram) {
  engine runs;
  image in(make_format(sample_type::u8, 1, {4, 1}));
  const u8 levels[] = {10, 10, 200, 90};
  std::copy_n(levels, 4, in.edit().samples<u8>(0));
  const image out = runs.run(parse("clahe 0 tiles=1"), in);
  const u8 expected[] = {128, 128, 255, 191};
  for (int x = 0; x < 4; ++x) EXPECT_EQ(out.pixels().samples<u8>(0)[x], expected[x]) << x;
}

}  // namespace tessera::test
