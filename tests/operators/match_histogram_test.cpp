// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/second_inputs.hpp"
#include "tessera/operators.hpp"

namespace tessera::test {

namespace {

image row_of(const std::vector<int>& levels) {
  image in(make_format(sample_type::u8, 1, {static_cast<std::int64_t>(levels.size()), 1}));
  for (std::size_t x = 0; x < levels.size(); ++x)
    set_sample(in.edit(), static_cast<std::int64_t>(x), 0, 0, levels[x] / 255.0);
  return in;
}

}  // namespace

TEST(match_histogram, gives_the_seconds_levels_in_the_firsts_order) {
  engine runs;
  // A quarter of the samples each: the lowest quarter takes the lowest level there, and so on.
  EXPECT_EQ(runs.run(match_histogram{second_input(row_of({7, 7, 90, 90, 200, 200, 255, 255}))}, row_of({3, 1, 2, 0})),
            row_of({255, 90, 200, 7}));
  // Half of the samples lie at level 10, up to which half of the second's lie at 50; the rest goes to the highest.
  EXPECT_EQ(runs.run(match_histogram{second_input(row_of({50, 50, 60, 70}))}, row_of({10, 10, 20, 20})),
            row_of({50, 50, 70, 70}));
}

TEST(match_histogram, of_a_picture_with_itself_changes_nothing) {
  engine runs;
  for (const format& layout : all_formats({53, 31})) {
    if (layout.type == sample_type::f32) continue;  // those go through 65536 levels
    const image in = picture(layout, look::noise, 4);
    EXPECT_EQ(runs.run(parse("match_histogram input"), in), in) << words(layout);
  }
}

TEST(match_histogram, takes_each_channels_distribution_from_a_picture_of_any_size) {
  engine runs;
  const image first = picture(make_format(sample_type::u8, 3, {200, 150}), look::noise, 4);
  const image second = runs.run(parse("colour_matrix 0.5,0,0,0,0.25,0,0,0,1"),
                                picture(make_format(sample_type::u8, 3, {90, 70}), look::noise, 9));
  const image out = runs.run(match_histogram{second_input(second)}, first);
  const double high[] = {0.5, 0.25, 1.0};
  for (int c = 0; c < 3; ++c) {
    double sum = 0, most = 0;
    for (std::int64_t y = 0; y < 150; ++y)
      for (std::int64_t x = 0; x < 200; ++x) {
        sum += sample_at(out, x, y, c);
        most = std::max(most, sample_at(out, x, y, c));
      }
    EXPECT_NEAR(sum / (200 * 150), high[c] / 2, 0.01) << c;
    EXPECT_NEAR(most, high[c], 0.005) << c;
  }
}

}  // namespace tessera::test
