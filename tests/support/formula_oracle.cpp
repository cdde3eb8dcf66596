// SPDX-License-Identifier: Apache-2.0
#include "support/formula_oracle.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"

namespace tessera::test {

namespace {

/// Every level of u8 occurs; u16 and f32 get noise, f32 also the ends.
image ramp(const format& layout) {
  image in = picture(layout, look::noise, 11);
  if (layout.type != sample_type::u8) {
    for (int c = 0; c < layout.colour_channels(); ++c) {
      set_sample(in.edit(), 0, 0, c, 0.0);
      set_sample(in.edit(), 1, 0, c, 1.0);
    }
    return in;
  }
  for (std::int64_t i = 0; i < layout.size.width * layout.size.height; ++i)
    for (int c = 0; c < layout.colour_channels(); ++c)
      set_sample(in.edit(), i % layout.size.width, i / layout.size.width, c,
                 static_cast<double>((i + 85 * c) % 256) / 255);
  return in;
}

double within(double fraction, sample_type type) {
  return type == sample_type::f32 ? fraction : std::clamp(fraction, 0.0, 1.0);
}

}  // namespace

void expect_close(const const_view& got, const std::function<double(std::int64_t, std::int64_t, int)>& reference,
                  double levels, const std::string& what) {
  double worst = 0;
  std::string where;
  for (std::int64_t y = 0; y < got.format.size.height; ++y)
    for (std::int64_t x = 0; x < got.format.size.width; ++x)
      for (int c = 0; c < got.format.channels; ++c) {
        const double expected = within(reference(x, y, c), got.format.type), value = sample_at(got, x, y, c);
        const double scale = got.format.type == sample_type::f32 ? 1e5 / std::max(1.0, std::abs(expected))
                                                                 : static_cast<double>(white_of(got.format.type));
        const double off = std::abs(value - expected) * scale;
        if (off > worst) worst = off, where = fmt::format("x={} y={} channel {}: {} for {}", x, y, c, value, expected);
      }
  EXPECT_LE(worst, levels) << what << " on " << words(got.format) << ", " << where;
}

void expect_samples(const std::string& pipeline_text, const sample_reference& formula) {
  expect_pixels(pipeline_text, [&](std::array<double, 3> p) {
    return std::array{formula(p[0]), formula(p[1]), formula(p[2])};
  });
}

void expect_pixels(const std::string& pipeline_text, const pixel_reference& formula) {
  engine runs;
  const pipeline look = parse(pipeline_text);
  for (const format& layout : all_formats({64, 12})) {
    const image in = ramp(layout);
    const image out = runs.run(look, in);
    const bool gray = layout.colour_channels() == 1;
    expect_close(
        out,
        [&](std::int64_t x, std::int64_t y, int c) {
          if (layout.alpha && c == out.format().channels - 1) return sample_at(in, x, y, layout.channels - 1);
          const std::array<double, 3> pixel{sample_at(in, x, y, 0), sample_at(in, x, y, gray ? 0 : 1),
                                            sample_at(in, x, y, gray ? 0 : 2)};
          return formula(pixel)[static_cast<std::size_t>(c)];
        },
        1.0, pipeline_text);
  }
}

std::vector<double> on_pixel(const std::string& pipeline_text, const std::vector<double>& pixel) {
  image in(make_format(sample_type::u16, static_cast<int>(pixel.size()), {1, 1}));
  for (std::size_t c = 0; c < pixel.size(); ++c) set_sample(in.edit(), 0, 0, static_cast<int>(c), pixel[c]);
  engine runs;
  const image out = runs.run(parse(pipeline_text), in);
  std::vector<double> result;
  for (int c = 0; c < out.format().channels; ++c) result.push_back(sample_at(out, 0, 0, c));
  return result;
}

}  // namespace tessera::test
