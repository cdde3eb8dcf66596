// SPDX-License-Identifier: Apache-2.0
#include "support/oracle_geometry.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace tessera::tests {

namespace {

const double pi = std::acos(-1.0);

double triangle(double t) { return std::abs(t) < 1 ? 1 - std::abs(t) : 0; }

double cubic(double t) {
  const double a = -0.5, x = std::abs(t);
  if (x <= 1) return (a + 2) * x * x * x - (a + 3) * x * x + 1;
  if (x < 2) return a * x * x * x - 5 * a * x * x + 8 * a * x - 4 * a;
  return 0;
}

double lanczos(double t) {
  if (t == 0) return 1;
  if (std::abs(t) >= 3) return 0;
  return 3 * std::sin(pi * t) * std::sin(pi * t / 3) / (pi * pi * t * t);
}

struct tap {
  std::int64_t at;
  double weight;
};

/// Contributions of input samples to output sample i of an axis; positions are clamped to the edge by the caller.
std::vector<tap> taps(const std::string& kind, bool antialias, double start, double length, std::int64_t out,
                      std::int64_t in, std::int64_t i) {
  const double scale = length / static_cast<double>(out),
               middle = start + (static_cast<double>(i) + 0.5) * length / static_cast<double>(out);
  std::vector<tap> all;
  if (kind == "nearest")
    return {{static_cast<std::int64_t>(std::min(std::floor(middle), static_cast<double>(in - 1))), 1.0}};
  const std::string name = kind == "auto" ? (scale > 1 ? "lanczos3" : "bicubic") : kind;
  const double stretch = antialias && scale > 1 ? scale : 1, far = 3 * stretch + 2 + scale;
  const double low = start + static_cast<double>(i) * scale, high = low + scale;
  for (auto k = static_cast<std::int64_t>(std::floor(middle - far));
       k <= static_cast<std::int64_t>(std::ceil(middle + far)); ++k) {
    const double x = static_cast<double>(k), t = (x + 0.5 - middle) / stretch;
    double w = 0;
    if (name == "area") w = std::max(0.0, std::min(high, x + 1) - std::max(low, x));
    else if (name == "bilinear") w = triangle(t);
    else if (name == "bicubic") w = cubic(t);
    else w = lanczos(t);
    if (w != 0) all.push_back({k, w});
  }
  double sum = 0;
  for (const tap& t : all) sum += t.weight;
  for (tap& t : all) t.weight /= sum;
  return all;
}

double decoded(double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); }
double encoded(double v) { return v <= 0.0031308 ? v * 12.92 : 1.055 * std::pow(v, 1 / 2.4) - 0.055; }

bool invisible(sample_type type, double alpha) { return type == sample_type::f32 ? alpha <= 0x1p-20 : alpha <= 0.5; }

/// A weighted sum of pixels: colour by alpha, alpha plainly.
struct mixture {
  double sums[4] = {};
  void add(const picture& in, std::int64_t x, std::int64_t y, double w, bool linear) {
    const format& f = in.layout;
    const double white = white_of(f.type);
    const double alpha = f.alpha ? in.level(x, y, f.channels - 1) : 1;
    for (int c = 0; c < f.colour_channels(); ++c) {
      const double v = in.level(x, y, c);
      sums[c] += w * alpha * (linear ? decoded(v / white) : v);
    }
    if (f.alpha) sums[f.channels - 1] += w * alpha;
  }
  void store(real_picture& out, std::int64_t x, std::int64_t y, const format& f, bool linear) const {
    const double alpha = f.alpha ? sums[f.channels - 1] : 1;
    const bool gone = f.alpha && invisible(f.type, alpha);
    for (int c = 0; c < f.colour_channels(); ++c) {
      const double v = gone ? 0 : sums[c] / alpha;
      out.at(x, y, c) = linear ? encoded(v) * white_of(f.type) : v;
    }
    if (f.alpha) out.at(x, y, f.channels - 1) = alpha;
  }
};

std::int64_t clamped(std::int64_t i, std::int64_t size) { return std::clamp<std::int64_t>(i, 0, size - 1); }

/// Where an output pixel comes from; pixel centres of the input at whole numbers.
bool origin(const oracle_warp& how, std::int64_t x, std::int64_t y, double& u, double& v) {
  const double px = static_cast<double>(x) + 0.5, py = static_cast<double>(y) + 0.5;
  u = px, v = py;
  if (!how.map) {
    u = how.matrix[0] * px + how.matrix[1] * py + how.matrix[2];
    v = how.matrix[3] * px + how.matrix[4] * py + how.matrix[5];
  } else if (!how.map(u, v)) {
    return false;
  }
  u -= 0.5, v -= 0.5;
  return true;
}

}  // namespace

