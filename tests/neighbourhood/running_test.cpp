// SPDX-License-Identifier: Apache-2.0
// Sums of every width that holds them: 16 bits (u8 up to 257 samples), 32 and 64 bits.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/oracle_neighbourhood.hpp"
#include "tessera/operators.hpp"

namespace tessera::tests {

namespace {

/// The exact sum of a window; edges repeat.
double window_sum(const picture& in, std::int64_t x, std::int64_t y, int c, extent radius) {
  const extent size = in.layout.size;
  double sum = 0;
  for (std::int64_t v = y - radius.height; v <= y + radius.height; ++v)
    for (std::int64_t u = x - radius.width; u <= x + radius.width; ++u)
      sum +=
          in.level(std::clamp<std::int64_t>(u, 0, size.width - 1), std::clamp<std::int64_t>(v, 0, size.height - 1), c);
  return sum;
}

/// Means are the nearest level; one between 2^15 and 2^16 is a float on its way, with a step of 2^-8.
void expect_means(const picture& in, extent radius) {
  const box what{.radius = {static_cast<float>(radius.width), static_cast<float>(radius.height)}};
  const prepared stage{what.prepare(), in.layout};
  const double area = static_cast<double>((2 * radius.width + 1) * (2 * radius.height + 1));
  const double most = 0.5 + (in.layout.type == sample_type::u8 ? 0.0 : 0x1p-8);
  const picture first = run_stage(stage, in, 0);
  for (std::int64_t y = 0; y < in.layout.size.height; ++y)
    for (std::int64_t x = 0; x < in.layout.size.width; ++x)
      for (int c = 0; c < in.layout.channels; ++c)
        ASSERT_LE(std::abs(window_sum(in, x, y, c, radius) / area - first.level(x, y, c)), most)
            << describe(in.layout) << " radius " << radius.width << 'x' << radius.height << " at " << x << ' ' << y;
  for (int level = 0; level < static_cast<int>(cpu::levels().size()); ++level)
    for (const cutting& how : {cutting{}, cutting{13, 5, 2, std::byte{0}}, cutting{1 << 20, 7, 3, std::byte{0x7f}}})
      ASSERT_EQ(run_stage(stage, in, level, how).data, first.data) << describe(in.layout) << " radius " << radius.width;
}

}  // namespace

TEST(running_sums, give_the_nearest_level_of_every_window) {
  const extent radii[] = {{0, 0}, {0, 3}, {1, 0}, {1, 1}, {2, 5}, {7, 7}, {8, 7}, {12, 11}, {63, 9}, {5, 70}, {91, 92}};
  for (const extent size : {extent{1, 1}, extent{37, 11}, extent{70, 3}})
    for (const sample_type type : {sample_type::u8, sample_type::u16})
      for (const int channels : {1, 3})
        for (const extent& radius : radii)
          for (const picture& in :
               {noise(make_format(type, channels, size), 3), scene(make_format(type, channels, size))})
            expect_means(in, radius);
}

TEST(running_sums, white_stays_white_in_the_largest_window_of_each_width) {
  for (const sample_type type : {sample_type::u8, sample_type::u16})
    for (const extent radius : {extent{8, 7}, extent{8, 8}, extent{63, 64}, extent{90, 90}, extent{250, 250}}) {
      picture in(make_format(type, 1, {40, 20}));
      std::fill(in.data.begin(), in.data.end(), std::byte{0xff});
      const box what{.radius = {static_cast<float>(radius.width), static_cast<float>(radius.height)}};
      for (int level = 0; level < static_cast<int>(cpu::levels().size()); ++level)
        ASSERT_EQ(run_stage({what.prepare(), in.layout}, in, level).data, in.data) << radius.width;
    }
}

}  // namespace tessera::tests
