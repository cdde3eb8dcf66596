// SPDX-License-Identifier: Apache-2.0
#include "support/oracle_neighbourhood.hpp"

#include <algorithm>
#include <cmath>

namespace tessera::tests {

namespace {

bool is_alpha(const picture& in, int c) { return in.layout.alpha && c == in.layout.channels - 1; }

}  // namespace

double level_at(const picture& in, std::int64_t x, std::int64_t y, int c, border_kind border) {
  const std::int64_t u = border_index(border, x, in.layout.size.width),
                     v = border_index(border, y, in.layout.size.height);
  return u < 0 || v < 0 ? 0.0 : in.level(u, v, c);
}

levels rank_oracle(const picture& in, int radius_x, int radius_y, double fraction, border_kind border) {
  return each(in, [&](std::int64_t x, std::int64_t y, int c) {
    std::vector<double> window;
    for (int dy = -radius_y; dy <= radius_y; ++dy)
      for (int dx = -radius_x; dx <= radius_x; ++dx) window.push_back(level_at(in, x + dx, y + dy, c, border));
    const auto k = static_cast<std::ptrdiff_t>(std::floor(fraction * static_cast<double>(window.size() - 1) + 0.5));
    std::nth_element(window.begin(), window.begin() + k, window.end());
    return window[static_cast<std::size_t>(k)];
  });
}

levels matrix_oracle(const picture& in, const std::vector<double>& matrix, int radius_x, int radius_y, double offset,
                     border_kind border) {
  double total = 0, least = 0;
  for (const double w : matrix) total += w, least = std::min(least, w);
  const bool weighted = in.layout.alpha && least >= 0 && total > 0;
  const double white = white_of(in.layout.type);
  return each(in, [&](std::int64_t x, std::int64_t y, int c) {
    if (is_alpha(in, c) && !weighted) return in.level(x, y, c);
    double sum = 0, alpha_sum = 0;
    for (int dy = -radius_y; dy <= radius_y; ++dy)
      for (int dx = -radius_x; dx <= radius_x; ++dx) {
        const double w = matrix[static_cast<std::size_t>((dy + radius_y) * (2 * radius_x + 1) + dx + radius_x)];
        const double alpha = weighted ? level_at(in, x + dx, y + dy, in.layout.channels - 1, border) : 1.0;
        alpha_sum += w * alpha;
        sum += w * alpha * level_at(in, x + dx, y + dy, c, border);
      }
    if (!weighted) return sum + offset * white;
    if (is_alpha(in, c)) return alpha_sum / total;
    return alpha_sum > 0 ? total * sum / alpha_sum + offset * white : 0.0;
  });
}

levels sobel_oracle(const picture& in, int direction, double offset, border_kind border) {
  return each(in, [&](std::int64_t x, std::int64_t y, int c) {
    if (is_alpha(in, c)) return in.level(x, y, c);
    double right = 0, down = 0;
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx) {
        const double s = level_at(in, x + dx, y + dy, c, border) / 4;
        right += dx * (2 - std::abs(dy)) * s;
        down += dy * (2 - std::abs(dx)) * s;
      }
    return (direction == 1   ? right
            : direction == 2 ? down
                             : std::hypot(right, down)) +
           offset * white_of(in.layout.type);
  });
}

levels laplacian_oracle(const picture& in, bool diagonals, double offset, border_kind border) {
  return each(in, [&](std::int64_t x, std::int64_t y, int c) {
    if (is_alpha(in, c)) return in.level(x, y, c);
    double sum = 0;
    for (int dy = -1; dy <= 1; ++dy)
      for (int dx = -1; dx <= 1; ++dx)
        if (diagonals || dx == 0 || dy == 0) sum += level_at(in, x + dx, y + dy, c, border) - in.level(x, y, c);
    return sum + offset * white_of(in.layout.type);
  });
}

double distance(const picture& got, const levels& expected) {
  const bool floats = got.layout.type == sample_type::f32;
  const double white = white_of(got.layout.type);
  double worst = 0;
  std::size_t i = 0;
  each(got, [&](std::int64_t x, std::int64_t y, int c) {
    const double want = floats ? expected.at(i) : std::clamp(expected.at(i), 0.0, white);
    ++i;
    const double d = std::abs(got.level(x, y, c) - want) / (floats ? std::max(1.0, std::abs(want)) : 1.0);
    worst = d <= worst ? worst : std::isnan(d) ? INFINITY : d;
    return 0.0;
  });
  return i == expected.size() ? worst : INFINITY;
}

std::vector<picture> hard_pictures(const format& f) {
  const double white = white_of(f.type);
  const auto fill = [&](auto level) {
    picture p(f);
    for (std::int64_t y = 0; y < f.size.height; ++y)
      for (std::int64_t x = 0; x < f.size.width; ++x)
        for (int c = 0; c < f.channels; ++c) p.set_level(x, y, c, level(x, y) * white);
    return p;
  };
  return {noise(f, 5), fill([](auto, auto) { return 0.0; }), fill([](auto, auto) { return 1.0; }),
          fill([](auto x, auto y) { return (x + y) % 2 ? 1.0 : 0.0; }), scene(f)};
}

}  // namespace tessera::tests