real_picture resampled(const picture& in, const oracle_resample& how) {
  const extent size = in.layout.size;
  const bool part = how.x1 > how.x0;
  const double left = part ? how.x0 : 0, width = part ? how.x1 - how.x0 : static_cast<double>(size.width);
  const double top = part ? how.y0 : 0, height = part ? how.y1 - how.y0 : static_cast<double>(size.height);
  real_picture out(how.out, in.layout.channels);
  for (std::int64_t y = 0; y < how.out.height; ++y) {
    const auto rows = taps(how.kind, how.antialias, top, height, how.out.height, size.height, y);
    for (std::int64_t x = 0; x < how.out.width; ++x) {
      mixture sum;
      const auto columns = taps(how.kind, how.antialias, left, width, how.out.width, size.width, x);
      if (how.kind == "nearest") {  // a copy, whatever alpha says
        for (int c = 0; c < out.channels; ++c) out.at(x, y, c) = in.level(columns[0].at, rows[0].at, c);
        continue;
      }
      for (const tap& column : columns)
        for (const tap& row : rows)
          sum.add(in, clamped(column.at, size.width), clamped(row.at, size.height), column.weight * row.weight,
                  how.linear);
      sum.store(out, x, y, in.layout, how.linear);
    }
  }
  return out;
}

double distance(const picture& result, const real_picture& oracle) {
  const format& f = result.layout;
  if (f.size != oracle.size) return INFINITY;
  const double white = white_of(f.type);
  double largest = 0;
  for (std::int64_t y = 0; y < f.size.height; ++y)
    for (std::int64_t x = 0; x < f.size.width; ++x)
      for (int c = 0; c < f.channels; ++c) {
        double want = oracle.at(x, y, c);
        if (f.type != sample_type::f32) want = std::clamp(want, 0.0, white);
        const double edge = f.type == sample_type::f32 ? 0x1p-20 : 0.5;
        if (f.alpha && c + 1 < f.channels && std::abs(oracle.at(x, y, f.channels - 1) - edge) < 0.01 * edge) continue;
        double d = std::abs(result.level(x, y, c) - want);
        if (f.type == sample_type::f32) d /= std::max(1.0, std::abs(want));
        if (!(d <= largest)) largest = std::isnan(d) ? INFINITY : d;
      }
  return largest;
}

real_picture warped(const picture& in, const oracle_warp& how) {
  const format& f = in.layout;
  const auto curve = [&](double t) { return how.kind == "bicubic" ? cubic(t) : triangle(t); };
  const auto cover = [](double u, std::int64_t size) {
    return std::clamp(std::min(u + 1, static_cast<double>(size) - u), 0.0, 1.0);
  };
  real_picture out(how.out, f.channels);
  for (std::int64_t y = 0; y < how.out.height; ++y)
    for (std::int64_t x = 0; x < how.out.width; ++x) {
      double u = 0, v = 0;
      const bool seen = origin(how, x, y, u, v);
      mixture sum;
      double covered = seen ? cover(u, f.size.width) * (how.rows_go_round ? 1 : cover(v, f.size.height)) : 0;
      if (how.kind == "nearest") {
        const auto i = static_cast<std::int64_t>(std::floor(u + 0.5)),
                   j = static_cast<std::int64_t>(std::floor(v + 0.5));
        covered = seen && i >= 0 && j >= 0 && i < f.size.width && j < f.size.height ? 1 : 0;
        if (covered > 0) {  // a copy, whatever alpha says
          for (int c = 0; c < f.channels; ++c) out.at(x, y, c) = in.level(i, j, c);
          continue;
        }
      } else if (covered > 0) {
        for (auto j = static_cast<std::int64_t>(std::floor(v)) - 1; j <= static_cast<std::int64_t>(std::floor(v)) + 2;
             ++j)
          for (auto i = static_cast<std::int64_t>(std::floor(u)) - 1; i <= static_cast<std::int64_t>(std::floor(u)) + 2;
               ++i)
            sum.add(in, clamped(i, f.size.width),
                    how.rows_go_round ? (j + 8 * f.size.height) % f.size.height : clamped(j, f.size.height),
                    covered * curve(static_cast<double>(i) - u) * curve(static_cast<double>(j) - v), false);
      }
      const double fill_alpha = f.alpha ? how.fill[static_cast<std::size_t>(f.channels - 1)] : 1;
      for (int c = 0; c < f.colour_channels(); ++c)
        sum.sums[c] += (1 - covered) * fill_alpha * how.fill[static_cast<std::size_t>(c)];
      if (f.alpha) sum.sums[f.channels - 1] += (1 - covered) * fill_alpha;
      sum.store(out, x, y, f, false);
    }
  return out;
}

}  // namespace tessera::tests
