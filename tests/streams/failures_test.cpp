// SPDX-License-Identifier: Apache-2.0
// Every CUDA call of a run fails once, in three ways: the pixels are right all the same and the report says what happened, or there is a
// clear error where the device was demanded.
#include <cstdio>

#include <gtest/gtest.h>

#include "cudasim/simulator.hpp"
#include "streams/device_runs.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

namespace {

struct kind_of_failure {
  cudaError_t code;
  bool sticky;
};

constexpr kind_of_failure kinds[] = {
    {cudaErrorUnknown, false}, {cudaErrorMemoryAllocation, false}, {cudaErrorIllegalAddress, true}};

class failures : public testing::Test {
 protected:
  static long calls_of(const std::string& look, const image& in, const device_way& way) {
    cudasim::reset();
    (void)on_device(look, in, way);
    return cudasim::calls();
  }

  /// True if the failure happened within the run.
  static bool run_one(const std::string& look, const image& in, const image& wanted, const device_way& way, long call,
                      const kind_of_failure& kind) {
    const std::string where = look + ", call " + std::to_string(call) + ", " + cudaGetErrorName(kind.code) +
                              (way.demanded ? ", demanded" : "");
    cudasim::reset();
    cudasim::fail_call(call, kind.code, kind.sticky);
    run_report report;
    try {
      const image made = on_device(look, in, way, &report);
      EXPECT_EQ(difference(made.pixels(), wanted.pixels()), "") << where;
      if (report.tiles_on_cpu > 0) {
        EXPECT_FALSE(report.notices.empty()) << where;
      }
    } catch (const error& failure) {
      EXPECT_EQ(failure.kind(), error_kind::device) << where << ": " << failure.what();
      EXPECT_NE(std::string(failure.what()), "") << where;
    }
    if (!kind.sticky) {
      EXPECT_EQ(cudasim::held(), cudasim::holdings()) << where;
    }
    return cudasim::failures() > 0;
  }
};

}  // namespace

TEST_F(failures, at_each_call) {
  const image in = picture(make_format(sample_type::u8, 3, {41, 37}), look::scene);
  long injected = 0, first = 0;
  for (const char* look : {"gaussian 2 | gamma 2.2", "equalize", "clahe tiles=2", "rotate 30"})
    for (const bool streamed : {false, true})
      for (const bool demanded : {false, true}) {
        const device_way way{streamed, {0, 11}, 2, {}, demanded};
        const image wanted = on_processor(look, in);
        const long calls = calls_of(look, in, way);
        EXPECT_GT(calls, 20);
        for (long call = 1 + first++ % stride(); call <= calls; call += stride())
          for (const kind_of_failure& kind : kinds) injected += run_one(look, in, wanted, way, call, kind) ? 1 : 0;
      }
  std::printf("injected %ld failures\n", injected);
  EXPECT_GT(injected, 1000 / stride());
}

TEST_F(failures, work_that_breaks_its_device) {
  const image in = picture(make_format(sample_type::u8, 3, {41, 37}), look::scene);
  const char* look = "gaussian 2 | gamma 2.2";
  const image wanted = on_processor(look, in);
  // The first work is the upload of the constants, before any tile.
  for (long work = 2; work <= 24; ++work) {
    cudasim::reset();
    cudasim::fail_work(work, cudaErrorLaunchFailure);
    run_report report;
    const image made = on_device(look, in, {true, {0, 4}, 2}, &report);
    EXPECT_EQ(difference(made.pixels(), wanted.pixels()), "") << "work " << work;
    EXPECT_EQ(report.tiles, 10u) << "work " << work;
    EXPECT_GT(report.tiles_on_cpu, 0u) << "work " << work;
    ASSERT_FALSE(report.notices.empty()) << "work " << work;
    EXPECT_NE(report.notices.back().find("left alone"), std::string::npos) << report.notices.back();
  }
}

TEST_F(failures, a_lost_device_leaves_the_others_at_work) {
  cudasim::settings chosen;
  chosen.devices.assign(2, {});
  cudasim::reset(chosen);
  const image in = picture(make_format(sample_type::u8, 3, {41, 37}), look::scene);
  cudasim::fail_work(6, cudaErrorIllegalAddress);
  run_report report;
  const image made = on_device("gaussian 2", in, {true, {0, 2}, 2}, &report);
  EXPECT_EQ(difference(made.pixels(), on_processor("gaussian 2", in).pixels()), "");
  EXPECT_GT(report.tiles_on_cpu, 0u);
  EXPECT_LT(report.tiles_on_cpu, report.tiles / 2);
}

