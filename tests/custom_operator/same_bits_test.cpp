// SPDX-License-Identifier: Apache-2.0
// A user's operators give on CUDA, here simulated, the bits that they give on the CPU; those built for the CPU alone stay there.
#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cudasim/simulator.hpp"
#include "custom_operator/darker.hpp"
#include "relief.hpp"
#include "support/pictures.hpp"
#include "support/scratch.hpp"
#include "teal_and_orange.hpp"
#include "tessera/host/device/selection.hpp"
#include "tessera/kernels/error.hpp"
#include "tessera/tessera.hpp"

namespace tessera::test {

namespace {

image on(const std::string& device, const pipeline& look, const image& in, const run_options& options = {}) {
  engine any({.threads = 1, .device = device, .slots = 2});
  return any.run(look, in.pixels(), options);
}

/// Kernels of the simulated GPU that have run.
std::ptrdiff_t kernels_run() {
  const auto log = cudasim::operations();
  return std::count_if(log.begin(), log.end(), [](const auto& o) { return o.kind == cudasim::operation_kind::kernel; });
}

const pipeline& both() {
  static const pipeline look = pipeline(looks::teal_and_orange{.amount = 0.8f}) | looks::relief{.strength = 0.5f};
  return look;
}

}  // namespace

TEST(custom_operator, gives_the_same_bits_for_every_format) {
  const std::vector<pipeline> all = {looks::teal_and_orange{}, looks::relief{}, both(),
                                     pipeline(sigmoid_contrast{}) | both() | gaussian{.sigma = 1} | invert{}};
  for (const pipeline& look : all)
    for (const format& layout : all_formats({67, 41}))
      for (const std::int64_t rows : {0, 1, 9}) {
        cudasim::reset();
        const image in = picture(layout);
        run_options options;
        options.tile = {0, rows};
        options.notice = [](const std::string& notice) { ADD_FAILURE() << notice; };
        EXPECT_EQ(difference(on("cuda", look, in, options).pixels(), on("cpu", look, in).pixels()), "")
            << print(look) << ", " << words(layout) << ", tiles of " << rows << " rows";
        EXPECT_GT(kernels_run(), 0) << print(look);
      }
}

TEST(custom_operator, gives_the_same_bits_with_every_border) {
  const image in = picture(make_format(sample_type::u16, 4, {37, 29}), look::scene);
  for (const border_kind kind : {border_kind::replicate, border_kind::reflect, border_kind::reflect101,
                                 border_kind::wrap, border_kind::constant}) {
    cudasim::reset();
    run_options options;
    options.edges = {kind, {0.2f, 0.4f, 0.6f, 1.0f}};
    EXPECT_EQ(difference(on("cuda", both(), in, options).pixels(), on("cpu", both(), in, options).pixels()), "");
  }
}

TEST(custom_operator, has_a_name_in_pipelines) {
  cudasim::reset();
  const image in = picture(make_format(sample_type::u8, 3, {50, 40}), look::scene);
  EXPECT_EQ(parse("teal_and_orange 80% | relief 50%"), both());
  EXPECT_EQ(on("cuda", parse("teal_and_orange 80% | relief 50%"), in), on("cpu", both(), in));
  EXPECT_NE(on("cpu", looks::relief{}, in), in);
}

TEST(custom_operator, built_for_the_cpu_alone_is_refused_where_cuda_was_demanded) {
  cudasim::reset();
  const image in = picture(make_format(sample_type::u8, 3, {50, 40}));
  try {
    (void)on("cuda", looks::darker{}, in);
    FAIL() << "nothing was thrown";
  } catch (const error& refused) {
    EXPECT_EQ(refused.kind(), error_kind::unsupported);
    EXPECT_EQ(refused.operator_name(), "darker");
    EXPECT_NE(std::string(refused.what()).find("darker: built for the CPU alone"), std::string::npos) << refused.what();
  }
}

TEST(custom_operator, built_for_the_cpu_alone_runs_there_with_a_reason) {
  cudasim::reset();
  const scratch cache;
  setenv("XDG_CACHE_HOME", cache.path().c_str(), 1);
  device_profile slow, fast;
  slow.rate.fill(1e6);
  fast.rate.fill(1e12);
  fast.upload = fast.download = 1e12;
  ASSERT_TRUE(store_profile(key_of_cpu(cpu::best_level()), slow));
  ASSERT_TRUE(store_profile({"Simulated GPU", "13.0", key_of_cpu(0).version}, fast));
  const image in = picture(make_format(sample_type::u8, 3, {500, 400}));

  std::vector<std::string> notices;
  run_options options;
  options.notice = [&](const std::string& notice) { notices.push_back(notice); };
  EXPECT_EQ(on("auto", both(), in, options), on("cpu", both(), in));
  EXPECT_GT(kernels_run(), 0) << "the GPU would win";
  EXPECT_TRUE(notices.empty());

  cudasim::reset();
  const pipeline look = both() | looks::darker{};
  EXPECT_EQ(on("auto", look, in, options), on("cpu", look, in));
  EXPECT_EQ(kernels_run(), 0);
  ASSERT_EQ(notices.size(), 1u);
  EXPECT_NE(notices[0].find("darker"), std::string::npos) << notices[0];
  EXPECT_NE(notices[0].find("built for the CPU alone"), std::string::npos) << notices[0];

  device_selection devices("auto");
  const plan explained = devices.make(look, in.format(), {});
  EXPECT_EQ(explained.options.device, nullptr);
  EXPECT_NE(describe(explained).find("darker"), std::string::npos) << describe(explained);
  unsetenv("XDG_CACHE_HOME");
}

}  // namespace tessera::test
