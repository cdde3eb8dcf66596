// SPDX-License-Identifier: Apache-2.0
#include "support/oracle_windows.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace tessera::tests {

namespace {

int colours_of(const picture& in) { return in.layout.colour_channels(); }

double alpha_at(const picture& in, std::int64_t x, std::int64_t y, border_kind border) {
  if (!in.layout.alpha) return 1;
  return level_at(in, x, y, in.layout.channels - 1, border) / white_of(in.layout.type);
}

/// The weighted mean of the samples around each one; alpha is the centre's.
levels weighted_mean(const picture& in, int reach, border_kind border,
                     const std::function<double(std::int64_t x, std::int64_t y, int dx, int dy)>& weight) {
  std::vector<double> weights;
  std::int64_t known_x = -1, known_y = -1;
  return each(in, [&](std::int64_t x, std::int64_t y, int c) {
    if (c == colours_of(in)) return in.level(x, y, c);
    if (x != known_x || y != known_y) {
      weights.clear();
      for (int dy = -reach; dy <= reach; ++dy)
        for (int dx = -reach; dx <= reach; ++dx)
          weights.push_back(weight(x, y, dx, dy) * alpha_at(in, x + dx, y + dy, border));
      known_x = x, known_y = y;
    }
    double sum = 0, total = 0;
    auto w = weights.begin();
    for (int dy = -reach; dy <= reach; ++dy)
      for (int dx = -reach; dx <= reach; ++dx, ++w) {
        sum += *w * level_at(in, x + dx, y + dy, c, border);
        total += *w;
      }
    return total > 0 ? sum / total : in.level(x, y, c);
  });
}

}  // namespace

levels bilateral_oracle(const picture& in, int radius, double sigma_colour, double sigma_space, border_kind border) {
  const double white = white_of(in.layout.type);
  return weighted_mean(in, radius, border, [&](std::int64_t x, std::int64_t y, int dx, int dy) {
    if (std::hypot(dx, dy) > radius + 1e-9) return 0.0;
    double apart = 0;
    for (int c = 0; c < colours_of(in); ++c)
      apart += std::abs(level_at(in, x + dx, y + dy, c, border) - in.level(x, y, c)) / white;
    return std::exp(-apart * apart / (2 * sigma_colour * sigma_colour)) *
           std::exp(-(dx * dx + dy * dy) / (2 * sigma_space * sigma_space));
  });
}

levels non_local_means_oracle(const picture& in, double h, int patch, int search, border_kind border) {
  const double white = white_of(in.layout.type);
  return weighted_mean(in, search, border, [&](std::int64_t x, std::int64_t y, int dx, int dy) {
    double squares = 0;
    int count = 0;
    for (int py = -patch; py <= patch; ++py)
      for (int px = -patch; px <= patch; ++px)
        for (int c = 0; c < colours_of(in); ++c, ++count) {
          const double d =
              (level_at(in, x + px, y + py, c, border) - level_at(in, x + dx + px, y + dy + py, c, border)) / white;
          squares += d * d;
        }
    return std::exp(-squares / count / (h * h));
  });
}

square_means kuwahara_oracle(const picture& in, int radius, int square, border_kind border) {
  const int left = square % 2 ? 0 : -radius, top = square / 2 ? 0 : -radius;
  const double count = (radius + 1) * (radius + 1);
  const auto mean_of = [&](auto&& value) {
    double sum = 0;
    for (int dy = top; dy <= top + radius; ++dy)
      for (int dx = left; dx <= left + radius; ++dx) sum += value(dx, dy);
    return sum / count;
  };
  square_means result;
  result.mean = each(in, [&](std::int64_t x, std::int64_t y, int c) {
    if (c == colours_of(in)) return in.level(x, y, c);
    if (c == 0) {
      const auto luma = [&](int dx, int dy) {
        const double r = level_at(in, x + dx, y + dy, 0, border);
        const double level = colours_of(in) == 1 ? r
                                                 : (299 * r + 587 * level_at(in, x + dx, y + dy, 1, border) +
                                                    114 * level_at(in, x + dx, y + dy, 2, border)) /
                                                       1000;
        return std::clamp(std::nearbyint(level / white_of(in.layout.type) * 2040), 0.0, 2040.0);
      };
      const double sum = count * mean_of(luma),
                   squares = count * mean_of([&](int dx, int dy) { return std::pow(luma(dx, dy), 2); });
      result.variance.push_back(count * squares - sum * sum);
    }
    return mean_of([&](int dx, int dy) { return level_at(in, x + dx, y + dy, c, border); });
  });
  return result;
}