TEST_F(failures, little_memory_makes_tiles_smaller) {
  cudasim::settings chosen;
  chosen.devices.front().memory_bytes = 600 << 10;
  cudasim::reset(chosen);
  const image in = picture(make_format(sample_type::u8, 3, {600, 400}), look::scene);
  run_report report;
  const image made = on_device("gaussian 2", in, {true, {}, 2}, &report);
  EXPECT_EQ(difference(made.pixels(), on_processor("gaussian 2", in).pixels()), "");
  EXPECT_GT(report.tiles, 2u);
  EXPECT_EQ(report.tiles_on_cpu, 0u);
}

TEST_F(failures, no_memory_at_all_is_an_error_or_the_processors_work) {
  cudasim::settings chosen;
  chosen.devices.front().memory_bytes = 1 << 10;
  const image in = picture(make_format(sample_type::u8, 3, {600, 400}), look::scene);
  cudasim::reset(chosen);
  EXPECT_THROW((void)on_device("gaussian 2", in, {true, {}, 2}), error);
  cudasim::reset(chosen);
  run_report report;
  device_way way{true, {}, 2};
  way.demanded = false;
  const image made = on_device("gaussian 2", in, way, &report);
  EXPECT_EQ(difference(made.pixels(), on_processor("gaussian 2", in).pixels()), "");
  ASSERT_EQ(report.notices.size(), 1u);
  EXPECT_NE(report.notices[0].find("CPU"), std::string::npos) << report.notices[0];
}

TEST_F(failures, of_a_large_picture_leave_the_device_to_others) {
  cudasim::settings chosen;
  chosen.devices.front().memory_bytes = 600 << 10;
  cudasim::reset(chosen);
  const image small = picture(make_format(sample_type::u8, 3, {41, 37}), look::scene);
  const image large = picture(make_format(sample_type::u8, 3, {60000, 20}), look::scene);
  plan_options options;
  options.streamed = false;
  std::string reason;
  options.device = make_cuda_backend({-1, 2, 0}, reason);
  ASSERT_NE(options.device, nullptr) << reason;
  const pipeline chain = parse("gaussian 2");
  executor first(make_plan(chain, small.format(), options)), second(make_plan(chain, large.format(), options));
  image made(small.format()), other(large.format());
  run_report of_first, of_second, again;
  first.run(small.pixels(), made.edit(), {{}, nullptr, &of_first});
  EXPECT_EQ(of_first.tiles_on_cpu, 0u);
  second.run(large.pixels(), other.edit(), {{}, nullptr, &of_second});
  ASSERT_EQ(of_second.notices.size(), 1u);
  EXPECT_NE(of_second.notices[0].find("CPU"), std::string::npos) << of_second.notices[0];
  EXPECT_EQ(difference(other.pixels(), on_processor("gaussian 2", large).pixels()), "");
  first.run(small.pixels(), made.edit(), {{}, nullptr, &again});
  EXPECT_EQ(again.tiles_on_cpu, 0u);
  EXPECT_TRUE(again.notices.empty());
  EXPECT_EQ(difference(made.pixels(), on_processor("gaussian 2", small).pixels()), "");
}

TEST_F(failures, of_a_driver_are_one_line) {
  std::string reason;
  cudasim::settings chosen;
  chosen.driver_version = 0;
  cudasim::reset(chosen);
  EXPECT_EQ(make_cuda_backend({}, reason), nullptr);
  EXPECT_NE(reason.find("no NVIDIA driver"), std::string::npos) << reason;
  chosen.driver_version = 11040;
  cudasim::reset(chosen);
  EXPECT_EQ(make_cuda_backend({}, reason), nullptr);
  EXPECT_NE(reason.find("too old"), std::string::npos) << reason;
  chosen.driver_version = 13000;
  chosen.devices.clear();
  cudasim::reset(chosen);
  EXPECT_EQ(make_cuda_backend({}, reason), nullptr);
  EXPECT_NE(reason.find("no NVIDIA device"), std::string::npos) << reason;
  chosen.devices.assign(1, {});
  chosen.devices[0].major = 6;
  cudasim::reset(chosen);
  EXPECT_EQ(make_cuda_backend({}, reason), nullptr);
  EXPECT_NE(reason.find("6.0"), std::string::npos) << reason;
  cudasim::reset();
  EXPECT_EQ(make_cuda_backend({3, 0, 0}, reason), nullptr);
  EXPECT_NE(reason.find("cuda:3"), std::string::npos) << reason;
  cudasim::fail_call(3, cudaErrorInitializationError);  // that which counts the devices
  EXPECT_EQ(make_cuda_backend({}, reason), nullptr);
  EXPECT_NE(reason, "");
}

}  // namespace tessera::test
