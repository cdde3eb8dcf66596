// SPDX-License-Identifier: Apache-2.0
// The law: the engines of kernels/cuda give the bits of those of kernels/cpu.
#include <algorithm>
#include <cctype>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "cuda/device_run.hpp"
#include "laws/laws.hpp"
#include "support/pictures.hpp"
#include "tessera/host/schedule/plan.hpp"
#include "tessera/kernels/cpu/histogram.hpp"

namespace tessera::tests {

namespace {

/// The stages of a pipeline as a plan has them; empty where an operator refuses the format.
std::vector<plan_stage> stages_of(const pipeline& look, const picture& in) {
  plan_options options;
  options.streamed = false;
  options.fuse = false;
  try {
    return make_plan(look, in.layout, options).stages;
  } catch (const error& refusal) {
    if (refusal.kind() != error_kind::usage && refusal.kind() != error_kind::unsupported) throw;
    return {};
  }
}

histogram counted(const picture& in, const std::optional<tile_grid>& grid) {
  histogram counts = cpu::empty_histogram(in.layout, grid);
  std::vector<const std::byte*> rows;
  for (std::int64_t y = 0; y < in.layout.size.height; ++y) rows.push_back(in.at(0, y));
  cpu::count(counts, in.layout, rows, 0, 0, in.layout.size.width);
  return counts;
}

/// A statistical stage as the table that it becomes on a picture, and on a second one.
prepared settled(const prepared& stage, const picture& in, const picture& second) {
  const auto* statistic = std::get_if<global>(&stage.what);
  if (!statistic) return stage;
  const histogram beside = counted(second, statistic->grid);
  return statistic->finish(statistic->op.get(), counted(in, statistic->grid), &beside, in.layout);
}

/// What a stage that works on the whole picture makes of it, which is the host's affair everywhere.
picture worked_on(const whole_picture& stage, const picture& in) {
  picture out = in;
  const view pixels{out.data.data(), static_cast<std::ptrdiff_t>(in.layout.row_bytes()), in.layout, channel_order::rgb};
  stage.run(stage.data.get(), pixels, pixels, {1, [](int, const std::function<void(int)>& body) { body(0); }});
  return out;
}

void expect_same(const picture& expected, const picture& got, const std::string& what) {
  ASSERT_EQ(expected.layout, got.layout) << what;
  if (expected.data == got.data) return;
  const auto at = std::mismatch(expected.data.begin(), expected.data.end(), got.data.begin()).first;
  const std::int64_t byte = at - expected.data.begin(), row = byte / expected.layout.row_bytes(),
                     column = byte % expected.layout.row_bytes();
  const std::int64_t x = column / expected.layout.pixel_bytes();
  const int c = static_cast<int>(column % expected.layout.pixel_bytes() / bytes_of(expected.layout.type));
  ADD_FAILURE() << what << ": pixel " << x << "," << row << " channel " << c << ": " << expected.level(x, row, c)
                << " on the CPU, " << got.level(x, row, c) << " on the device";
}

/// Stage after stage, each on what those before made, with tiles of several sizes.
void check_stages(const pipeline& look, const picture& in, std::span<const device_cutting> cuts,
                  border_kind kind = border_kind::replicate) {
  std::vector<picture> made{in};  // the source, then what each stage makes
  for (const plan_stage& planned : stages_of(look, in)) {
    const picture& at = made[static_cast<std::size_t>(planned.input + 1)];
    if (const auto* all = std::get_if<whole_picture>(&planned.what.what)) {
      made.push_back(worked_on(*all, at));
      continue;
    }
    const bool counts = std::holds_alternative<global>(planned.what.what);
    const bool pair = planned.second != plan_stage::none && !counts;
    const picture beside =
        planned.second != plan_stage::none ? made[static_cast<std::size_t>(planned.second + 1)] : picture{in.layout};
    const prepared stage = settled(planned.what, at, beside);
    const picture expected = run_stage(stage, at, cpu::best_level(), {}, kind, pair ? &beside : nullptr);
    for (const device_cutting& how : cuts) {
      const std::string what =
          fmt::format("`{}` on {}, tiles of {}x{}, border rule {}", print(look), describe(at.layout), how.tile_width,
                      how.tile_height, static_cast<int>(kind));
      expect_same(expected, run_on_device({&stage, 1}, at, how, {kind, {}}, pair ? &beside : nullptr), what);
      if (testing::Test::HasFailure()) return;
    }
    made.push_back(expected);
  }
}

constexpr device_cutting whole_picture{}, rows_of_one{1 << 20, 1}, flat_tiles{1 << 20, 5}, small_tiles{29, 13},
    wide_tiles{64, 32};

class every_operator_on_the_device : public testing::TestWithParam<const operator_info*> {};

TEST_P(every_operator_on_the_device, gives_the_bits_of_the_cpu) {
  for (const pipeline& look : test::samples_of(*GetParam())) {
    int turn = 0;  // where not all formats are taken, each size takes half of them
    for (const extent size : {extent{1, 1}, {1, 9}, {23, 1}, {41, 27}}) {
      int number = turn++;
      for (const format& f : test::law_formats(size)) {
        if (test::stride() > 1 && number++ % 2 != 0) continue;
        const device_cutting cuts[] = {whole_picture, size.height < 10 ? rows_of_one : flat_tiles, small_tiles};
        check_stages(look, noise(f, 5), cuts);
        if (HasFailure()) return;
      }
    }
  }
}

TEST_P(every_operator_on_the_device, gives_the_bits_of_the_cpu_on_a_larger_picture) {
  for (const format& f : {make_format(sample_type::u8, 3, {257, 130}), make_format(sample_type::u16, 1, {131, 65}),
                          make_format(sample_type::f32, 4, {67, 41})})
    for (const pipeline& look : test::samples_of(*GetParam())) {
      const device_cutting cuts[] = {whole_picture, wide_tiles};
      check_stages(look, scene(f), cuts);
      if (HasFailure()) return;
    }
}

INSTANTIATE_TEST_SUITE_P(laws, every_operator_on_the_device, testing::ValuesIn(operators()),
                         [](const auto& op) { return std::string(op.param->name); });

class patterns_on_the_device : public testing::TestWithParam<const char*> {};

TEST_P(patterns_on_the_device, give_the_bits_of_the_cpu) {
  const pipeline look = parse(GetParam());
  for (const format& f : test::law_formats({37, 29})) {
    const device_cutting cuts[] = {whole_picture, small_tiles};
    check_stages(look, noise(f, 11), cuts);
    if (HasFailure()) return;
  }
}

TEST_P(patterns_on_the_device, follow_the_border_rule) {
  const pipeline look = parse(GetParam());
  for (const border_kind kind :
       {border_kind::reflect, border_kind::reflect101, border_kind::wrap, border_kind::constant})
    for (const format& f : {make_format(sample_type::u8, 3, {23, 17}), make_format(sample_type::f32, 2, {5, 3})}) {
      const device_cutting cuts[] = {whole_picture, {7, 5}};
      check_stages(look, noise(f, 13), cuts, kind);
      if (HasFailure()) return;
    }
}

const char* const texts[] = {"gaussian 0.4",
                             "gaussian 1.7",
                             "unsharp 0.5 0.7",

                             "gaussian 5",
                             "gaussian 20",
                             "unsharp 3 0.7",
                             "box 1",
                             "box 9",
                             "convolve 1,2,1,2,4,2,1,2,1",
                             "convolve -1,0,1,-2,0,2,-1,0,1",
                             "convolve 1,2,3,4,5,6,7,8,9,10,11 width=11",
                             "convolve 1,2,3,4,5,6,7,8,9,8,7,6,5,4,3,2,1,2,3 width=1",
                             "median 2",
                             "median 4",
                             "median radius=6x1",
                             "bilateral 9 sigma_space=4",
                             "non_local_means patch=2 search=3",
                             "non_local_means patch=3 search=6",
                             "kuwahara 9",
                             "kuwahara 2",
                             "grayscale | demosaic grbg",
                             "local_deviation 6x1",
                             "sauvola 9",
                             "motion_blur 23 -50deg",
                             "erode 7x2 shape=ellipse",
                             "dilate 12 shape=ellipse",
                             "dilate 4x9 shape=cross",
                             "erode 5",
                             "dilate 3",
                             "resize 50% filter=area",
                             "resize 47% filter=lanczos3",
                             "resize 47% filter=lanczos3 linear=true",
                             "resize 210% filter=bicubic",
                             "resize 12% filter=bilinear",
                             "resize 190% filter=nearest",
                             "resize 64x20 fit=cover filter=area",
                             "rotate 17 interpolation=bilinear",
                             "rotate -40 interpolation=bicubic background=#8040c0",
                             "rotate 10 interpolation=nearest",
                             "perspective 0.1,0.05,0.95,0,1,0.9,0,1 interpolation=bilinear",
                             "perspective 0.3,0.2,0.9,0,1,0.9,0,1 interpolation=nearest inverse=true",
                             "undistort -0.3 0.1 0.02 0.01 -0.01 interpolation=bilinear",
                             "swirl 200 interpolation=nearest",
                             "polar interpolation=bilinear",
                             "polar inverse=true",
                             "polar inverse=true interpolation=nearest radius=0.4",
                             "polar inverse=true interpolation=bilinear background=#80c040",
                             "pixelate 7",
                             "add (input | flop) weight=0.3",
                             "blend (input | flop) overlay opacity=0.6",
                             "vignette 0.6",
                             "noise 0.2 uniform mono=true",
                             "equalize",
                             "rotate 90",
                             "rotate 270",
                             "flip | flop",
                             "pad 3,5 colour=#ff8000",
                             "crop 11x9 x=5 y=3"};

INSTANTIATE_TEST_SUITE_P(laws, patterns_on_the_device, testing::ValuesIn(texts), [](const auto& test) {
  std::string name = std::to_string(test.index) + "_" + test.param;
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
});

TEST(runs_of_points_on_the_device, give_the_bits_of_the_cpu) {
  for (const char* text :
       {"gain 1.2 | gamma 1.7 | saturation 1.4 | levels 5% 95%", "depth u16 | gamma 0.8 | invert | depth u8",
        "depth f32 | saturation 0.3 | sepia | gamma 1.1 | depth u16", "grayscale | gamma 2 | sepia",
        "invert | gain 0.9 | saturation 1.1 | invert | gain 1.1 | saturation 0.8 | sepia 0.5 | gamma 1.4 | saturation "
        "2 | "
        "invert | sepia 0.2 | gain 1.3 | saturation 0.7 | gamma 0.6 | sepia 0.1 | invert | saturation 1.3"})
    for (const extent size : {extent{1, 1}, {513, 3}, {130, 17}})
      for (const format& f : test::all_formats(size)) {
        const picture in = noise(f, 17);
        std::vector<prepared> stages;
        for (const plan_stage& stage : stages_of(parse(text), in)) stages.push_back(stage.what);
        picture expected = in;
        for (const prepared& stage : stages) expected = run_stage(stage, expected, cpu::best_level());
        for (const device_cutting& how : {whole_picture, size.height < 10 ? rows_of_one : flat_tiles})
          expect_same(expected, run_on_device(stages, in, how), fmt::format("`{}` on {}", text, describe(f)));
        if (HasFailure()) return;
      }
}

TEST(histograms_on_the_device, count_what_the_cpu_counts) {
  for (const extent size : {extent{1, 1}, {67, 41}, {600, 70}})
    for (const format& f : test::all_formats(size))
      for (const picture& in : {noise(f, 3), scene(f)}) {
        for (const auto& grid : {std::optional<tile_grid>(), std::optional(make_grid(3, 2, size))}) {
          const histogram expected = counted(in, grid);
          for (const std::int64_t rows : {std::int64_t{1} << 20, std::int64_t{7}})
            EXPECT_EQ(expected.bins, count_on_device(in, rows, grid).bins) << describe(f);
        }
      }
}

TEST(loading_on_the_device, turns_bgr_and_nan) {
  for (const format& f : test::all_formats({37, 11}))
    for (const channel_order order : {channel_order::rgb, channel_order::bgr}) {
      picture in = noise(f, 23);
      if (f.type == sample_type::f32) in.set_level(3, 4, 0, std::numeric_limits<double>::quiet_NaN());
      const cuda::kernel code = cuda::compile_load(f, order);
      const picture got = run_kernel(
          code, in, f, [](const rect& tile) { return tile; }, small_tiles, border_kind::replicate);
      for (std::int64_t y = 0; y < f.size.height; ++y)
        for (std::int64_t x = 0; x < f.size.width; ++x)
          for (int c = 0; c < f.channels; ++c) {
            const bool swapped = order == channel_order::bgr && f.channels >= 3 && c < 3;
            const double level = in.level(x, y, swapped ? 2 - c : c);
            ASSERT_EQ(std::isnan(level) ? 0.0 : level, got.level(x, y, c)) << describe(f);
          }
    }
}

}  // namespace

}  // namespace tessera::tests
