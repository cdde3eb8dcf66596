// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"
#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"

namespace tessera::test {

namespace {

image drawn(const std::vector<std::string>& rows, sample_type type = sample_type::u8) {
  image in(make_format(type, 1, {static_cast<std::int64_t>(rows[0].size()), static_cast<std::int64_t>(rows.size())}));
  for (std::size_t y = 0; y < rows.size(); ++y)
    for (std::size_t x = 0; x < rows[y].size(); ++x)
      set_sample(in.edit(), static_cast<std::int64_t>(x), static_cast<std::int64_t>(y), 0, (rows[y][x] - '0') / 9.0);
  return in;
}

/// Canny's steps in float64 after the blur: gradients, suppression, threshold by repeated growth.
class canny_reference {
 public:
  explicit canny_reference(const image& blurred) : in_(blurred), size_(blurred.format().size) {}

  std::vector<int> edges(double low, double high) const {
    std::vector<double> thin;
    for (std::int64_t y = 0; y < size_.height; ++y)
      for (std::int64_t x = 0; x < size_.width; ++x) thin.push_back(suppressed(x, y));
    std::vector<int> state;
    for (const double m : thin) state.push_back(m >= high ? 2 : m >= low ? 1 : 0);
    for (bool changed = true; changed;) {
      changed = false;
      for (std::int64_t y = 0; y < size_.height; ++y)
        for (std::int64_t x = 0; x < size_.width; ++x)
          if (state[index(x, y)] == 1 && beside_strong(state, x, y)) state[index(x, y)] = 2, changed = true;
    }
    return state;
  }

 private:
  std::size_t index(std::int64_t x, std::int64_t y) const { return static_cast<std::size_t>(y * size_.width + x); }

  double level(std::int64_t x, std::int64_t y) const {
    return sample_at(in_, std::clamp<std::int64_t>(x, 0, size_.width - 1),
                     std::clamp<std::int64_t>(y, 0, size_.height - 1), 0);
  }

  std::array<double, 2> slope(std::int64_t x, std::int64_t y) const {
    double sum[2] = {0, 0};
    for (int k = -1; k <= 1; ++k) {
      const double weight = k == 0 ? 2 : 1;
      sum[0] += weight * (level(x + 1, y + k) - level(x - 1, y + k));
      sum[1] += weight * (level(x + k, y + 1) - level(x + k, y - 1));
    }
    return {sum[0] / 4, sum[1] / 4};
  }

  double length(std::int64_t x, std::int64_t y) const {
    const auto [a, b] = slope(x, y);
    return std::hypot(a, b);
  }

  double suppressed(std::int64_t x, std::int64_t y) const {
    const auto [a, b] = slope(x, y);
    // The direction across the edge to the nearest multiple of 45 degrees.
    const double angle = std::atan2(b, a) * 4 / 3.14159265358979323846;
    const int sector = (static_cast<int>(std::lround(angle)) + 8) % 4;
    const std::int64_t dx = sector == 2 ? 0 : 1, dy = sector == 0 ? 0 : sector == 3 ? -1 : 1;
    const std::int64_t side = dx == 0 ? 1 : sector == 3 ? -1 : 1;  // the side that comes later in reading order
    const double own = length(x, y), later = length(x + side * dx, y + side * dy),
                 earlier = length(x - side * dx, y - side * dy);
    return own > earlier && own >= later ? own : 0;
  }

  bool beside_strong(const std::vector<int>& state, std::int64_t x, std::int64_t y) const {
    for (std::int64_t v = std::max<std::int64_t>(0, y - 1); v <= std::min(size_.height - 1, y + 1); ++v)
      for (std::int64_t u = std::max<std::int64_t>(0, x - 1); u <= std::min(size_.width - 1, x + 1); ++u)
        if (state[index(u, v)] == 2) return true;
    return false;
  }

  const image& in_;
  extent size_;
};

}  // namespace

TEST(hysteresis, keeps_weak_places_that_touch_strong_ones) {
  engine runs;
  for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
    EXPECT_EQ(
        runs.run(parse("hysteresis 0.3 0.7"), drawn({"0303000", "0030000", "0009000", "5000033", "0000030"}, type)),
        drawn({"0909000", "0090000", "0009000", "0000000", "0000000"}, type));
}

TEST(hysteresis, refuses_limits_in_the_wrong_order) {
  EXPECT_THROW(parse("hysteresis 0.7 0.3"), error);
  EXPECT_THROW(parse("canny 0.7 0.3"), error);
}

TEST(thin_edges, leave_a_line_of_a_step) {
  const image out = engine().run(parse("thin_edges"), drawn({"0000999", "0000999", "0000999", "0000999"}));
  for (std::int64_t y = 0; y < 4; ++y)
    for (std::int64_t x = 0; x < 7; ++x) EXPECT_EQ(sample_at(out, x, y, 0), x == 3 ? 1.0 : 0.0) << x << "," << y;
}

TEST(thin_edges, become_black_gray_and_white_by_two_limits) {
  engine runs;
  const image in = picture(make_format(sample_type::f32, 1, {60, 40}), look::scene, 12);
  const image edges = runs.run(parse("thin_edges"), in), marks = runs.run(parse("thin_edges 0.05 0.2"), in);
  int seen[3] = {0, 0, 0};
  for (std::int64_t y = 0; y < 40; ++y)
    for (std::int64_t x = 0; x < 60; ++x) {
      const double edge = sample_at(edges, x, y, 0);
      const int kind = edge >= 0.2f ? 2 : edge >= 0.05f ? 1 : 0;
      ++seen[kind];
      EXPECT_EQ(sample_at(marks, x, y, 0), kind / 2.0) << x << "," << y;
    }
  for (const int count : seen) EXPECT_GT(count, 10);
}

TEST(canny, marks_what_the_reference_marks) {
  engine runs;
  for (const look kind : {look::noise, look::scene}) {
    const image in = picture(make_format(sample_type::f32, 1, {120, 90}), kind, 12);
    const image blurred = runs.run(parse("gaussian 1.4"), in), out = runs.run(parse("canny 0.04 0.1 sigma=1.4"), in);
    const std::vector<int> wanted = canny_reference(blurred).edges(0.04, 0.1);
    int edges = 0;
    for (std::int64_t y = 0; y < 90; ++y)
      for (std::int64_t x = 0; x < 120; ++x) {
        const bool edge = wanted[static_cast<std::size_t>(y * 120 + x)] == 2;
        edges += edge;
        EXPECT_EQ(sample_at(out, x, y, 0), edge ? 1.0 : 0.0) << x << "," << y;
      }
    EXPECT_GT(edges, 100);
    EXPECT_LT(edges, 120 * 90 / 2);
  }
}

TEST(canny, works_on_luma_and_in_the_pictures_type) {
  const image in = picture(make_format(sample_type::u8, 3, {80, 60}), look::scene, 12);
  engine runs;
  const image out = runs.run(parse("canny"), in);
  EXPECT_EQ(out.format(), make_format(sample_type::u8, 1, {80, 60}));
  EXPECT_EQ(out, runs.run(parse("depth f32 | grayscale | canny | depth u8"), in));
}

}  // namespace tessera::test
