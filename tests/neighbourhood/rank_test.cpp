// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

#include "support/oracle_neighbourhood.hpp"

namespace tessera::tests {

namespace {

constexpr sample_type types[] = {sample_type::u8, sample_type::u16, sample_type::f32};
constexpr border_kind borders[] = {border_kind::replicate, border_kind::reflect, border_kind::reflect101,
                                   border_kind::wrap, border_kind::constant};
const int level_count = static_cast<int>(cpu::levels().size());

prepared rank_stage(int radius_x, int radius_y, double fraction, const format& f) {
  const auto kind = fraction == 0   ? rank::which::minimum
                    : fraction == 1 ? rank::which::maximum
                                    : rank::which::percentile;
  return {rank{kind, radius_x, radius_y, fraction}, f};
}

/// Rank filters choose among the samples, so every type is exact at every level and however the picture is cut.
void expect_exact(const picture& in, int radius_x, int radius_y, double fraction, border_kind border) {
  const prepared stage = rank_stage(radius_x, radius_y, fraction, in.layout);
  const levels expected = rank_oracle(in, radius_x, radius_y, fraction, border);
  picture first(in.layout);
  for (int level = 0; level < level_count; ++level)
    for (const cutting& how :
         {cutting{}, cutting{13, 5, 2, std::byte{0}}, cutting{1 << 20, 1 << 20, 3, std::byte{0x7f}}}) {
      const picture got = run_stage(stage, in, level, how, border);
      ASSERT_EQ(distance(got, expected), 0)
          << describe(in.layout) << " radius " << radius_x << 'x' << radius_y << " fraction " << fraction << " at "
          << cpu::levels()[static_cast<std::size_t>(level)];
      if (level == 0 && how.rows == cpu::max_rows) first = got;
      ASSERT_EQ(got.data, first.data) << describe(in.layout);
    }
}

}  // namespace

TEST(rank, is_exact_for_every_format_and_window) {
  const int windows[][2] = {{0, 0}, {1, 1}, {2, 2}, {3, 1}, {0, 2}, {4, 4}, {1, 5}};
  for (const extent size : {extent{1, 1}, extent{1, 17}, extent{19, 1}, extent{37, 23}})
    for (const sample_type type : types)
      for (int channels = 1; channels <= 4; ++channels)
        for (const auto& [x, y] : windows)
          for (const double fraction : {0.0, 0.3, 0.5, 1.0})
            expect_exact(noise(make_format(type, channels, size), 3), x, y, fraction, border_kind::replicate);
}

TEST(rank, is_exact_on_hard_pictures_at_every_border) {
  for (const sample_type type : types)
    for (const border_kind border : borders)
      for (const picture& in : hard_pictures(make_format(type, 3, {31, 17})))
        for (const int radius : {1, 2, 3})
          for (const double fraction : {0.0, 0.5, 1.0}) expect_exact(in, radius, radius, fraction, border);
}

TEST(rank, is_exact_over_rows_longer_than_any_chunk) {
  for (const sample_type type : types)
    for (const int channels : {1, 3})
      for (const int radius : {1, 2, 7})
        for (const double fraction : {0.0, 0.5})
          expect_exact(scene(make_format(type, channels, {1500, 3})), radius, radius, fraction, border_kind::reflect);
}

TEST(rank, is_exact_for_windows_far_larger_than_the_picture) {
  for (const sample_type type : types)
    for (const auto& [x, y] : {std::pair{100, 100}, std::pair{1, 130}, std::pair{250, 3}})
      for (const double fraction : {0.0, 0.25, 0.5, 1.0})
        expect_exact(noise(make_format(type, 2, {7, 9}), 11), x, y, fraction, border_kind::wrap);
}

TEST(rank, orders_floats_by_their_bits) {
  const float inf = std::numeric_limits<float>::infinity();
  const float values[] = {-0.0f, 0.0f, -1e-42f, 1e-42f, -inf, inf, -3.5f, 2.0f, 1e30f, -1e30f, 0.5f};
  picture in(make_format(sample_type::f32, 1, {11, 11}));
  for (int i = 0; i < 121; ++i) in.set_level(i % 11, i / 11, 0, static_cast<double>(values[i * 7 % 11]));
  // A row of 11 values, all of them in every window of radius 5x0 that wraps: sorted, -0 stands right below 0.
  const float sorted[] = {-inf, -1e30f, -3.5f, -1e-42f, -0.0f, 0.0f, 1e-42f, 0.5f, 2.0f, 1e30f, inf};
  for (int k = 0; k < 11; ++k)
    for (int level = 0; level < level_count; ++level) {
      const picture got = run_stage(rank_stage(5, 0, k / 10.0, in.layout), in, level, {}, border_kind::wrap);
      for (int i = 0; i < 121; ++i) {
        const auto value = static_cast<float>(got.level(i % 11, i / 11, 0));
        ASSERT_EQ(std::bit_cast<std::uint32_t>(value), std::bit_cast<std::uint32_t>(sorted[k]))
            << value << " at place " << k;
      }
    }
}

}  // namespace tessera::tests