levels demosaic_oracle(const picture& in, const char* pattern) {
  // Figure 2 of the paper, times 8: green at red or blue; red at green with red beside it; red at green with red above it; red at blue.
  static constexpr double filters[4][25] = {
      {0, 0, -1, 0, 0, 0, 0, 2, 0, 0, -1, 2, 4, 2, -1, 0, 0, 2, 0, 0, 0, 0, -1, 0, 0},
      {0, 0, 0.5, 0, 0, 0, -1, 0, -1, 0, -1, 4, 5, 4, -1, 0, -1, 0, -1, 0, 0, 0, 0.5, 0, 0},
      {0, 0, -1, 0, 0, 0, -1, 4, -1, 0, 0.5, 0, 5, 0, 0.5, 0, -1, 4, -1, 0, 0, 0, -1, 0, 0},
      {0, 0, -1.5, 0, 0, 0, 2, 0, 2, 0, -1.5, 0, 6, 0, -1.5, 0, 2, 0, 2, 0, 0, 0, -1.5, 0, 0}};
  const auto colour_at = [&](std::int64_t x, std::int64_t y) { return pattern[y % 2 * 2 + x % 2]; };
  const auto filtered = [&](std::int64_t x, std::int64_t y, const double* filter) {
    double sum = 0;
    for (int k = 0; k < 25; ++k)
      sum += filter[k] / 8 * level_at(in, x + k % 5 - 2, y + k / 5 - 2, 0, border_kind::reflect101);
    return sum;
  };
  levels result;
  for (std::int64_t y = 0; y < in.layout.size.height; ++y)
    for (std::int64_t x = 0; x < in.layout.size.width; ++x) {
      const char own = colour_at(x, y), beside = colour_at(x + 1, y);
      for (const char wanted : {'r', 'g', 'b'})
        result.push_back(wanted == own      ? in.level(x, y, 0)
                         : wanted == 'g'    ? filtered(x, y, filters[0])
                         : wanted == beside ? filtered(x, y, filters[1])
                         : own == 'g'       ? filtered(x, y, filters[2])
                                            : filtered(x, y, filters[3]));
      if (in.layout.alpha) result.push_back(in.level(x, y, 1));
    }
  return result;
}

levels mean_oracle(const picture& in, int radius_x, int radius_y, border_kind border) {
  return each(in, [&](std::int64_t x, std::int64_t y, int c) {
    double sum = 0;
    for (int dy = -radius_y; dy <= radius_y; ++dy)
      for (int dx = -radius_x; dx <= radius_x; ++dx) sum += level_at(in, x + dx, y + dy, c, border);
    return sum / ((2 * radius_x + 1) * (2 * radius_y + 1));
  });
}

levels deviation_oracle(const picture& in, int radius_x, int radius_y, border_kind border) {
  const levels mean = mean_oracle(in, radius_x, radius_y, border);
  std::size_t i = 0;
  return each(in, [&](std::int64_t x, std::int64_t y, int c) {
    double squares = 0;
    for (int dy = -radius_y; dy <= radius_y; ++dy)
      for (int dx = -radius_x; dx <= radius_x; ++dx)
        squares += std::pow(level_at(in, x + dx, y + dy, c, border) - mean[i], 2);
    ++i;
    return std::sqrt(squares / ((2 * radius_x + 1) * (2 * radius_y + 1)));
  });
}

}  // namespace tessera::tests
