// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/formula_oracle.hpp"
#include "support/pictures.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/second_inputs.hpp"
#include "tessera/operators.hpp"

namespace tessera::test {

namespace {

using pixel = std::array<double, 4>;
using pair_reference = std::function<pixel(const pixel& first, const pixel& second)>;

/// Gray as equal red, green and blue; opaque where there is no alpha.
pixel pixel_at(const image& in, std::int64_t x, std::int64_t y) {
  const format& f = in.format();
  pixel p{0, 0, 0, f.alpha ? sample_at(in, x, y, f.channels - 1) : 1.0};
  for (int c = 0; c < 3; ++c) p[static_cast<std::size_t>(c)] = sample_at(in, x, y, f.colour_channels() == 1 ? 0 : c);
  return p;
}

/// Runs the operator that `make` gives for a second picture on pictures of every format, and compares with a reference in double.
void expect_pairs(const std::function<pipeline(const branch&)>& make, const pair_reference& reference) {
  engine runs;
  for (const format& layout : all_formats({48, 11}))
    for (const bool alpha : {false, true}) {
      const format other = make_format(layout.type, layout.colour_channels() + (alpha ? 1 : 0), layout.size);
      const image first = picture(layout, look::noise, 3), second = picture(other, look::noise, 8);
      const image out = runs.run(make(second_input(second)), first);
      expect_close(
          out,
          [&](std::int64_t x, std::int64_t y, int c) {
            const pixel made = reference(pixel_at(first, x, y), pixel_at(second, x, y));
            return made[out.format().alpha && c == out.format().channels - 1 ? 3 : static_cast<std::size_t>(c)];
          },
          1.0, print(make({})));
    }
}

/// A formula of colour samples; alpha is the first picture's.
pair_reference by_sample(const std::function<double(double, double)>& formula) {
  return [formula](const pixel& a, const pixel& b) {
    return pixel{formula(a[0], b[0]), formula(a[1], b[1]), formula(a[2], b[2]), a[3]};
  };
}

/// Porter and Duff's equation on premultiplied colours, divided by alpha again.
pixel combined(const pixel& dst, double of_dst, const pixel& src, double of_src) {
  const double alpha = dst[3] * of_dst + src[3] * of_src;
  pixel p{0, 0, 0, alpha};
  for (std::size_t c = 0; c < 3; ++c)
    if (alpha > 0) p[c] = (dst[c] * dst[3] * of_dst + src[c] * src[3] * of_src) / alpha;
  return p;
}

}  // namespace

TEST(two_pictures, arithmetic_is_right) {
  expect_pairs([](const branch& b) { return add{b, 0.5f}; }, by_sample([](double a, double b) { return a + b / 2; }));
  expect_pairs(
      [](const branch& b) {
        return subtract{b, 0.25f};
      },
      by_sample([](double a, double b) { return a - b + 0.25; }));
  expect_pairs(
      [](const branch& b) {
        return multiply{b, 1.5f};
      },
      by_sample([](double a, double b) { return a * b * 1.5; }));
  expect_pairs(
      [](const branch& b) {
        return divide{b, 0.5f};
      },
      by_sample([](double a, double b) { return b > 0   ? a / 2 / b
                                                : a > 0 ? 1.0
                                                        : 0.0; }));
  expect_pairs([](const branch& b) { return tessera::difference{b}; },
               by_sample([](double a, double b) { return std::abs(a - b); }));
  expect_pairs([](const branch& b) { return minimum_of{b}; },
               by_sample([](double a, double b) { return std::min(a, b); }));
  expect_pairs([](const branch& b) { return maximum_of{b}; },
               by_sample([](double a, double b) { return std::max(a, b); }));
}

TEST(two_pictures, blend_follows_the_w3c) {
  const auto hard = [](double b, double s) { return s <= 0.5 ? b * 2 * s : b + (2 * s - 1) - b * (2 * s - 1); };
  const std::pair<blend_mode, std::function<double(double, double)>> modes[] = {
      {blend_mode::normal, [](double, double s) { return s; }},
      {blend_mode::multiply, [](double b, double s) { return b * s; }},
      {blend_mode::screen, [](double b, double s) { return b + s - b * s; }},
      {blend_mode::overlay, [&](double b, double s) { return hard(s, b); }},
      {blend_mode::hard_light, hard},
      {blend_mode::darken, [](double b, double s) { return std::min(b, s); }},
      {blend_mode::lighten, [](double b, double s) { return std::max(b, s); }},
      {blend_mode::exclusion, [](double b, double s) { return b + s - 2 * b * s; }},
      {blend_mode::dodge, [](double b, double s) { return b == 0   ? 0.0
                                                          : s == 1 ? 1.0
                                                                   : std::min(1.0, b / (1 - s)); }},
      {blend_mode::burn,
       [](double b, double s) { return b == 1   ? 1.0
                                       : s == 0 ? 0.0
                                                : 1 - std::min(1.0, (1 - b) / s); }},
      {blend_mode::soft_light, [](double b, double s) {
         const double d = b <= 0.25 ? ((16 * b - 12) * b + 4) * b : std::sqrt(b);
         return s <= 0.5 ? b - (1 - 2 * s) * b * (1 - b) : b + (2 * s - 1) * (d - b);
       }}};
  for (const auto& [mode, function] : modes)
    expect_pairs(
        [mode = mode](const branch& b) {
          return blend{b, mode, 0.75f};
        },
        [&, &meet = function](const pixel& dst, const pixel& src) {
          pixel met = src;
          for (std::size_t c = 0; c < 3; ++c) met[c] = (1 - dst[3]) * src[c] + dst[3] * meet(dst[c], src[c]);
          met[3] *= 0.75;
          return combined(dst, 1 - met[3], met, 1);
        });
}

TEST(two_pictures, composite_follows_porter_and_duff) {
  struct row {
    composite::rule rule;
    std::function<std::array<double, 2>(double dst, double src)> parts;  ///< of dst, of src
  };
  using rule = composite::rule;
  const row rows[] = {{rule::clear,
                       [](double, double) {
                         return std::array{0.0, 0.0};
                       }},
                      {rule::copy,
                       [](double, double) {
                         return std::array{0.0, 1.0};
                       }},
                      {rule::keep,
                       [](double, double) {
                         return std::array{1.0, 0.0};
                       }},
                      {rule::over,
                       [](double, double s) {
                         return std::array{1 - s, 1.0};
                       }},
                      {rule::under,
                       [](double d, double) {
                         return std::array{1.0, 1 - d};
                       }},
                      {rule::in,
                       [](double d, double) {
                         return std::array{0.0, d};
                       }},
                      {rule::held_in,
                       [](double, double s) {
                         return std::array{s, 0.0};
                       }},
                      {rule::out,
                       [](double d, double) {
                         return std::array{0.0, 1 - d};
                       }},
                      {rule::held_out,
                       [](double, double s) {
                         return std::array{1 - s, 0.0};
                       }},
                      {rule::atop,
                       [](double d, double s) {
                         return std::array{1 - s, d};
                       }},
                      {rule::under_atop,
                       [](double d, double s) {
                         return std::array{s, 1 - d};
                       }},
                      {rule::exclusive, [](double d, double s) {
                         return std::array{1 - s, 1 - d};
                       }}};
  for (const row& r : rows)
    expect_pairs(
        [&](const branch& b) {
          return composite{b, r.rule};
        },
        [&](const pixel& dst, const pixel& src) {
          const auto [of_dst, of_src] = r.parts(dst[3], src[3]);
          return combined(dst, of_dst, src, of_src);
        });
}

TEST(two_pictures, mask_multiplies_alpha_by_luma) {
  expect_pairs(
      [](const branch& b) {
        return mask{b, true};
      },
      [](const pixel& v, const pixel& m) {
        return pixel{v[0], v[1], v[2], v[3] * (1 - (0.299 * m[0] + 0.587 * m[1] + 0.114 * m[2])) * m[3]};
      });
}

TEST(two_pictures, overlay_lies_where_it_is_told_and_is_cut) {
  const image canvas = picture(make_format(sample_type::u8, 3, {6, 4}), look::noise, 1);
  image stamp(make_format(sample_type::u8, 1, {2, 3}));
  for (std::int64_t y = 0; y < 3; ++y)
    for (std::int64_t x = 0; x < 2; ++x) set_sample(stamp.edit(), x, y, 0, 1.0);
  engine runs;
  const auto white = [&](const char* text, std::int64_t x0, std::int64_t y0) {
    pipeline look = parse(text);
    auto lay = *static_cast<const overlay*>(look.stages()[0].get());
    lay.with = second_input(stamp);
    const image out = runs.run(lay, canvas);
    EXPECT_EQ(out.format(), canvas.format());
    for (std::int64_t y = 0; y < 4; ++y)
      for (std::int64_t x = 0; x < 6; ++x) {
        const bool covered = x >= x0 && x < x0 + 2 && y >= y0 && y < y0 + 3;
        for (int c = 0; c < 3; ++c)
          EXPECT_EQ(sample_at(out, x, y, c), covered ? 1.0 : sample_at(canvas, x, y, c))
              << text << " " << x << "," << y;
      }
  };
  white("overlay input gravity=northwest", 0, 0);
  white("overlay input gravity=southeast x=1", 3, 1);
  white("overlay input", 2, 0);
  white("overlay input gravity=northwest x=5 y=-2", 5, -2);
  white("overlay input gravity=northwest x=9", 9, 0);
}

TEST(two_pictures, the_second_takes_the_firsts_type_and_colours) {
  image first(make_format(sample_type::u16, 1, {1, 1}));
  set_sample(first.edit(), 0, 0, 0, 0.25);
  image second(make_format(sample_type::u8, 3, {1, 1}));
  for (int c = 0; c < 3; ++c) set_sample(second.edit(), 0, 0, c, c == 1 ? 1.0 : 0.0);
  const image out = engine().run(add{second_input(second)}, first);
  EXPECT_EQ(out.format(), first.format());
  // Green counts 0.587 of gray, in levels of 8 bits before it becomes 16: 150 of 255.
  EXPECT_NEAR(sample_at(out, 0, 0, 0), 0.25 + 150.0 / 255, 1.0 / 65535);
}

TEST(two_pictures, another_size_is_refused_naming_both) {
  const image in = picture(make_format(sample_type::u8, 3, {40, 30}), look::noise, 1);
  try {
    engine().run(parse("resize 50% | add input"), in);
    FAIL();
  } catch (const error& e) {
    EXPECT_EQ(e.kind(), error_kind::usage);
    EXPECT_EQ(e.operator_name(), "add");
    EXPECT_NE(std::string(e.what()).find("40x30"), std::string::npos) << e.what();
    EXPECT_NE(std::string(e.what()).find("20x15"), std::string::npos) << e.what();
  }
}

TEST(two_pictures, input_is_what_the_pipeline_gets_whatever_came_before) {
  const image in = picture(make_format(sample_type::u8, 3, {40, 30}), look::noise, 1);
  EXPECT_EQ(engine().run(parse("invert | gamma 2 | multiply input factor=0 | add input"), in), in);
  EXPECT_EQ(engine().run(parse("equalize | multiply input factor=0 | add (input | equalize)"), in),
            engine().run(parse("equalize"), in));
  EXPECT_EQ(engine().run(parse("subtract (input | subtract (input | gain 0.5))"), in),
            engine().run(parse("gain 0.5"), in));
}

}  // namespace tessera::test
