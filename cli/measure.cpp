// SPDX-License-Identifier: Apache-2.0
#include "measure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

namespace tessera::cli {

namespace {

constexpr int reach = 5;

/// Gaussian weights of sigma 1.5; those that fall outside a small picture are left out and the rest made to sum to 1.
struct window {
  std::vector<double> weights;
  std::int64_t first = 0;
};

window window_at(std::int64_t centre, std::int64_t size) {
  window w;
  w.first = std::max<std::int64_t>(0, centre - reach);
  double sum = 0;
  for (std::int64_t i = w.first; i <= std::min(size - 1, centre + reach); ++i) {
    const auto d = static_cast<double>(i - centre);
    w.weights.push_back(std::exp(-d * d / 4.5));
    sum += w.weights.back();
  }
  for (double& weight : w.weights) weight /= sum;
  return w;
}

/// Where whole windows fit; the middle where none does.
std::pair<std::int64_t, std::int64_t> centres(std::int64_t size) {
  return size > 2 * reach ? std::pair(std::int64_t{reach}, size - reach) : std::pair(size / 2, size / 2 + 1);
}

struct moments {
  double a = 0, b = 0, aa = 0, bb = 0, ab = 0;
  void add(const moments& m, double weight) {
    a += weight * m.a, b += weight * m.b, aa += weight * m.aa, bb += weight * m.bb, ab += weight * m.ab;
  }
};

double similarity(const moments& m, double white) {
  const double c1 = 0.0001 * white * white, c2 = 0.0009 * white * white;
  const double va = m.aa - m.a * m.a, vb = m.bb - m.b * m.b, cov = m.ab - m.a * m.b;
  return ((2 * m.a * m.b + c1) * (2 * cov + c2)) / ((m.a * m.a + m.b * m.b + c1) * (va + vb + c2));
}

template <class T>
double ssim(const const_view& a, const const_view& b, int channel) {
  const auto [width, height] = a.format.size;
  const int step = a.format.channels;
  const auto [y0, y1] = centres(height);
  const auto [x0, x1] = centres(width);
  std::vector<window> across;
  for (std::int64_t x = x0; x < x1; ++x) across.push_back(window_at(x, width));
  std::vector<moments> columns(static_cast<std::size_t>(width));
  double sum = 0;
  for (std::int64_t y = y0; y < y1; ++y) {
    const window down = window_at(y, height);
    std::fill(columns.begin(), columns.end(), moments{});
    for (std::size_t k = 0; k < down.weights.size(); ++k) {
      const T* ra = a.samples<T>(down.first + static_cast<std::int64_t>(k)) + channel;
      const T* rb = b.samples<T>(down.first + static_cast<std::int64_t>(k)) + channel;
      for (std::int64_t x = 0; x < width; ++x) {
        const double va = ra[x * step], vb = rb[x * step];
        columns[static_cast<std::size_t>(x)].add({va, vb, va * va, vb * vb, va * vb}, down.weights[k]);
      }
    }
    for (const window& w : across) {
      moments m;
      for (std::size_t k = 0; k < w.weights.size(); ++k)
        m.add(columns[static_cast<std::size_t>(w.first) + k], w.weights[k]);
      sum += similarity(m, white<T>);
    }
  }
  return sum / static_cast<double>((y1 - y0) * (x1 - x0));
}

double distance(double a, double b) {
  if (std::isnan(a) || std::isnan(b))
    return std::isnan(a) && std::isnan(b) ? 0 : std::numeric_limits<double>::infinity();
  return a == b ? 0 : std::abs(a - b);
}

template <class T>
void compare_channel(const const_view& a, const const_view& b, int channel, double tolerance, difference& all) {
  channel_difference d;
  d.name = channel_name(a.format, channel);
  double squares = 0, sum = 0;
  const auto [width, height] = a.format.size;
  for (std::int64_t y = 0; y < height; ++y) {
    const T *ra = a.samples<T>(y) + channel, *rb = b.samples<T>(y) + channel;
    for (std::int64_t x = 0; x < width; ++x) {
      const double apart = distance(ra[x * a.format.channels], rb[x * a.format.channels]);
      d.largest = std::max(d.largest, apart);
      sum += apart;
      squares += apart * apart;
      if (apart <= tolerance) continue;
      ++d.different;
      if (all.first_y < 0 || y < all.first_y || (y == all.first_y && x < all.first_x)) all.first_x = x, all.first_y = y;
    }
  }
  const auto count = static_cast<double>(width * height);
  d.mean = sum / count;
  d.psnr = squares > 0 ? 10 * std::log10(static_cast<double>(white<T>) * white<T> * count / squares)
                       : std::numeric_limits<double>::infinity();
  d.ssim = ssim<T>(a, b, channel);
  all.channels.push_back(d);
}

template <class T>
std::size_t level_of(T sample) {
  if constexpr (!std::is_same_v<T, f32>) return sample;
  else return std::isnan(sample) ? 0 : static_cast<std::size_t>(std::lround(std::clamp(sample, 0.0f, 1.0f) * 65535.0f));
}

double entropy_of(const std::vector<std::uint64_t>& counts, double samples) {
  double sum = 0;
  for (const std::uint64_t n : counts)
    sum += n > 0 ? -static_cast<double>(n) * std::log2(static_cast<double>(n) / samples) : 0;
  return sum / samples;
}

template <class T>
void sum_up(const T* row, std::int64_t width, std::vector<channel_statistics>& result, std::vector<double>& squares,
            std::int64_t before) {
  // Welford's running mean and sum of squares: exact enough for pictures of any size.
  const std::size_t channels = result.size();
  for (std::int64_t x = 0; x < width; ++x)
    for (std::size_t c = 0; c < channels; ++c) {
      const double v = row[static_cast<std::size_t>(x) * channels + c];
      channel_statistics& s = result[c];
      const double delta = v - s.mean;
      s.low = std::min(s.low, v), s.high = std::max(s.high, v);
      s.mean += delta / static_cast<double>(before + x + 1);
      ++s.counts[level_of(row[static_cast<std::size_t>(x) * channels + c])];
      squares[c] += delta * (v - s.mean);
    }
}

}  // namespace

std::string channel_name(const format& f, int channel) {
  if (f.alpha && channel == f.channels - 1) return "alpha";
  if (f.colour_channels() == 1) return "gray";
  return channel == 0 ? "red" : channel == 1 ? "green" : "blue";
}

std::vector<channel_statistics> statistics_of(source& from) {
  const format f = from.info().layout;
  std::vector<channel_statistics> result(static_cast<std::size_t>(f.channels));
  for (int c = 0; c < f.channels; ++c)
    result[static_cast<std::size_t>(c)] = {channel_name(f, c), std::numeric_limits<double>::infinity(),
                                           -std::numeric_limits<double>::infinity(), 0, 0};
  for (channel_statistics& s : result) s.counts.assign(f.type == sample_type::u8 ? 256 : 65536, 0);
  std::vector<double> squares(result.size());
  std::vector<std::byte> row(static_cast<std::size_t>(f.row_bytes()));
  std::byte* rows[] = {row.data()};
  for (std::int64_t y = 0; y < f.size.height; ++y) {
    from.read(rows, 1);
    with_sample(f.type, [&](auto zero) {
      sum_up(reinterpret_cast<const decltype(zero)*>(row.data()), f.size.width, result, squares, y * f.size.width);
    });
  }
  const auto samples = static_cast<double>(f.size.width * f.size.height);
  for (std::size_t c = 0; c < result.size(); ++c) {
    result[c].deviation = std::sqrt(squares[c] / samples);
    result[c].entropy = entropy_of(result[c].counts, samples);
  }
  return result;
}

std::vector<std::uint64_t> histogram_of(const channel_statistics& channel) {
  std::vector<std::uint64_t> steps(256);
  for (std::size_t i = 0; i < channel.counts.size(); ++i) steps[i * 256 / channel.counts.size()] += channel.counts[i];
  return steps;
}

double difference::largest() const {
  double most = 0;
  for (const auto& c : channels) most = std::max(most, c.largest);
  return most;
}

std::int64_t difference::different() const {
  std::int64_t count = 0;
  for (const auto& c : channels) count += c.different;
  return count;
}

difference measure(const const_view& a, const const_view& b, double tolerance) {
  difference all;
  for (int c = 0; c < a.format.channels; ++c)
    with_sample(a.format.type, [&](auto zero) { compare_channel<decltype(zero)>(a, b, c, tolerance, all); });
  return all;
}

}  // namespace tessera::cli
