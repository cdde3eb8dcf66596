// SPDX-License-Identifier: Apache-2.0
// Changes of colours: curves with a matrix and tables of colours, also where the sample type or the number of channels changes.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cuda/device_run.hpp"
#include "support/pictures.hpp"
#include "tessera/host/schedule/plan.hpp"

namespace tessera::tests {

namespace {

curve_law table_law() {
  curve_law law;
  law.kind = curve_kind::table;
  for (int k = 0; k < 37; ++k) law.nodes.push_back(k * k / 1296.0);
  return law;
}

constexpr std::array<double, 9> matrix{1.4, -0.3, -0.1, -0.04, 1.1, -0.06, 0.02, -0.08, 1.06};

/// The ways curves are given, before and after the matrix.
std::vector<std::pair<three_curves, three_curves>> curves() {
  const curve_law none, power = srgb_law(), table = table_law();
  const curve_law root = inverse_of(table), back = inverse_of(power);
  return {{{power, power, power}, {back, back, back}},
          {{table, power, none}, {root, none, back}},
          {{none, none, none}, {back, back, back}},
          {{power, power, power}, {none, none, none}}};
}

colour_table random_table() {
  test::random_numbers numbers(3);
  std::vector<float> nodes;
  for (int k = 0; k < 3 * 5 * 5 * 5; ++k) nodes.push_back(static_cast<float>(numbers.unit()));
  return {5, {0, 0, 0}, {1, 1, 1}, std::make_shared<const std::vector<float>>(std::move(nodes))};
}

void expect_the_same(const std::vector<prepared>& stages, const picture& in) {
  picture expected = in;
  for (const prepared& stage : stages) expected = run_stage(stage, expected, cpu::best_level());
  for (int level = 0; level < cpu::best_level(); ++level) {
    picture other = in;
    for (const prepared& stage : stages) other = run_stage(stage, other, level);
    EXPECT_EQ(other.data, expected.data) << describe(in.layout) << " at level " << level;
  }
  for (const device_cutting how : {device_cutting{}, {29, 13}})
    EXPECT_EQ(run_on_device(stages, in, how).data, expected.data)
        << describe(in.layout) << " to " << describe(expected.layout);
}

/// What the format becomes of that type: its own channels, or gray.
std::vector<format> made_of(const format& in, sample_type type) {
  format same = in, gray = in;
  same.type = gray.type = type;
  gray.channels = in.alpha ? 2 : 1;
  gray.colour = colour_space::gray;
  return {same, gray};
}

}  // namespace

TEST(colours_on_the_device, have_the_bits_of_the_cpu) {
  for (const format& in : test::all_formats({41, 17}))
    for (const sample_type type : {sample_type::u8, sample_type::u16, sample_type::f32})
      for (const format& out : made_of(in, type)) {
        const picture pixels = noise(in, 5);
        for (const auto& [before, after] : curves())
          expect_the_same({{make_shaper(before, matrix, after, in.type, out.type), out}}, pixels);
        expect_the_same({{random_table(), out}}, pixels);
        if (testing::Test::HasFailure()) return;
      }
}

TEST(colours_on_the_device, go_with_other_stages_in_one_pass) {
  for (const format& in : {make_format(sample_type::u8, 3, {65, 9}), make_format(sample_type::u16, 4, {65, 9})}) {
    format light = in;
    light.type = sample_type::f32;
    const auto [before, after] = curves()[0];
    std::vector<prepared> stages{{make_shaper(before, matrix, {}, in.type, light.type), light}};
    plan_options options;
    options.streamed = false;
    for (const plan_stage& stage : make_plan(parse("gain 1.3 | saturation 0.8"), light, options).stages)
      stages.push_back(stage.what);
    stages.push_back({random_table(), light});
    stages.push_back({make_shaper({}, matrix, after, light.type, in.type), in});
    expect_the_same(stages, noise(in, 9));
  }
}

}  // namespace tessera::tests
