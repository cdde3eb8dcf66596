// SPDX-License-Identifier: Apache-2.0
#include "support/pictures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include <fmt/format.h>

namespace tessera::test {

namespace {

double colour_sample(look kind, extent size, std::int64_t x, std::int64_t y, int channel, random_numbers& numbers) {
  const double u = static_cast<double>(x) / static_cast<double>(size.width),
               v = static_cast<double>(y) / static_cast<double>(size.height);
  switch (kind) {
    case look::noise:
      return numbers.unit();
    case look::extremes:
      return numbers.below(2) ? 1.0 : 0.0;
    case look::flat:
      return (x / 7 + y / 5) % 3 == channel % 3 ? 0.75 : 0.25;
    case look::scene:
      break;
  }
  const double smooth = 0.5 + 0.3 * std::sin(6 * u + channel) * std::cos(5 * v - channel);
  const double disc = std::hypot(u - 0.6, v - 0.4) < 0.25 ? 0.35 : 0.0;
  const double stripes = u < 0.3 ? 0.15 * static_cast<double>((x / 3) % 2) : 0.0;
  return std::clamp(smooth - disc + stripes + 0.06 * (numbers.unit() - 0.5), 0.0, 1.0);
}

double alpha_sample(random_numbers& numbers) {
  switch (numbers.below(8)) {
    case 0:
    case 1:
      return 1.0;
    case 2:
    case 3:
      return 0.0;
    case 4:
      return 1.0 / 255;
    case 5:
      return 3.0 / 255;
    default:
      return numbers.unit();
  }
}

}  // namespace

double sample_at(const const_view& v, std::int64_t x, std::int64_t y, int channel) {
  return with_sample(v.format.type, [&](auto zero) {
    using T = decltype(zero);
    return static_cast<double>(v.samples<T>(y)[x * v.format.channels + channel]) / static_cast<double>(white<T>);
  });
}

void set_sample(const view& v, std::int64_t x, std::int64_t y, int channel, double fraction) {
  with_sample(v.format.type, [&](auto zero) {
    using T = decltype(zero);
    const double level = fraction * static_cast<double>(white<T>);
    v.samples<T>(y)[x * v.format.channels + channel] =
        static_cast<T>(std::is_same_v<T, f32> ? level : std::nearbyint(level));
  });
}

image picture(const format& layout, look kind, std::uint64_t seed) {
  image result(layout);
  random_numbers numbers(seed);
  const int colours = layout.colour_channels();
  for (std::int64_t y = 0; y < layout.size.height; ++y)
    for (std::int64_t x = 0; x < layout.size.width; ++x) {
      for (int c = 0; c < colours; ++c)
        set_sample(result.edit(), x, y, c, colour_sample(kind, layout.size, x, y, c, numbers));
      if (layout.alpha) set_sample(result.edit(), x, y, colours, alpha_sample(numbers));
    }
  return result;
}

std::string words(const format& f) {
  return fmt::format("{} x {}, {}x{}", name_of(f.type), f.channels, f.size.width, f.size.height);
}

std::string difference(const const_view& a, const const_view& b) {
  if (a.format != b.format) return fmt::format("formats differ: {} and {}", words(a.format), words(b.format));
  const auto row = static_cast<std::size_t>(a.format.row_bytes());
  for (std::int64_t y = 0; y < a.format.size.height; ++y) {
    if (std::memcmp(a.row(y), b.row(y), row) == 0) continue;
    for (std::int64_t x = 0; x < a.format.size.width; ++x)
      for (int c = 0; c < a.format.channels; ++c) {
        const std::size_t at =
            static_cast<std::size_t>(x * a.format.channels + c) * static_cast<std::size_t>(bytes_of(a.format.type));
        if (std::memcmp(a.row(y) + at, b.row(y) + at, static_cast<std::size_t>(bytes_of(a.format.type))) != 0)
          return fmt::format("at x={} y={} channel {}: {:.9g} and {:.9g} levels ({})", x, y, c,
                             sample_at(a, x, y, c) * static_cast<double>(white_of(a.format.type)),
                             sample_at(b, x, y, c) * static_cast<double>(white_of(a.format.type)), words(a.format));
      }
  }
  return {};
}

double largest_difference(const const_view& a, const const_view& b) {
  double largest = 0;
  for (std::int64_t y = 0; y < a.format.size.height; ++y)
    for (std::int64_t x = 0; x < a.format.size.width; ++x)
      for (int c = 0; c < a.format.channels; ++c)
        largest = std::max(largest, std::abs(sample_at(a, x, y, c) - sample_at(b, x, y, c)));
  return largest * static_cast<double>(white_of(a.format.type));
}

std::vector<format> all_formats(extent size) {
  std::vector<format> formats;
  for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
    for (int channels = 1; channels <= 4; ++channels) formats.push_back(make_format(type, channels, size));
  return formats;
}

std::vector<format> law_formats(extent size) {
  const char* few = std::getenv("TESSERA_FEW_FORMATS");
  if (few && std::string_view(few) == "two")
    return {make_format(sample_type::u8, 3, size), make_format(sample_type::f32, 2, size)};
  if (few)
    return {make_format(sample_type::u8, 1, size), make_format(sample_type::f32, 2, size),
            make_format(sample_type::u8, 3, size), make_format(sample_type::u16, 4, size)};
  return all_formats(size);
}

long stride() { return std::getenv("TESSERA_FEW_FORMATS") ? 4 : 1; }

}  // namespace tessera::test
