// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <regex>

#include "tessera/host/device/choice.hpp"
#include "tessera/host/device/figures.hpp"
#include "tessera/host/device/work.hpp"

using namespace tessera;

namespace {

plan plan_of(const char* text, extent size, sample_type type = sample_type::u8, plan_options options = {}) {
  return make_plan(parse(text), make_format(type, 3, size), options);
}

/// Every unit of work at the same rate, so that figures can be worked out by hand.
device_profile flat(double rate) {
  device_profile p;
  p.rate.fill(rate);
  return p;
}

device_profile typical_cpu() {
  device_profile p = flat(3e9);
  p.rate_of(work_kind::separable) = 70e9;
  p.rate_of(work_kind::median) = 30e9;
  p.rate_of(work_kind::percentile) = 66e6;
  p.decode = 300e6;
  p.encode = 200e6;
  return p;
}

device_profile typical_gpu() {
  device_profile p = flat(300e9);
  p.rate_of(work_kind::separable) = 4e12;
  p.rate_of(work_kind::median) = 4e12;
  p.rate_of(work_kind::percentile) = 20e9;
  p.upload = p.download = 25e9;
  p.launch = 5e-6;
  p.start = 0.2;
  return p;
}

double amount_of(const char* text, work_kind kind, extent size = {100, 100}, sample_type type = sample_type::u8,
                 plan_options options = {}) {
  double sum = 0;
  for (const pass_work& pass : work_of(plan_of(text, size, type, options)))
    for (const work& part : pass.parts)
      if (part.kind == kind) sum += part.amount;
  return sum;
}

TEST(work, counts_samples_by_pattern) {
  EXPECT_EQ(amount_of("invert", work_kind::lookup), 30000);
  EXPECT_EQ(amount_of("invert | gain 1.2 | gamma 2", work_kind::lookup), 30000) << "one table";
  EXPECT_EQ(amount_of("saturation 1.2", work_kind::point), 30000);
  EXPECT_EQ(amount_of("sobel", work_kind::stencil), 30000 * 9);
  EXPECT_EQ(amount_of("gaussian 2", work_kind::separable), 30000 * (18 + 34));
  EXPECT_EQ(amount_of("median 1", work_kind::median), 30000 * 18);
  EXPECT_EQ(amount_of("median 5", work_kind::percentile), 30000);
  EXPECT_EQ(amount_of("flop", work_kind::move), 30000);
  EXPECT_EQ(amount_of("flop | flop", work_kind::move, {100, 100}, sample_type::f32),
            amount_of("flop", work_kind::move, {100, 100}, sample_type::f32) + 120000);
}

TEST(work, grows_with_windows_samples_and_passes) {
  for (const auto& [small, large, kind] :
       {std::tuple("gaussian 1", "gaussian 10", work_kind::separable),
        std::tuple("erode 1", "erode 20", work_kind::extremes), std::tuple("median 1", "median 2", work_kind::median),
        std::tuple("resize 50%", "resize 200%", work_kind::resample),
        std::tuple("gaussian 2", "gaussian 2 | gaussian 2", work_kind::separable),
        std::tuple("gaussian 2", "gaussian 2 | equalize", work_kind::separable)})
    EXPECT_LT(amount_of(small, kind), amount_of(large, kind)) << large;
  EXPECT_EQ(amount_of("gaussian 2", work_kind::separable, {100, 100}, sample_type::u16),
            2 * amount_of("gaussian 2", work_kind::separable));
  EXPECT_LT(amount_of("median 3", work_kind::percentile, {100, 100}, sample_type::u16),
            amount_of("median 9", work_kind::percentile, {100, 100}, sample_type::u16));
  EXPECT_EQ(amount_of("box 20", work_kind::separable), amount_of("box 30", work_kind::separable)) << "running sums";
  EXPECT_EQ(amount_of("equalize", work_kind::count), 30000);
}

TEST(work, of_a_part_is_less) {
  plan_options part;
  part.region = rect{10, 10, 20, 20};
  EXPECT_EQ(amount_of("sobel", work_kind::stencil, {100, 100}, sample_type::u8, part), 300 * 9);
}

TEST(work, reference_pipelines_do_the_work_that_they_stand_for) {
  for (std::size_t i = 0; i < work_kinds; ++i) {
    const auto kind = static_cast<work_kind>(i);
    int found = 0;
    for (const pass_work& pass : work_of(plan_of(reference_pipeline(kind), {200, 100})))
      for (const work& part : pass.parts) {
        found += part.kind == kind ? 1 : 0;
        EXPECT_TRUE(part.kind == kind || part.kind == work_kind::move || part.kind == work_kind::lookup)
            << reference_pipeline(kind) << " does " << name_of(part.kind);
      }
    EXPECT_GE(found, 1) << name_of(kind);
  }
}

TEST(choice, of_a_small_picture_is_the_cpu) {
  const choice c = choose(plan_of("gaussian 2", {64, 64}), typical_cpu(), 2, typical_gpu(), false);
  EXPECT_FALSE(c.cuda);
  EXPECT_NE(c.why.find("starting the GPU takes 200 ms"), std::string::npos) << c.why;
}

TEST(choice, of_heavy_stages_on_a_large_picture_is_the_gpu) {
  const choice c = choose(plan_of("median 5 | gaussian 20", {20000, 20000}), typical_cpu(), 8, typical_gpu(), false);
  EXPECT_TRUE(c.cuda) << c.why;
  EXPECT_LT(c.cuda_seconds * 5, c.cpu_seconds);
}

TEST(choice, of_one_cheap_operator_behind_slow_copies_is_the_cpu) {
  device_profile gpu = typical_gpu();
  gpu.start = 0;
  gpu.upload = gpu.download = 2e9;
  const plan p = plan_of("invert", {8000, 8000});
  const choice c = choose(p, typical_cpu(), 2, gpu, false);
  EXPECT_FALSE(c.cuda);
  EXPECT_NE(c.why.find("copies over PCIe take 192 ms"), std::string::npos) << c.why;
  gpu.upload = gpu.download = 50e9;
  EXPECT_TRUE(choose(p, typical_cpu(), 2, gpu, false).cuda);
}

TEST(choice, depends_on_the_threads) {
  device_profile gpu = typical_gpu();
  gpu.start = 0;
  gpu.upload = gpu.download = 12e9;
  const plan p = plan_of("gaussian 2", {8000, 8000});
  EXPECT_TRUE(choose(p, typical_cpu(), 2, gpu, false).cuda);
  EXPECT_FALSE(choose(p, typical_cpu(), 32, gpu, false).cuda);
}

TEST(choice, knows_that_few_rows_occupy_few_threads) {
  const choice low = choose(plan_of("invert", {1 << 20, 32}), flat(1e9), 64, flat(1e9), false);
  const choice high = choose(plan_of("invert", {32, 1 << 20}), flat(1e9), 64, flat(1e9), false);
  EXPECT_DOUBLE_EQ(low.cpu_seconds, 64 * high.cpu_seconds);
}

TEST(choice, keeps_a_margin) {
  const plan p = plan_of("invert", {1000, 1000});
  const choice close = choose(p, flat(1e9), 1, flat(1.05e9), false);
  EXPECT_FALSE(close.cuda);
  EXPECT_LT(close.cuda_seconds, close.cpu_seconds);
  EXPECT_NE(close.why.find("less than 10%"), std::string::npos) << close.why;
  EXPECT_TRUE(choose(p, flat(1e9), 1, flat(1.15e9), false).cuda);
}

TEST(choice, adds_up_what_a_single_tile_takes_and_hides_what_many_do) {
  device_profile gpu = flat(1e9);
  gpu.upload = gpu.download = 1e9;
  const choice one = choose(plan_of("invert", {1000, 1000}), flat(1e9), 1, gpu, false);
  EXPECT_NEAR(one.cuda_seconds, 9e-3, 1e-12) << "3 MB up, through and down";
  const choice many = choose(plan_of("invert", {20000, 20000}), flat(1e9), 1, gpu, false);
  EXPECT_NEAR(many.cuda_seconds, 1.2 * (1 + 2.0 / 144), 1e-9) << "1.2 GB in 144 tiles";
}

TEST(choice, takes_tiles_and_slots_from_a_plan_for_the_gpu) {
  device_profile gpu = flat(1e9);
  gpu.upload = gpu.download = 1e9;
  plan p = plan_of("invert", {1000, 1000});
  p.tile = {1000, 150};
  p.slots = 3;
  EXPECT_NEAR(choose(p, flat(1e9), 1, gpu, false).cuda_seconds, 3e-3 * (1 + 2.0 / 7), 1e-12);
  p.tile = {500, 150};
  EXPECT_NEAR(choose(p, flat(1e9), 1, gpu, false).cuda_seconds, 3e-3 * (1 + 2.0 / 14), 1e-12);
  p.slots = 1;
  EXPECT_NEAR(choose(p, flat(1e9), 1, gpu, false).cuda_seconds, 9e-3, 1e-12) << "nothing runs beside anything";
}

TEST(choice, knows_that_wide_samples_take_the_cpu_longer_than_their_bytes) {
  const auto ratio = [](const char* text) {
    const choice narrow = choose(plan_of(text, {1000, 1000}), flat(1e9), 1, flat(1e9), false);
    const choice wide = choose(plan_of(text, {1000, 1000}, sample_type::u16), flat(1e9), 1, flat(1e9), false);
    EXPECT_NEAR(wide.cuda_seconds, 2 * narrow.cuda_seconds, 1e-9) << text;
    return wide.cpu_seconds / narrow.cpu_seconds;
  };
  EXPECT_NEAR(ratio("flop"), 2, 1e-9);
  EXPECT_GT(ratio("gaussian 5"), 2);
  EXPECT_GT(ratio("resize 50%"), 2);
  EXPECT_LT(ratio("sobel"), 2);
}

TEST(choice, counts_launches) {
  device_profile gpu = flat(1e12);
  gpu.launch = 1e-3;
  const plan p = plan_of("sobel | sobel | sobel", {300, 300});
  const auto kernels = static_cast<double>(p.last.nodes.size() - 1);
  const choice c = choose(p, flat(1e12), 1, gpu, false);
  EXPECT_NEAR(c.cuda_seconds, kernels * 1e-3, 1e-4);
  EXPECT_NE(c.why.find("launching kernels takes"), std::string::npos) << c.why;
}

TEST(choice, shares_the_start_among_pictures) {
  const plan p = plan_of("median 5", {1000, 1000});
  EXPECT_FALSE(choose(p, typical_cpu(), 8, typical_gpu(), false, 1).cuda);
  EXPECT_TRUE(choose(p, typical_cpu(), 8, typical_gpu(), false, 1000).cuda);
}

TEST(choice, knows_that_files_must_be_decoded_in_either_case) {
  const plan p = plan_of("gaussian 2", {4000, 3000});
  device_profile gpu = typical_gpu();
  gpu.start = 0;
  EXPECT_TRUE(choose(p, typical_cpu(), 2, gpu, false).cuda);
  const choice c = choose(p, typical_cpu(), 2, gpu, true, 100);
  EXPECT_FALSE(c.cuda);
  EXPECT_GE(c.cpu_seconds, c.cuda_seconds);
}

TEST(choice, does_without_a_rate_that_is_not_known) {
  device_profile gpu = typical_gpu();
  gpu.rate_of(work_kind::percentile) = 0;
  const choice c = choose(plan_of("median 5", {20000, 20000}), typical_cpu(), 1, gpu, false);
  EXPECT_FALSE(c.cuda);
  EXPECT_EQ(c.why, "the GPU's speed at percentile is not known");
  EXPECT_TRUE(choose(plan_of("gaussian 20", {20000, 20000}), typical_cpu(), 1, gpu, false).cuda);
  const choice other = choose(plan_of("median 5", {20000, 20000}), device_profile(), 1, typical_gpu(), false);
  EXPECT_TRUE(other.cuda);
  EXPECT_NE(other.why.find("whose speed at percentile is not known"), std::string::npos) << other.why;
}

TEST(choice, gives_its_reason_in_one_sentence_with_figures) {
  static const std::regex sentence(
      "the GPU would take [0-9.]+ (s|ms|us), the CPU [0-9.]+ (s|ms|us) with [0-9]+ threads?: [^.\n]*[0-9][^\n]*");
  for (const char* text : {"invert", "gaussian 5", "median 5", "rotate 17", "resize 50%", "equalize | erode 3"})
    for (const std::int64_t side : {1, 100, 3000, 30000})
      for (const int threads : {1, 8}) {
        const choice c = choose(plan_of(text, {side, side}), typical_cpu(), threads, typical_gpu(), side == 3000);
        EXPECT_TRUE(std::regex_match(c.why, sentence)) << c.why;
        EXPECT_TRUE(std::isfinite(c.cuda_seconds) && c.cuda_seconds > 0);
        EXPECT_TRUE(std::isfinite(c.cpu_seconds) && c.cpu_seconds > 0);
      }
}

TEST(figures, have_about_three_digits) {
  EXPECT_EQ(seconds_text(0), "0 ms");
  EXPECT_EQ(seconds_text(0.42e-6), "0.42 us");
  EXPECT_EQ(seconds_text(12.3e-6), "12.3 us");
  EXPECT_EQ(seconds_text(0.00999), "9.99 ms");
  EXPECT_EQ(seconds_text(0.0123), "12.3 ms");
  EXPECT_EQ(seconds_text(0.123), "123 ms");
  EXPECT_EQ(seconds_text(3.1), "3.10 s");
  EXPECT_EQ(seconds_text(INFINITY), "forever");
  EXPECT_EQ(size_text(999), "999 bytes");
  EXPECT_EQ(size_text(1210000000), "1.21 GB");
}

}  // namespace
