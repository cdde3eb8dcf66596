// SPDX-License-Identifier: Apache-2.0
// Formulas over windows of whole pixels against their definitions in float64, and on pixels worked out by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/expect_right.hpp"
#include "support/gray_rows.hpp"
#include "support/oracle_windows.hpp"
#include "tessera/operators.hpp"

namespace tessera::tests {

namespace {

/// Every sample is within a level (f32: 1e-5) of the mean of the square whose luma varies least. Lumas of u16 and f32 may lie next to the half of a step and so be
/// rounded either way: variances as far apart as one step in one sample makes them count as equal.
void expect_least_variation(const kuwahara& op, const picture& in, border_kind border) {
  std::vector<square_means> squares;
  for (int k = 0; k < 4; ++k) squares.push_back(kuwahara_oracle(in, op.radius, k, border));
  const double allowed = in.layout.type == sample_type::f32 ? 1e-5 : 1.0;
  const double equal = in.layout.type == sample_type::u8 ? 0 : 4 * 2040 * std::pow(op.radius + 1, 2);
  expect_right(stage_of(op, in.layout), in, border, [&](const picture& got) {
    const levels result = each(got, [&](auto x, auto y, int c) { return got.level(x, y, c); });
    for (std::size_t i = 0; i < result.size(); ++i) {
      const std::size_t pixel = i / static_cast<std::size_t>(in.layout.channels);
      double least = INFINITY, nearest = INFINITY;
      for (const square_means& s : squares) least = std::min(least, s.variance[pixel]);
      for (const square_means& s : squares) {
        if (s.variance[pixel] > least + equal) continue;
        nearest = std::min(nearest, std::abs(s.mean[i] - result[i]));
        if (equal == 0) break;
      }
      if (!(nearest <= allowed)) return "sample " + std::to_string(i) + " is no mean of an even square";
    }
    return std::string();
  });
}

levels despeckle_oracle(const picture& in, double threshold, border_kind border) {
  const levels medians = rank_oracle(in, 1, 1, 0.5, border);
  std::size_t i = 0;
  return each(in, [&](auto x, auto y, int c) {
    const double median = medians[i++], own = in.level(x, y, c);
    if (in.layout.alpha && c == in.layout.channels - 1) return own;
    return std::abs(own - median) > threshold * white_of(in.layout.type) ? median : own;
  });
}

/// The gray picture of a sensor that sees one colour everywhere.
gray_rows mosaic(const std::string& pattern, int red, int green, int blue, std::size_t side) {
  gray_rows result(side, std::vector<int>(side));
  for (std::size_t y = 0; y < side; ++y)
    for (std::size_t x = 0; x < side; ++x) {
      const char c = pattern[y % 2 * 2 + x % 2];
      result[y][x] = c == 'r' ? red : c == 'g' ? green : blue;
    }
  return result;
}

}  // namespace

TEST(bilateral, agrees_with_its_formula_in_float64) {
  for_hard_cases([](const picture& in, border_kind border) {
    for (const bilateral& op : {bilateral{}, bilateral{2, 0.4f, 1.2f}, bilateral{9, 0.7f, 30, 3}, bilateral{0}}) {
      const int radius = op.size > 0 ? op.size / 2 : op.radius;
      expect_right(stage_of(op, in.layout), in,
                   bilateral_oracle(in, radius, static_cast<double>(op.sigma_colour),
                                    static_cast<double>(op.sigma_space), border),
                   border);
    }
  });
}

TEST(bilateral, keeps_steps_and_smooths_what_is_alike) {
  EXPECT_EQ(run("bilateral sigma_colour=1%", {{0, 0, 80, 80}}), (gray_rows{{0, 0, 80, 80}}));
  // Neighbours weigh 1/2: (80 + 80/2 + 80/2 + 0 + 0) / 3.
  EXPECT_EQ(run("bilateral 1 sigma_colour=10 sigma_space=0.849322", {{0, 80, 0}})[0][1], 53);
  EXPECT_EQ(run("bilateral size=3 sigma_colour=10 sigma_space=0.849322", {{0, 80, 0}})[0][1], 53);
}

TEST(non_local_means, agrees_with_its_formula_in_float64) {
  for_hard_cases([](const picture& in, border_kind border) {
    for (const non_local_means& op : {non_local_means{0.3f, 1, 2}, non_local_means{0.6f, 0, 3}})
      expect_right(stage_of(op, in.layout), in,
                   non_local_means_oracle(in, static_cast<double>(op.strength), op.patch, op.search, border), border);
  });
}

TEST(non_local_means, is_a_mean_where_all_patches_count_as_alike) {
  EXPECT_EQ(run("non_local_means 10 patch=0 search=1", {{0, 0, 90, 0, 0}}), (gray_rows{{0, 30, 30, 30, 0}}));
  EXPECT_EQ(run("non_local_means 1%", {{0, 0, 90, 90}}), (gray_rows{{0, 0, 90, 90}}));
}

TEST(kuwahara, takes_the_mean_of_the_square_that_varies_least) {
  for_hard_cases([](const picture& in, border_kind border) {
    for (const int radius : {1, 3}) expect_least_variation(kuwahara{radius}, in, border);
  });
}

TEST(kuwahara, keeps_steps_and_removes_specks_beside_flat_parts) {
  EXPECT_EQ(run("kuwahara 2", {{0, 0, 0, 80, 80, 80}}), (gray_rows{{0, 0, 0, 80, 80, 80}}));
  // All four squares about the 7 hold it once: their mean is (7 + 3 * 3) / 4.
  EXPECT_EQ(run("kuwahara 1", {{3, 3, 3}, {3, 7, 3}, {3, 3, 3}})[1][1], 4);
  EXPECT_EQ(run("kuwahara 1", {{3, 3, 3}, {3, 7, 3}, {3, 3, 3}})[0][0], 3);
}

TEST(despeckle, takes_the_median_only_where_it_is_far) {
  for_hard_cases([](const picture& in, border_kind border) {
    for (const float threshold : {0.0f, 0.1003f})
      expect_right(stage_of(despeckle{threshold}, in.layout), in,
                   despeckle_oracle(in, static_cast<double>(threshold), border), border);
  });
  EXPECT_EQ(run("despeckle 20%", {{9, 9, 9}, {9, 255, 9}, {9, 9, 9}})[1][1], 9);
  EXPECT_EQ(run("despeckle 20%", {{9, 9, 9}, {9, 59, 9}, {9, 9, 9}})[1][1], 59);
}

TEST(demosaic, agrees_with_the_filters_of_the_paper) {
  for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
    for (const int channels : {1, 2})
      for (const extent size : {extent{1, 1}, {1, 9}, {14, 1}, {2, 2}, {37, 23}})
        for (const picture& in : hard_pictures(make_format(type, channels, size)))
          for (const auto& [pattern, name] :
               {std::pair{demosaic::order::rggb, "rggb"}, std::pair{demosaic::order::bggr, "bggr"},
                std::pair{demosaic::order::grbg, "grbg"}, std::pair{demosaic::order::gbrg, "gbrg"}})
            for (const border_kind border : {border_kind::replicate, border_kind::constant})
              expect_right(stage_of(demosaic{pattern}, in.layout), in, demosaic_oracle(in, name), border);
}

TEST(demosaic, gives_one_colour_back_everywhere) {
  for (const char* pattern : {"rggb", "bggr", "grbg", "gbrg"}) {
    const gray_rows colours = run(std::string("demosaic ") + pattern, mosaic(pattern, 200, 90, 30, 7));
    for (const auto& row : colours)
      for (std::size_t i = 0; i < row.size(); i += 3)
        EXPECT_EQ((std::vector<int>{row[i], row[i + 1], row[i + 2]}), (std::vector<int>{200, 90, 30})) << pattern;
  }
}

TEST(demosaic, refuses_colours_and_says_the_cure) {
  const format f = make_format(sample_type::u8, 3, {8, 8});
  try {
    (void)stage_of(demosaic{}, f);
    ADD_FAILURE() << "RGB was taken";
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage);
    EXPECT_NE(std::string(e.what()).find("channel green"), std::string::npos) << e.what();
  }
}

}  // namespace tessera::tests
