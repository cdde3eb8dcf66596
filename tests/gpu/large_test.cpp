// SPDX-License-Identifier: Apache-2.0
// Large pictures: every operator on every format gives the bits of the CPU, in tiles through one to eight slots.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "laws/laws.hpp"
#include "streams/device_runs.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

namespace {

struct outcome {
  image made;
  bool refused = false;
};

/// An operator may refuse a format, with every device alike.
template <class Run>
outcome outcome_of(Run run) {
  try {
    return {run(), false};
  } catch (const error& failure) {
    if (failure.kind() != error_kind::usage && failure.kind() != error_kind::unsupported) throw;
    return {{}, true};
  }
}

class large_pictures : public testing::TestWithParam<const operator_info*> {};

TEST_P(large_pictures, have_the_bits_of_the_cpu) {
  int slots = 0, checked = 0;
  engine cpu({.device = "cpu"});
  for (const format& layout : all_formats({2049, 1025}))
    for (const pipeline& stages : samples_of(*GetParam())) {
      const image in = picture(layout, look::scene);
      const device_way way{slots % 2 == 0, {}, 1 + slots % 8};
      ++slots;
      run_report report;
      const outcome there = outcome_of([&] { return on_device(print(stages), in, way, &report); });
      const outcome here = outcome_of([&] { return cpu.run(stages, in); });
      const std::string what = fmt::format("`{}` on {}, {} slots", print(stages), words(layout), way.slots);
      ASSERT_EQ(there.refused, here.refused) << what;
      if (here.refused) continue;
      ++checked;
      ASSERT_EQ(difference(there.made.pixels(), here.made.pixels()), "") << what;
      EXPECT_EQ(report.tiles_on_cpu, 0u) << what << (report.notices.empty() ? "" : report.notices.front());
    }
  EXPECT_GT(checked, 0);
}

INSTANTIATE_TEST_SUITE_P(on_the_device, large_pictures, testing::ValuesIn(operators()),
                         [](const auto& op) { return std::string(op.param->name); });

}  // namespace

}  // namespace tessera::test
