// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "support/oracle_geometry.hpp"

namespace tessera::tests {

namespace {

using filter = resample::filter;

struct named_filter {
  const char* name;
  filter kind;
};
constexpr named_filter filters[] = {{"auto", filter::automatic},    {"nearest", filter::nearest},
                                    {"bilinear", filter::bilinear}, {"bicubic", filter::bicubic},
                                    {"lanczos3", filter::lanczos3}, {"area", filter::area}};

prepared stage_of(const oracle_resample& how, const format& in) {
  resample r{filter::automatic, how.out, how.x0, how.y0, how.x1, how.y1, how.antialias, how.linear};
  for (const named_filter& f : filters)
    if (how.kind == f.name) r.kind = f.kind;
  prepared stage{r, in};
  stage.out.size = how.out;
  return stage;
}

/// One level for whole numbers; 1e-5 of white for f32, whose sums cancel at most a few times over.
double tolerance(const format& f) { return f.type == sample_type::f32 ? 1e-5 : 1.0; }

struct sizes {
  extent in, out;
};

void check(const picture& in, const oracle_resample& how, const std::string& what) {
  const prepared stage = stage_of(how, in.layout);
  const picture whole = run_stage(stage, in, 0);
  EXPECT_LE(distance(whole, resampled(in, how)), tolerance(in.layout)) << what;
  const int best = static_cast<int>(cpu::levels().size());
  for (int level = 0; level < best; ++level) {
    ASSERT_EQ(run_stage(stage, in, level, {13, 9, 16, std::byte{0x11}}).data, whole.data) << what << " level " << level;
    ASSERT_EQ(run_stage(stage, in, level, {1 << 20, 1 << 20, 5, std::byte{0x80}}).data, whole.data)
        << what << " level " << level;
  }
}

}  // namespace

TEST(resample, is_within_a_level_of_float64_for_every_filter_type_and_channel_count) {
  const sizes all[] = {{{31, 23}, {13, 11}}, {{11, 13}, {37, 29}}, {{17, 19}, {29, 7}}};
  for (const auto& [from, to] : all)
    for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
      for (int channels = 1; channels <= 4; ++channels) {
        const picture in = noise(make_format(type, channels, from), 3);
        for (const named_filter& f : filters) check(in, {f.name, to}, describe(in.layout) + " " + f.name);
      }
}

TEST(resample, of_odd_sizes_and_strong_factors) {
  const sizes all[] = {{{1, 1}, {1, 1}},     {{1, 1}, {7, 5}},    {{1, 23}, {3, 11}},  {{29, 1}, {5, 1}},
                       {{97, 3}, {1, 1}},    {{5, 5}, {83, 61}},  {{131, 53}, {2, 3}}, {{64, 48}, {32, 24}},
                       {{48, 36}, {16, 12}}, {{401, 7}, {300, 7}}};
  for (const auto& [from, to] : all)
    for (const format& f : {make_format(sample_type::u8, 3, from), make_format(sample_type::u8, 4, from),
                            make_format(sample_type::u16, 1, from)})
      for (const named_filter& k : filters)
        for (const bool antialias : {true, false}) {
          const picture in = noise(f, 5);
          check(in, {k.name, to, antialias}, describe(f) + " to " + std::to_string(to.width) + " " + k.name);
        }
}

TEST(resample, in_linear_light) {
  for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
    for (int channels = 1; channels <= 4; ++channels) {
      const picture in = noise(make_format(type, channels, {23, 17}), 9);
      for (const char* kind : {"bilinear", "lanczos3"}) {
        check(in, {kind, {11, 9}, true, true}, describe(in.layout) + " linear down");
        check(in, {kind, {41, 31}, true, true}, describe(in.layout) + " linear up");
      }
    }
}

TEST(resample, of_a_part) {
  for (const format& f : {make_format(sample_type::u8, 3, {40, 30}), make_format(sample_type::f32, 4, {40, 30})}) {
    const picture in = noise(f, 1);
    for (const named_filter& k : filters) {
      check(in, {k.name, {12, 13}, true, false, 3.25, 2, 30.5, 29}, std::string("part down ") + k.name);
      check(in, {k.name, {25, 31}, true, false, 11, 5.5, 20, 18.75}, std::string("part up ") + k.name);
    }
  }
}

/// Nothing may be lost by 16-bit weights: many taps fall back to float sums.
TEST(resample, shrinks_by_hundreds) {
  for (const char* kind : {"lanczos3", "bilinear", "area"})
    for (const sample_type type : {sample_type::u8, sample_type::u16}) {
      const picture in = noise(make_format(type, 1, {1499, 37}), 2);
      check(in, {kind, {5, 3}}, std::string(name_of(type)) + " by 300 " + kind);
    }
}

TEST(resample, keeps_flat_pictures_flat_to_the_bit) {
  for (const sample_type type : {sample_type::u8, sample_type::u16})
    for (const double share : {0.0, 1.0 / 255, 0.5, 1.0})
      for (const named_filter& k : filters) {
        picture in(make_format(type, 1, {33, 21}));
        const double level = std::floor(share * white_of(type));
        for (std::int64_t y = 0; y < 21; ++y)
          for (std::int64_t x = 0; x < 33; ++x) in.set_level(x, y, 0, level);
        for (const extent to : {extent{12, 8}, extent{50, 64}}) {
          const picture out = run_stage(stage_of({k.name, to}, in.layout), in, cpu::best_level());
          for (std::int64_t y = 0; y < to.height; ++y)
            for (std::int64_t x = 0; x < to.width; ++x) ASSERT_EQ(out.level(x, y, 0), level) << k.name;
        }
      }
}

TEST(resample, needs_is_monotone_total_and_reached) {
  std::mt19937 random(4);
  const auto upto = [&](int n) { return static_cast<std::int64_t>(random() % static_cast<unsigned>(n)); };
  for (int i = 0; i < 400; ++i) {
    const format in = make_format(sample_type::f32, 1, {1 + upto(20), 1 + upto(20)});
    const oracle_resample how{filters[random() % 6].name, {1 + upto(20), 1 + upto(20)}, random() % 2 == 0};
    const prepared stage = stage_of(how, in);
    EXPECT_TRUE(needs(stage, {}, in).empty());
    const std::int64_t x = upto(static_cast<int>(how.out.width)), y = upto(static_cast<int>(how.out.height));
    const rect one = needs(stage, {x, y, x + 1, y + 1}, in), all = needs(stage, whole(how.out), in);
    EXPECT_EQ(hull(one, all), all);
    EXPECT_FALSE(one.empty());
    EXPECT_TRUE(is_monotone(stage));
    for (const std::int64_t k : {one.y0 - 1, one.y1}) {  // no weight just beyond what is named
      if (k < 0 || k >= in.size.height) continue;
      picture p(in);
      const picture before = run_stage(stage, p, 0);
      for (std::int64_t c = 0; c < in.size.width; ++c) p.set_level(c, k, 0, 1);
      EXPECT_LT(std::abs(resampled(p, how).at(x, y, 0)), 1e-9) << how.kind;
    }
  }
}

}  // namespace tessera::tests
