// SPDX-License-Identifier: Apache-2.0
// Local moments and what is made of them.
#include <gtest/gtest.h>

#include <cmath>

#include <fmt/format.h>

#include "support/expect_right.hpp"
#include "support/gray_rows.hpp"
#include "support/oracle_windows.hpp"
#include "tessera/operators.hpp"

namespace tessera::tests {

namespace {

bool is_alpha(const picture& in, int c) { return in.layout.alpha && c == in.layout.channels - 1; }

/// White above a limit and black below, where the limit is clear of the sample; alpha as it was.
void expect_parted(const prepared& stage, const picture& in, const levels& limits, border_kind border) {
  const double white = white_of(in.layout.type), rounding = 2e-6 * white;
  expect_right(stage, in, border, [&](const picture& got) {
    std::string wrong;
    std::size_t i = 0;
    each(got, [&](auto x, auto y, int c) {
      const double own = in.level(x, y, c), made = got.level(x, y, c), limit = limits.at(i++);
      const bool right =
          is_alpha(in, c) ? made == own : std::abs(own - limit) <= rounding || made == (own > limit ? white : 0.0);
      if (!right) wrong = fmt::format("{} at {},{} for {} with the limit {}", made, x, y, own, limit);
      return 0.0;
    });
    return wrong;
  });
}

levels combine(const picture& in, const levels& mean, const levels& deviation, double (*make)(double, double, double)) {
  const double white = white_of(in.layout.type);
  std::size_t i = 0;
  return each(in, [&](auto x, auto y, int c) {
    const double m = mean[i] / white, s = deviation[i] / white;
    ++i;
    return is_alpha(in, c) ? in.level(x, y, c) : white * make(in.level(x, y, c) / white, m, s);
  });
}

constexpr int radii[][2] = {{0, 0}, {2, 2}, {7, 1}, {0, 4}};

}  // namespace

TEST(local_deviation, agrees_with_float64) {
  for_hard_cases([](const picture& in, border_kind border) {
    for (const auto& [x, y] : radii)
      expect_right(stage_of(local_deviation{{x, y}}, in.layout), in,
                   combine(in, mean_oracle(in, x, y, border), deviation_oracle(in, x, y, border),
                           [](double, double, double s) { return s; }),
                   border);
  });
}

TEST(local_deviation, of_wide_windows_and_of_large_values_stays_exact) {
  const picture in = noise(make_format(sample_type::u16, 1, {9, 7}), 9);
  const levels deviation = deviation_oracle(in, 250, 250, border_kind::wrap);
  expect_right(stage_of(local_deviation{250}, in.layout), in, deviation, border_kind::wrap);
  picture bright(make_format(sample_type::f32, 1, {19, 7}));
  each(bright, [&](auto x, auto y, int c) {
    bright.set_level(x, y, c, -40.0 + 3.0 * static_cast<double>(x * y % 7));
    return 0.0;
  });
  expect_right(stage_of(local_deviation{1}, bright.layout), bright,
               deviation_oracle(bright, 1, 1, border_kind::replicate), border_kind::replicate);
}

TEST(local_deviation, of_pixels_worked_out_by_hand) {
  // 10 10 40: mean 20, variance 200.
  EXPECT_EQ(run("local_deviation 1x0", {{10, 10, 40, 10}}), (gray_rows{{0, 14, 14, 14}}));
  EXPECT_EQ(run("local_deviation", {{77, 77}, {77, 77}}), (gray_rows{{0, 0}, {0, 0}}));
}

TEST(sauvola, parts_at_the_limit_of_its_formula) {
  for_hard_cases([](const picture& in, border_kind border) {
    for (const auto& [x, y] : radii)
      expect_parted(stage_of(sauvola{{x, y}}, in.layout), in,
                    combine(in, mean_oracle(in, x, y, border), deviation_oracle(in, x, y, border),
                            [](double, double m, double s) { return m * (1 + 0.34 * (s / 0.5 - 1)); }),
                    border);
  });
  // Mean 146.67 and deviation 75.4 about the ink: the limit is 126.
  EXPECT_EQ(run("sauvola 1x0", {{200, 200, 40, 200, 200}}), (gray_rows{{255, 255, 0, 255, 255}}));
  EXPECT_EQ(run("sauvola", {{60, 60}}), (gray_rows{{255, 255}}));
}

TEST(adaptive_threshold, parts_at_the_mean_less_an_offset) {
  for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
    for (const int channels : {1, 3})
      for (const picture& in : hard_pictures(make_format(type, channels, {29, 11})))
        for (const auto& [x, y] : radii)
          expect_parted(
              stage_of(adaptive_threshold{{x, y}, adaptive_threshold::which::mean, 0.0203f}, in.layout), in,
              combine(in, mean_oracle(in, x, y, border_kind::reflect), mean_oracle(in, 0, 0, border_kind::reflect),
                      [](double, double m, double) { return m - double{0.0203f}; }),
              border_kind::reflect);
  // Means 100, 83.3, 83.3, 83.3, 100, less 12.75.
  EXPECT_EQ(run("adaptive_threshold 1x0 offset=5%", {{100, 100, 50, 100, 100}}), (gray_rows{{255, 255, 0, 255, 255}}));
  // Weights of 0.8 pixels: 0.2390 0.5220 0.2390, so the mean at the dark pixel is 73.9 and its limit 52.2 or 47.1.
  EXPECT_EQ(run("adaptive_threshold 1x0 method=gaussian offset=8.5%", {{100, 100, 50, 100}}),
            (gray_rows{{255, 255, 0, 255}}));
  EXPECT_EQ(run("adaptive_threshold 1x0 method=gaussian offset=10.5%", {{100, 100, 50, 100}}),
            (gray_rows{{255, 255, 255, 255}}));
}

}  // namespace tessera::tests
