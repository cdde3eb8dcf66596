// SPDX-License-Identifier: Apache-2.0
// Composites that take their input twice.
#include <cmath>

#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"
#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"

namespace tessera::test {

namespace {

/// The difference of what two pipelines make, sample by sample, is what a third one makes.
void expect_difference(const char* text, const char* more, const char* less) {
  engine runs;
  for (const format& layout : all_formats({37, 26})) {
    const image in = picture(layout, look::noise, 6);
    const image first = runs.run(parse(more), in), second = runs.run(parse(less), in);
    expect_close(
        runs.run(parse(text), in),
        [&](std::int64_t x, std::int64_t y, int c) {
          const bool alpha = layout.alpha && c == layout.channels - 1;
          return sample_at(first, x, y, c) - (alpha ? 0 : sample_at(second, x, y, c));
        },
        0.01, text);  // f32 is rounded once more
  }
}

}  // namespace

TEST(composites_of_branches, morphology_is_exact) {
  expect_difference("morphological_gradient 2", "dilate 2", "erode 2");
  expect_difference("top_hat radius=3x1", "copy", "open radius=3x1");
  expect_difference("black_hat 2", "close 2", "copy");
}

TEST(composites_of_branches, difference_of_gaussians_is_rounded_once) {
  engine runs;
  for (const format& layout : all_formats({37, 26})) {
    const image in = picture(layout, look::noise, 6);
    const image exact = runs.run(parse("depth f32"), in);
    const image narrow = runs.run(parse("gaussian 1.5"), exact), wide = runs.run(parse("gaussian 2.4"), exact);
    expect_close(
        runs.run(parse("difference_of_gaussians 1.5"), in),
        [&](std::int64_t x, std::int64_t y, int c) {
          const bool alpha = layout.alpha && c == layout.channels - 1;
          return sample_at(narrow, x, y, c) + (alpha ? 0 : 0.5 - sample_at(wide, x, y, c));
        },
        0.6, "difference_of_gaussians 1.5");
  }
}

TEST(composites_of_branches, shadows_highlights_bends_by_what_is_around) {
  engine runs;
  for (const format& layout : all_formats({37, 26})) {
    const image in = picture(layout, look::noise, 6);
    const image around = runs.run(parse("depth f32 | gaussian 3"), in);
    const bool gray = layout.colour_channels() == 1;
    expect_close(
        runs.run(parse("shadows_highlights 0.8 0.4 sigma=3"), in),
        [&](std::int64_t x, std::int64_t y, int c) {
          const double v = sample_at(in, x, y, c);
          if (layout.alpha && c == layout.channels - 1) return v;
          const double m = 0.299 * sample_at(around, x, y, 0) + 0.587 * sample_at(around, x, y, gray ? 0 : 1) +
                           0.114 * sample_at(around, x, y, gray ? 0 : 2);
          return std::pow(v, std::exp2(0.4 * m * m - 0.8 * (1 - m) * (1 - m)));
        },
        1.0, "shadows_highlights 0.8 0.4 sigma=3");
  }
  // On a flat picture nothing but the level counts: middle gray and equal strengths cancel out.
  image flat(make_format(sample_type::f32, 1, {9, 9}));
  for (std::int64_t y = 0; y < 9; ++y)
    for (std::int64_t x = 0; x < 9; ++x) set_sample(flat.edit(), x, y, 0, 0.5);
  EXPECT_LT(largest_difference(runs.run(parse("shadows_highlights 1 1 sigma=1"), flat), flat), 1e-6);
}

}  // namespace tessera::test
