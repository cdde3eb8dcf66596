// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "tessera/kernels/patterns/axis.hpp"
#include "tessera/kernels/patterns/regions.hpp"

namespace tessera::inline v0 {

namespace {

using filter = resample::filter;

axis make_axis(const resample& stage, std::int64_t out, std::int64_t in, double from, double to) {
  axis a{stage.kind, stage.antialias, out, in, from, to - from};
  if (!(a.length > 0)) a.start = 0, a.length = static_cast<double>(in);
  if (a.kind == filter::automatic) a.kind = a.length > static_cast<double>(out) ? filter::lanczos3 : filter::bicubic;
  return a;
}

double scale_of(const axis& a) { return a.length / static_cast<double>(a.out); }

/// Exact where start and length are whole numbers: one correctly rounded division.
double position_of(const axis& a, double i) { return a.start + i * a.length / static_cast<double>(a.out); }
double centre(const axis& a, std::int64_t i) {
  return a.start + static_cast<double>(2 * i + 1) * a.length / (2 * static_cast<double>(a.out));
}

bool is_copy(const axis& a) { return scale_of(a) == 1.0 && a.start == std::floor(a.start); }

double stretch(const axis& a) { return a.antialias ? std::max(scale_of(a), 1.0) : 1.0; }

double reach(filter kind) { return kind == filter::bilinear ? 1 : kind == filter::bicubic ? 2 : 3; }

double sinc(double x) { return x == 0 ? 1 : std::sin(std::numbers::pi * x) / (std::numbers::pi * x); }

/// Keys 1981, "Cubic convolution interpolation for digital image processing", with a = -1/2; Lanczos with three lobes.
double kernel_at(filter kind, double x) {
  x = std::abs(x);
  if (kind == filter::bilinear) return std::max(0.0, 1 - x);
  if (kind == filter::lanczos3) return x < 3 ? sinc(x) * sinc(x / 3) : 0;
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
}

std::int64_t floor_of(double v) { return static_cast<std::int64_t>(std::floor(v)); }
std::int64_t ceil_of(double v) { return static_cast<std::int64_t>(std::ceil(v)); }

double weight_at(const axis& a, std::int64_t i, std::int64_t k) {
  const double at = static_cast<double>(k);
  if (a.kind == filter::nearest || is_copy(a)) return 1;
  if (a.kind == filter::area)
    return std::min(at + 1, position_of(a, static_cast<double>(i + 1))) -
           std::max(at, position_of(a, static_cast<double>(i)));
  return kernel_at(a.kind, (at + 0.5 - centre(a, i)) / stretch(a));
}

/// Rounds weights to integers that add up to `unit`; what is missing goes to those that lost most.
void quantise_weights(const double* weights, std::int16_t* fixed, std::size_t n, double unit) {
  std::vector<double> lost(n);
  double missing = unit;
  for (std::size_t k = 0; k < n; ++k) {
    const double exact = weights[k] * unit, rounded = std::nearbyint(exact);
    fixed[k] = static_cast<std::int16_t>(rounded);
    lost[k] = exact - rounded;
    missing -= rounded;
  }
  const double step = missing > 0 ? 1 : -1;
  for (; missing != 0; missing -= step) {
    const auto most =
        std::max_element(lost.begin(), lost.end(), [&](double a, double b) { return a * step < b * step; });
    fixed[most - lost.begin()] = static_cast<std::int16_t>(fixed[most - lost.begin()] + static_cast<int>(step));
    *most -= step;
  }
}

}  // namespace

axis horizontal_axis(const resample& stage, const format& in) {
  return make_axis(stage, stage.out.width, in.size.width, stage.x0, stage.x1);
}

axis vertical_axis(const resample& stage, const format& in) {
  return make_axis(stage, stage.out.height, in.size.height, stage.y0, stage.y1);
}

window window_of(const axis& a, std::int64_t i) {
  if (a.kind == filter::nearest) {
    const std::int64_t k = std::clamp<std::int64_t>(floor_of(centre(a, i)), 0, a.in - 1);
    return {k, k + 1};
  }
  if (is_copy(a)) {
    const std::int64_t k = i + floor_of(a.start);
    return {k, k + 1};
  }
  if (a.kind == filter::area) {
    const std::int64_t first = floor_of(position_of(a, static_cast<double>(i)));
    // A part that reaches beyond the picture is blocks of pixels, the last of which holds fewer.
    const std::int64_t last = std::min(a.in, ceil_of(position_of(a, static_cast<double>(i + 1))));
    return {first, std::max(first + 1, last)};
  }
  const double support = reach(a.kind) * stretch(a), c = centre(a, i) - 0.5;
  return {floor_of(c - support) + 1, ceil_of(c + support)};
}

rect needs(const resample& stage, const rect& out, const format& in) {
  if (out.empty()) return {};
  const axis x = horizontal_axis(stage, in), y = vertical_axis(stage, in);
  return {window_of(x, out.x0).first, window_of(y, out.y0).first, window_of(x, out.x1 - 1).last,
          window_of(y, out.y1 - 1).last};
}

std::int32_t axis_table::largest_count() const {
  std::int32_t largest = 0;
  for (const entry& e : entries) largest = std::max(largest, e.count);
  return largest;
}

double axis_table::gain() const {
  double largest = 1;
  for (const entry& e : entries) {
    double sum = 0;
    for (std::int32_t k = 0; k < e.count; ++k) sum += std::abs(weights[e.offset + static_cast<std::uint32_t>(k)]);
    largest = std::max(largest, sum);
  }
  return largest;
}

axis_table make_table(const axis& a) {
  axis_table table;
  table.entries.reserve(static_cast<std::size_t>(a.out));
  for (std::int64_t i = 0; i < a.out; ++i) {
    const window w = window_of(a, i);
    const std::size_t offset = table.weights.size();
    for (std::int64_t k = w.first; k < w.last; ++k) table.weights.push_back(weight_at(a, i, k));
    const auto begin = table.weights.begin() + static_cast<std::ptrdiff_t>(offset);
    const double sum = std::accumulate(begin, table.weights.end(), 0.0);
    std::for_each(begin, table.weights.end(), [&](double& v) { v /= sum; });
    table.entries.push_back({w.first, static_cast<std::int32_t>(w.last - w.first), static_cast<std::uint32_t>(offset)});
  }
  return table;
}

bool fixed_table::halves() const {
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& e = entries[i];
    if (e.count != 2 || e.first != 2 * static_cast<std::int64_t>(i) || weights[e.offset] != weights[e.offset + 1])
      return false;
  }
  return true;
}

fixed_table quantise_table(const axis_table& table, int most_bits) {
  fixed_table fixed;
  double largest = 0;
  for (const double w : table.weights) largest = std::max(largest, std::abs(w));
  while (fixed.shift < most_bits && largest * std::ldexp(1.0, fixed.shift + 1) < 32766) ++fixed.shift;
  const double unit = std::ldexp(1.0, fixed.shift);
  for (axis_table::entry e : table.entries) {
    const double* weights = table.weights.data() + e.offset;
    const auto n = static_cast<std::size_t>(e.count);
    fixed.weights.push_back(0);
    e.offset = static_cast<std::uint32_t>(fixed.weights.size());
    fixed.weights.resize(fixed.weights.size() + n + 2);
    quantise_weights(weights, fixed.weights.data() + e.offset, n, unit);
    double above = 0, below = 0;
    for (std::size_t k = 0; k < n; ++k) {
      const double off = fixed.weights[e.offset + k] / unit - weights[k];
      (off > 0 ? above : below) += off;
    }
    fixed.error = std::max({fixed.error, above, -below});
    fixed.entries.push_back(e);
  }
  return fixed;
}

}  // namespace tessera::inline v0
