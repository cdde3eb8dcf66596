// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"
#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/operators.hpp"

namespace tessera::test {

namespace {

image flat(const format& layout, double level) {
  image in(layout);
  for (std::int64_t y = 0; y < layout.size.height; ++y)
    for (std::int64_t x = 0; x < layout.size.width; ++x)
      for (int c = 0; c < layout.channels; ++c) set_sample(in.edit(), x, y, c, level);
  return in;
}

/// The part of the normal distribution below a value.
double normal_part(double value) { return 0.5 * std::erfc(-value / std::sqrt(2.0)); }

struct noise_moments {
  double mean, deviation, neighbours;  ///< `neighbours`: the correlation of samples side by side
};

noise_moments noise_moments_of(const image& in, int channel) {
  double sum = 0, squares = 0, products = 0;
  const extent size = in.format().size;
  const auto n = static_cast<double>(size.width * size.height);
  for (std::int64_t y = 0; y < size.height; ++y)
    for (std::int64_t x = 0; x < size.width; ++x) sum += sample_at(in, x, y, channel);
  const double mean = sum / n;
  for (std::int64_t y = 0; y < size.height; ++y)
    for (std::int64_t x = 0; x < size.width; ++x) {
      const double d = sample_at(in, x, y, channel) - mean;
      squares += d * d;
      products += d * (sample_at(in, (x + 1) % size.width, y, channel) - mean);
    }
  return {mean, std::sqrt(squares / n), products / squares};
}

const format gray_floats = make_format(sample_type::f32, 1, {512, 300});

}  // namespace

TEST(vignette, leaves_the_part_of_the_light_that_it_names_in_the_corners) {
  engine runs;
  for (const format& layout : all_formats({41, 23})) {
    const image in = picture(layout, look::noise, 4);
    const double k = 1 / std::sqrt(1 - 0.7) - 1;
    expect_close(
        runs.run(parse("vignette 0.7"), in),
        [&](std::int64_t x, std::int64_t y, int c) {
          const double v = sample_at(in, x, y, c), dx = (static_cast<double>(x) + 0.5) / 20.5 - 1,
                       dy = (static_cast<double>(y) + 0.5) / 11.5 - 1;
          if (layout.alpha && c == layout.channels - 1) return v;
          return v / std::pow(1 + k * (dx * dx + dy * dy) / 2, 2);
        },
        1.0, "vignette 0.7");
  }
  const image even = flat(gray_floats, 0.5), out = runs.run(parse("vignette 0.7"), even);
  EXPECT_NEAR(sample_at(out, 0, 0, 0), 0.15, 0.003);
  EXPECT_NEAR(sample_at(out, 256, 150, 0), 0.5, 1e-4);
  EXPECT_LT(largest_difference(runs.run(parse("vignette 0.7 inverse=true"), out), even), 1e-6);
}

TEST(noise, has_the_distribution_that_it_names) {
  engine runs;
  const image in = flat(gray_floats, 0.5);
  const double several = 5.0 / std::sqrt(512.0 * 300);
  for (const char* text : {"noise 0.1", "noise 0.1 uniform", "noise 0.1 seed=77"}) {
    const noise_moments m = noise_moments_of(runs.run(parse(text), in), 0);
    EXPECT_NEAR(m.mean, 0.5, 0.1 * several) << text;
    EXPECT_NEAR(m.deviation, 0.1, 0.1 * several) << text;
    EXPECT_NEAR(m.neighbours, 0.0, several) << text;
  }
  int black = 0, white = 0;
  const image impulses = runs.run(parse("noise 0.1 impulse"), in);
  for (std::int64_t y = 0; y < 300; ++y)
    for (std::int64_t x = 0; x < 512; ++x) {
      const double v = sample_at(impulses, x, y, 0);
      black += v == 0;
      white += v == 1;
      EXPECT_TRUE(v == 0 || v == 1 || v == 0.5);
    }
  EXPECT_NEAR(black, 0.05 * 512 * 300, 5 * std::sqrt(0.05 * 512 * 300));
  EXPECT_NEAR(white, 0.05 * 512 * 300, 5 * std::sqrt(0.05 * 512 * 300));
}

TEST(noise, is_the_hash_of_its_place_through_the_normal_distribution) {
  const auto scramble = [](std::uint64_t x) {
    constexpr std::uint64_t low = 0xffffffffu;
    x = ((x ^ (x >> 16)) * 0x7feb352du) & low;
    x = ((x ^ (x >> 15)) * 0x846ca68bu) & low;
    return x ^ (x >> 16);
  };
  const image out = engine().run(parse("gain 0 | noise 1 seed=5"), flat(make_format(sample_type::f32, 3, {40, 9}), 0));
  for (std::uint64_t y = 0; y < 9; ++y)
    for (std::uint64_t x = 0; x < 40; ++x)
      for (int c = 0; c < 3; ++c) {
        const std::uint64_t stream = 0x9e3779b9u * (static_cast<std::uint64_t>(c) + 1);
        const std::uint64_t key = scramble((scramble(scramble(5) ^ y) + stream) & 0xffffffffu);
        const double part = (static_cast<double>(scramble(scramble(x) ^ key) >> 8) + 0.5) / 16777216;
        const double value = sample_at(out, static_cast<std::int64_t>(x), static_cast<std::int64_t>(y), c);
        EXPECT_NEAR(normal_part(value), part, 2e-7) << x << "," << y << " channel " << c;
      }
}

TEST(noise, is_right_at_the_ends_of_the_distribution) {
  // With this seed the pixel (0, 5) has the largest hash that there is.
  const image in = flat(gray_floats, 0);
  const double largest = sample_at(engine().run(parse("gain 0 | noise 1 seed=132225"), in), 0, 5, 0);
  EXPECT_NEAR(std::erfc(largest / std::sqrt(2.0)) / 2, 0x1p-25, 0x1p-40);
  EXPECT_NEAR(sample_at(engine().run(parse("noise 1 uniform seed=132225"), in), 0, 5, 0), std::sqrt(3.0), 1e-6);
}

TEST(noise, depends_on_the_seed_and_the_channel) {
  engine runs;
  const image in = flat(make_format(sample_type::f32, 3, {64, 64}), 0.5);
  EXPECT_NE(runs.run(parse("noise 0.1"), in), runs.run(parse("noise 0.1 seed=2"), in));
  const image apart = runs.run(parse("noise 0.1"), in), together = runs.run(parse("noise 0.1 mono=true"), in);
  int equal = 0;
  for (std::int64_t y = 0; y < 64; ++y)
    for (std::int64_t x = 0; x < 64; ++x) {
      equal += sample_at(apart, x, y, 0) == sample_at(apart, x, y, 1);
      EXPECT_EQ(sample_at(together, x, y, 0), sample_at(together, x, y, 2));
    }
  EXPECT_LT(equal, 5);
}

TEST(film_grain, is_strongest_in_the_middle_and_has_a_size) {
  engine runs;
  const noise_moments middle = noise_moments_of(runs.run(parse("film_grain 0.1 size=2"), flat(gray_floats, 0.5)), 0);
  EXPECT_NEAR(middle.mean, 0.5, 0.005);
  EXPECT_NEAR(middle.deviation, 0.1, 0.005);
  EXPECT_GT(middle.neighbours, 0.9);  // exp(-1 / (4 * 2^2)) = 0.94 for a Gaussian of deviation 2
  const noise_moments light = noise_moments_of(runs.run(parse("film_grain 0.1 size=2"), flat(gray_floats, 0.9)), 0);
  EXPECT_NEAR(light.deviation, 0.036, 0.003);  // 4 * 0.9 * 0.1 of the middle's
  for (const double level : {0.0, 1.0}) {
    const image in = flat(make_format(sample_type::u8, 3, {64, 64}), level);
    EXPECT_EQ(runs.run(parse("film_grain 0.5"), in), in);
  }
}

TEST(ordered_dither, lights_as_many_of_64_pixels_as_the_level_says) {
  engine runs;
  for (int level = 0; level <= 64; ++level) {
    const image out = runs.run(parse("ordered_dither"), flat(make_format(sample_type::f32, 1, {16, 16}), level / 64.0));
    int lit = 0;
    for (std::int64_t y = 0; y < 16; ++y)
      for (std::int64_t x = 0; x < 16; ++x) {
        const double v = sample_at(out, x, y, 0);
        EXPECT_TRUE(v == 0 || v == 1);
        lit += v == 1;
        // A quarter is every other pixel of every other row: the coarsest step of the pattern.
        if (level == 16) {
          EXPECT_EQ(v, sample_at(out, x % 2, y % 2, 0));
        }
      }
    EXPECT_EQ(lit, 4 * level);
  }
}

TEST(ordered_dither, keeps_levels_that_it_has) {
  image in(make_format(sample_type::u8, 1, {64, 8}));
  for (std::int64_t y = 0; y < 8; ++y)
    for (std::int64_t x = 0; x < 64; ++x) set_sample(in.edit(), x, y, 0, static_cast<double>(x % 4) / 3);
  EXPECT_EQ(engine().run(parse("ordered_dither 4"), in), in);
}

}  // namespace tessera::test
