// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "support/oracle_geometry.hpp"
#include "tessera/kernels/patterns/turning.hpp"

namespace tessera::tests {

namespace {

constexpr std::pair<const char*, warp::interpolation> kinds[] = {{"nearest", warp::interpolation::nearest},
                                                                 {"bilinear", warp::interpolation::bilinear},
                                                                 {"bicubic", warp::interpolation::bicubic}};

/// Positions that lie exactly on the border between two input pixels may round either way in nearest; these matrices avoid them.
const double matrices[][6] = {{0.8, 0.6, -3.137, -0.6, 0.8, 5.319},     {0.31, 0, 0.7013, 0, 0.47, 0.2017},
                              {-1, 0.011, 24.3, 0.013, -1, 18.1},       {2.3, -0.4, 1.1037, 0.9, 1.7, -4.3019},
                              {0.02, 0.01, 11.3, -0.015, 0.02, 9.0023}, {1, 0, 1000.3, 0, 1, 0.4}};

void check(const picture& in, const char* name, warp::interpolation kind, const double* matrix, extent out,
           const colour& fill) {
  warp w{kind, out, {}, fill};
  std::copy_n(matrix, 6, w.matrix);
  prepared stage{w, in.layout};
  stage.out.size = out;
  oracle_warp how{name, out, {}, {}};
  std::copy_n(matrix, 6, how.matrix);
  const double white = white_of(in.layout.type);
  const float gray = 0.299f * fill.r + 0.587f * fill.g + 0.114f * fill.b;
  if (in.layout.colour_channels() == 1) how.fill = {gray * white};
  else how.fill = {fill.r * white, fill.g * white, fill.b * white};
  if (in.layout.alpha) how.fill.push_back(fill.a * white);
  const picture whole = run_stage(stage, in, 0);
  EXPECT_LE(distance(whole, warped(in, how)), in.layout.type == sample_type::f32 ? 1e-5 : 1.0)
      << describe(in.layout) << " " << name << " " << matrix[0];
  for (int level = 0; level < static_cast<int>(cpu::levels().size()); ++level) {
    ASSERT_EQ(run_stage(stage, in, level, {19, 11, 16, std::byte{0x11}}).data, whole.data)
        << describe(in.layout) << " " << name << " level " << level;
    ASSERT_EQ(run_stage(stage, in, level, {1 << 20, 7, 3, std::byte{0x80}}).data, whole.data)
        << describe(in.layout) << " " << name << " level " << level;
  }
}

/// The rows of a warp's result, from input rows at these addresses.
std::vector<std::byte> warped_from(const prepared& stage, const format& in, const std::vector<const std::byte*>& rows,
                                   int level) {
  picture out(stage.out);
  const cpu::kernel code = cpu::compile(stage, in, level);
  for (std::int64_t y = 0; y < stage.out.size.height; ++y) {
    std::byte* const row = out.at(0, y);
    cpu::row_job job;
    job.in[0] = {rows.data(), 0, 0};
    job.out = &row;
    job.x1 = stage.out.size.width;
    job.y = y;
    job.rows = 1;
    code.run(code.data.get(), job);
  }
  return out.data;
}

}  // namespace

TEST(warp, finds_rows_wherever_they_lie) {
  for (const int channels : {1, 3})
    for (const warp::interpolation kind : {warp::interpolation::bilinear, warp::interpolation::bicubic}) {
      const picture in = noise(make_format(sample_type::u8, channels, {90, 70}), 7);
      warp w{kind, {80, 75}, {}, {}};
      std::copy_n(matrices[0], 6, w.matrix);
      prepared stage{w, in.layout};
      stage.out.size = w.out;
      const picture other = in;
      std::vector<const std::byte*> even, upwards, apart;
      picture flipped(in.layout);
      for (std::int64_t y = 0; y < 70; ++y) std::copy_n(in.at(0, y), in.layout.row_bytes(), flipped.at(0, 69 - y));
      for (std::int64_t y = 0; y < 70; ++y) {
        even.push_back(in.at(0, y));
        upwards.push_back(flipped.at(0, 69 - y));
        apart.push_back((y % 3 ? in : other).at(0, y));
      }
      for (int level = 0; level < static_cast<int>(cpu::levels().size()); ++level) {
        const auto expected = warped_from(stage, in.layout, even, level);
        EXPECT_EQ(warped_from(stage, in.layout, upwards, level), expected);
        EXPECT_EQ(warped_from(stage, in.layout, apart, level), expected);
      }
    }
}

TEST(warp, is_within_a_level_of_float64_for_every_kind_type_and_channel_count) {
  for (const extent size : {extent{25, 19}, extent{1, 1}, extent{1, 13}, extent{17, 2}})
    for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
      for (int channels = 1; channels <= 4; ++channels) {
        const picture in = noise(make_format(type, channels, size), 21);
        for (const auto& [name, kind] : kinds)
          for (const auto& matrix : matrices) check(in, name, kind, matrix, {41, 29}, {1, 0.25f, 0.5f, 0.75f});
      }
}

TEST(warp, fades_out_at_the_edges) {
  const picture in = noise(make_format(sample_type::u8, 4, {300, 40}), 2);
  for (const auto& [name, kind] : kinds) {
    const prepared stage = turned(17, kind, {0, 0, 0, 0}, in.layout);
    const auto& w = std::get<warp>(stage.what);
    check(in, name, kind, w.matrix, w.out, {0, 0, 0, 0});
    const picture out = run_stage(stage, in, cpu::best_level());
    for (int c = 0; c < 4; ++c) EXPECT_EQ(out.level(0, 0, c), 0) << name;
  }
}

/// A tile's needs bound what its pixels read, and are empty away from the picture.
TEST(warp, needs_holds_every_tap) {
  std::mt19937 random(8);
  const auto upto = [&](int n) { return static_cast<std::int64_t>(random() % static_cast<unsigned>(n)); };
  for (int i = 0; i < 2000; ++i) {
    const format in = make_format(sample_type::u8, 1, {1 + upto(30), 1 + upto(30)});
    prepared stage = turned(static_cast<double>(upto(3600)) / 10 + 0.05, kinds[upto(3)].second, {}, in);
    const std::int64_t x = upto(40), y = upto(40);
    const rect out{x, y, x + 1 + upto(9), y + 1 + upto(9)};
    const rect region = needs(stage, out, in);
    EXPECT_EQ(intersect(region, whole(in.size)), region);
    rect pixels;
    for (std::int64_t v = out.y0; v < out.y1; ++v)
      for (std::int64_t u = out.x0; u < out.x1; ++u) pixels = hull(pixels, needs(stage, {u, v, u + 1, v + 1}, in));
    EXPECT_EQ(hull(pixels, region), region);
    EXPECT_TRUE(needs(stage, {}, in).empty());
    EXPECT_TRUE(needs(stage, {-5000, -5000, -4900, -4900}, in).empty());
  }
}

}  // namespace tessera::tests
