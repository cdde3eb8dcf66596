// SPDX-License-Identifier: Apache-2.0
// sobel, scharr, prewitt, emboss and high_pass by whole-picture sums in float64.
#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"
#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"

namespace tessera::test {

namespace {

using matrix = std::array<double, 9>;

double around(const const_view& in, const matrix& weights, std::int64_t x, std::int64_t y, int c) {
  double sum = 0;
  for (std::int64_t j = -1; j <= 1; ++j)
    for (std::int64_t i = -1; i <= 1; ++i)
      sum += weights[static_cast<std::size_t>(3 * (j + 1) + i + 1)] *
             sample_at(in, std::clamp<std::int64_t>(x + i, 0, in.format.size.width - 1),
                       std::clamp<std::int64_t>(y + j, 0, in.format.size.height - 1), c);
  return sum;
}

matrix transposed(const matrix& m) { return {m[0], m[3], m[6], m[1], m[4], m[7], m[2], m[5], m[8]}; }

void expect_gradient(const std::string& name, const matrix& across) {
  engine runs;
  for (const format& layout : all_formats({31, 17})) {
    if (layout.alpha) continue;  // the weighting of colours by alpha has tests of its own
    const image in = picture(layout, look::scene, 7);
    const auto x_of = [&](std::int64_t x, std::int64_t y, int c) { return around(in, across, x, y, c); };
    const auto y_of = [&](std::int64_t x, std::int64_t y, int c) { return around(in, transposed(across), x, y, c); };
    expect_close(
        runs.run(parse(name), in), [&](auto x, auto y, int c) { return std::hypot(x_of(x, y, c), y_of(x, y, c)); }, 1.0,
        name);
    expect_close(
        runs.run(parse(name + " x offset=50%"), in), [&](auto x, auto y, int c) { return x_of(x, y, c) + 0.5; }, 1.0,
        name + " x");
    expect_close(
        runs.run(parse(name + " y offset=50%"), in), [&](auto x, auto y, int c) { return y_of(x, y, c) + 0.5; }, 1.0,
        name + " y");
  }
}

}  // namespace

TEST(scharr, is_within_a_level_of_float64) {
  expect_gradient("scharr", {-3. / 16, 0, 3. / 16, -10. / 16, 0, 10. / 16, -3. / 16, 0, 3. / 16});
}

TEST(prewitt, is_within_a_level_of_float64) {
  expect_gradient("prewitt", {-1. / 3, 0, 1. / 3, -1. / 3, 0, 1. / 3, -1. / 3, 0, 1. / 3});
}

TEST(emboss, adds_a_relief_lit_from_the_upper_left) {
  engine runs;
  const matrix relief{-2, -1, 0, -1, 0, 1, 0, 1, 2};
  for (const format& layout : all_formats({31, 17})) {
    if (layout.alpha) continue;
    const image in = picture(layout, look::scene, 7);
    expect_close(
        runs.run(parse("emboss 0.5"), in),
        [&](auto x, auto y, int c) { return sample_at(in, x, y, c) + 0.5 * around(in, relief, x, y, c); }, 1.0,
        "emboss");
    expect_close(
        runs.run(parse("emboss 0.5 offset=50%"), in),
        [&](auto x, auto y, int c) { return 0.5 + 0.5 * around(in, relief, x, y, c); }, 1.0, "emboss offset");
  }
}

TEST(high_pass, and_the_blur_make_the_picture) {
  engine runs;
  const image in = picture(make_format(sample_type::f32, 3, {40, 30}), look::scene, 3);
  const image high = runs.run(parse("high_pass 2 offset=0"), in), low = runs.run(parse("gaussian 2"), in);
  for (std::int64_t y = 0; y < 30; ++y)
    for (std::int64_t x = 0; x < 40; ++x)
      EXPECT_NEAR(sample_at(high, x, y, 1) + sample_at(low, x, y, 1), sample_at(in, x, y, 1), 1e-6);
  for (const double v : on_pixel("high_pass 5", {0.3, 0.6, 0.9})) EXPECT_NEAR(v, 0.5, 2e-5);
}

TEST(percentile, has_erode_median_and_dilate_in_it) {
  engine runs;
  for (const format& layout : all_formats({37, 21})) {
    const image in = picture(layout, look::noise, 3);
    EXPECT_EQ(difference(runs.run(parse("percentile 2 0"), in), runs.run(parse("erode 2"), in)), "");
    EXPECT_EQ(difference(runs.run(parse("percentile 2 50%"), in), runs.run(parse("median 2"), in)), "");
    EXPECT_EQ(difference(runs.run(parse("percentile 2 100%"), in), runs.run(parse("dilate 2"), in)), "");
  }
}

TEST(transpose, swaps_rows_and_columns) {
  engine runs;
  for (const format& layout : all_formats({37, 21})) {
    const image in = picture(layout, look::noise, 3), out = runs.run(parse("transpose"), in);
    ASSERT_EQ(out.format().size, (extent{21, 37}));
    for (std::int64_t y = 0; y < 37; ++y)
      for (std::int64_t x = 0; x < 21; ++x) ASSERT_EQ(sample_at(out, x, y, 0), sample_at(in, y, x, 0));
    EXPECT_EQ(difference(runs.run(parse("transpose | transpose"), in), in), "");
  }
}

}  // namespace tessera::test
