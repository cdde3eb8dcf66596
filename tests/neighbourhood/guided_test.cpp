// SPDX-License-Identifier: Apache-2.0
// The guided filter against the formulas of its paper in float64.
#include <gtest/gtest.h>

#include "support/gray_rows.hpp"
#include "support/pictures.hpp"

namespace tessera::tests {

namespace {

/// One channel as fractions of white; beyond the edges it repeats.
struct plane {
  extent size;
  std::vector<double> values;

  double at(std::int64_t x, std::int64_t y) const {
    const std::int64_t u = border_index(border_kind::replicate, x, size.width),
                       v = border_index(border_kind::replicate, y, size.height);
    return values[static_cast<std::size_t>(v * size.width + u)];
  }
};

template <class Make>
plane make_plane(extent size, Make&& make) {
  plane result{size, {}};
  for (std::int64_t y = 0; y < size.height; ++y)
    for (std::int64_t x = 0; x < size.width; ++x) result.values.push_back(make(x, y));
  return result;
}

plane mean_of(const plane& in, int radius) {
  return make_plane(in.size, [&](std::int64_t x, std::int64_t y) {
    double sum = 0;
    for (int dy = -radius; dy <= radius; ++dy)
      for (int dx = -radius; dx <= radius; ++dx) sum += in.at(x + dx, y + dy);
    return sum / ((2 * radius + 1) * (2 * radius + 1));
  });
}

/// Algorithm 1 of the paper with p = I.
plane guided_oracle(const plane& in, int radius, double epsilon) {
  const plane mean = mean_of(in, radius);
  const plane squares = mean_of(make_plane(in.size, [&](auto x, auto y) { return in.at(x, y) * in.at(x, y); }), radius);
  const plane a = make_plane(in.size, [&](auto x, auto y) {
    const double variance = squares.at(x, y) - mean.at(x, y) * mean.at(x, y);
    return variance / (variance + epsilon);
  });
  const plane b = make_plane(in.size, [&](auto x, auto y) { return mean.at(x, y) - a.at(x, y) * mean.at(x, y); });
  const plane mean_a = mean_of(a, radius), mean_b = mean_of(b, radius);
  return make_plane(in.size, [&](auto x, auto y) { return mean_a.at(x, y) * in.at(x, y) + mean_b.at(x, y); });
}

}  // namespace

TEST(guided, agrees_with_the_paper_in_float64) {
  for (const format& f : test::all_formats({37, 23})) {
    const image in = test::picture(f, test::look::scene, 7);
    const image got = engine().run(parse("guided 3 epsilon=0.004"), in);
    ASSERT_EQ(test::words(got.format()), test::words(f));
    const double white = white_of(f.type), allowed = f.type == sample_type::f32 ? 1e-5 : 1.0;
    for (int c = 0; c < f.channels; ++c) {
      const plane own = make_plane(f.size, [&](auto x, auto y) { return test::sample_at(in.pixels(), x, y, c); });
      const bool is_alpha = f.alpha && c == f.channels - 1;
      // Colour is weighted by alpha on the way: only what is opaque follows the paper.
      if (f.alpha && !is_alpha) continue;
      const plane expected = is_alpha ? own : guided_oracle(own, 3, 0.004);
      for (std::int64_t y = 0; y < f.size.height; ++y)
        for (std::int64_t x = 0; x < f.size.width; ++x)
          ASSERT_NEAR(test::sample_at(got.pixels(), x, y, c) * white, expected.at(x, y) * white, allowed)
              << test::words(f) << " at " << x << ',' << y;
    }
  }
}

TEST(guided, smooths_noise_and_keeps_steps) {
  // The variance about the step is 0.1 at most and far above epsilon; noise of 2 levels is far below.
  const gray_rows noisy{{10, 12, 10, 12, 10, 12, 210, 212, 210, 212, 210, 212}};
  const gray_rows smooth = run("guided 1x0 epsilon=0.001", noisy);
  EXPECT_EQ(smooth[0][0], 11);
  EXPECT_NEAR(smooth[0][5], 12, 1);
  EXPECT_NEAR(smooth[0][6], 210, 1);
  EXPECT_EQ(run("guided 2", {{90, 90, 90}}), (gray_rows{{90, 90, 90}}));
}

TEST(guided_coefficients, are_worked_out_by_hand) {
  // 0 0 255: mean 1/3, variance 2/9; a = 1 / (1 + 9/2 * 1/9) = 2/3, b = 1/9.
  EXPECT_EQ(run("guided_coefficients 1x0 epsilon=0.11111111", {{0, 0, 0, 255}})[0][2], 170);
  EXPECT_EQ(run("guided_coefficients 1x0 offset epsilon=0.11111111", {{0, 0, 0, 255}})[0][2], 28);
}

}  // namespace tessera::tests
