// SPDX-License-Identifier: Apache-2.0
// The law of the same bits can fail: engines given slightly other data are found out, one pattern after the other.
#include <gtest/gtest.h>

#include <functional>

#include "cuda/device_run.hpp"
#include "tessera/host/schedule/plan.hpp"
#include "tessera/kernels/cpu/histogram.hpp"

namespace tessera::tests {

namespace {

const format rgb_bytes = make_format(sample_type::u8, 3, {61, 43});
const format gray_words = make_format(sample_type::u16, 1, {61, 43});

prepared stage_of(const char* text, const format& in) {
  plan_options options;
  options.streamed = false;
  return make_plan(parse(text), in, options).stages.front().what;
}

/// Whether the device, given what `damage` makes of the stage, differs from the CPU, given the stage.
template <class Pattern>
bool found_out(const char* text, const format& f, const std::function<void(Pattern&)>& damage) {
  const picture in = noise(f, 29);
  const prepared stage = stage_of(text, f);
  prepared damaged = stage;
  damage(std::get<Pattern>(damaged.what));
  const picture expected = run_stage(stage, in, cpu::best_level());
  EXPECT_EQ(expected.data, run_on_device({&stage, 1}, in).data) << text;
  return expected.data != run_on_device({&damaged, 1}, in).data;
}

TEST(a_planted_fault, is_found_in_points) {
  const format f = make_format(sample_type::f32, 3, {61, 43});
  const picture in = noise(f, 31);
  const prepared stage = stage_of("gamma 1.7", f), damaged = stage_of("gamma 1.70001", f);
  EXPECT_NE(run_stage(stage, in, cpu::best_level()).data, run_on_device({&damaged, 1}, in).data);
}

TEST(a_planted_fault, is_found_in_tables) {
  lookup table;
  table.entries = 65536;
  for (int k = 0; k < 65536; ++k) table.values.push_back(1.0f - static_cast<float>(k) / 65535.0f);
  const prepared stage{table, gray_words};
  table.values[static_cast<std::size_t>(noise(gray_words, 29).level(5, 5, 0))] += 2.0f / 65535.0f;
  const prepared damaged{table, gray_words};
  const picture in = noise(gray_words, 29), expected = run_stage(stage, in, cpu::best_level());
  EXPECT_EQ(expected.data, run_on_device({&stage, 1}, in).data);
  EXPECT_NE(expected.data, run_on_device({&damaged, 1}, in).data);
}

TEST(a_planted_fault, is_found_in_separable_filters) {
  const auto one_weight = [](separable& s) { s.vertical[2] += 1e-4, s.vertical[3] -= 1e-4; };
  EXPECT_TRUE(found_out<separable>("gaussian 2", rgb_bytes, one_weight));
  EXPECT_TRUE(found_out<separable>("gaussian 2", gray_words, one_weight));
  EXPECT_TRUE(found_out<separable>("box 2", rgb_bytes, [](separable& s) { s.horizontal.resize(7, 1.0 / 7); }));
}

TEST(a_planted_fault, is_found_in_stencils) {
  EXPECT_TRUE(found_out<stencil>("convolve 1,2,1,2,4,2,1,2,1", gray_words, [](stencil& s) { s.matrix[0] += 1e-4; }));
  EXPECT_TRUE(found_out<stencil>("convolve 1,2,1,2,4,2,1,2,1", rgb_bytes, [](stencil& s) { s.offset = 0.002; }));
}

TEST(a_planted_fault, is_found_in_rank_filters) {
  EXPECT_TRUE(found_out<rank>("median 1", rgb_bytes, [](rank& r) { r.fraction = 0.6; }));
  EXPECT_TRUE(found_out<rank>("median 4", gray_words, [](rank& r) { r.fraction = 0.51; }));
  EXPECT_TRUE(found_out<rank>("erode 3", rgb_bytes, [](rank& r) { r.radius_x = 2; }));
}

TEST(a_planted_fault, is_found_in_resampling) {
  EXPECT_TRUE(found_out<resample>("resize 30x20 fit=exact filter=bicubic", rgb_bytes,
                                  [](resample& r) { r.antialias = false; }));
  EXPECT_TRUE(found_out<resample>("resize 50% filter=nearest", gray_words,
                                  [](resample& r) { r.x0 = 1, r.x1 = 60, r.y1 = 43; }));
}

TEST(a_planted_fault, is_found_in_moves_and_warps) {
  EXPECT_TRUE(found_out<move>("rotate 90", rgb_bytes, [](move& m) { m.mirror_y = !m.mirror_y; }));
  EXPECT_TRUE(found_out<warp>("rotate 17", rgb_bytes, [](warp& w) { w.matrix[2] += 1e-3; }));
  EXPECT_TRUE(found_out<warp>("rotate 17", gray_words, [](warp& w) { w.matrix[5] += 1e-4; }));
}

TEST(a_planted_fault, is_found_in_histograms) {
  const picture in = noise(rgb_bytes, 3);
  picture other = in;
  other.set_level(60, 42, 2, other.level(60, 42, 2) > 0 ? 0 : 1);
  EXPECT_EQ(count_on_device(in, 5).bins, count_on_device(in, 43).bins);
  EXPECT_NE(count_on_device(in, 5).bins, count_on_device(other, 5).bins);
}

}  // namespace

}  // namespace tessera::tests
