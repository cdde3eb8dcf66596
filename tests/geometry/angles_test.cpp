// SPDX-License-Identifier: Apache-2.0
// Angles against the mathematical library's, whose long double is finer than what is tested.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "tessera/kernels/angles.hpp"

namespace tessera::tests {

namespace {

constexpr long double circle = 2 * std::numbers::pi_v<long double>;

double error_of(double turns) {
  const direction d = direction_of(turns);
  const long double angle = circle * static_cast<long double>(turns);
  return static_cast<double>(std::max(std::abs(static_cast<long double>(d.x) - std::cos(angle)),
                                      std::abs(static_cast<long double>(d.y) - std::sin(angle))));
}

}  // namespace

TEST(direction_of, is_right_to_the_last_bits) {
  std::mt19937_64 random(5);
  std::uniform_real_distribution<double> turns(-3, 3);
  double largest = 0;
  for (int i = 0; i < 200000; ++i) largest = std::max(largest, error_of(turns(random)));
  for (int i = -64; i <= 64; ++i)
    for (const double beside : {-1e-15, 0.0, 1e-15}) largest = std::max(largest, error_of(i / 16.0 + beside));
  EXPECT_LT(largest, 3e-16);
}

TEST(direction_of, is_exact_at_quarters) {
  const direction expected[] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
  for (int quarter = -8; quarter < 8; ++quarter) {
    const direction d = direction_of(quarter / 4.0), want = expected[(quarter + 8) % 4];
    EXPECT_EQ(d.x, want.x) << quarter;
    EXPECT_EQ(d.y, want.y) << quarter;
  }
}

TEST(turns_of, is_right_to_the_last_bits) {
  std::mt19937_64 random(6);
  std::normal_distribution<double> side(0, 1000);
  double largest = 0;
  for (int i = 0; i < 200000; ++i) {
    const double x = side(random), y = i % 3 == 0 ? side(random) : x * (i % 1000) / 500;
    long double want = std::atan2(static_cast<long double>(y), static_cast<long double>(x)) / circle;
    if (want < 0) want += 1;
    const double off = static_cast<double>(std::abs(static_cast<long double>(turns_of(x, y)) - want));
    largest = std::max(largest, std::min(off, 1 - off));
  }
  EXPECT_LT(largest, 2e-16);
}

TEST(turns_of, is_exact_on_the_axes_and_stays_below_one) {
  EXPECT_EQ(turns_of(0, 0), 0);
  EXPECT_EQ(turns_of(3, 0), 0);
  EXPECT_EQ(turns_of(0, 3), 0.25);
  EXPECT_EQ(turns_of(-3, 0), 0.5);
  EXPECT_EQ(turns_of(0, -3), 0.75);
  EXPECT_EQ(turns_of(1, -1e-300), 0);
  EXPECT_LT(turns_of(1, -1e-16), 1);
}

}  // namespace tessera::tests
