// SPDX-License-Identifier: Apache-2.0
// One device of several that fails at its start leaves the work to the others: right pixels, and a notice that names it and says why.
#include <algorithm>
#include <cstdio>
#include <set>

#include <gtest/gtest.h>

#include "cudasim/simulator.hpp"
#include "streams/device_runs.hpp"
#include "support/scratch.hpp"
#include "tessera/host/device/selection.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

namespace {

constexpr const char* chain = "gaussian 2 | gamma 2.2";

class several_devices : public testing::Test {
 protected:
  void SetUp() override { start(3); }

  static void start(std::size_t count) {
    cudasim::settings chosen;
    chosen.devices.assign(count, {});
    cudasim::reset(chosen);
  }
  image run(run_report& report) const { return on_device(chain, in_, {true, {0, 2}, 2}, &report); }

  /// The devices whose kernels have run.
  static std::set<int> at_work() {
    std::set<int> found;
    for (const auto& o : cudasim::operations())
      if (o.kind == cudasim::operation_kind::kernel) found.insert(o.device);
    return found;
  }
  static bool told_of(const std::string& device, const run_report& report) {
    return std::any_of(report.notices.begin(), report.notices.end(),
                       [&](const std::string& notice) { return notice.find(device) != std::string::npos; });
  }

  const image in_ = picture(make_format(sample_type::u8, 3, {41, 37}), look::scene);
  const image wanted_ = on_processor(chain, in_);
};

}  // namespace

TEST_F(several_devices, share_the_tiles) {
  run_report report;
  EXPECT_EQ(difference(run(report).pixels(), wanted_.pixels()), "");
  EXPECT_EQ(at_work(), (std::set<int>{0, 1, 2}));
  EXPECT_TRUE(report.notices.empty());
}

TEST_F(several_devices, go_on_without_the_one_whose_first_call_fails) {
  for (const bool sticky : {false, true}) {
    start(3);
    cudasim::fail_call_on(1, 1, cudaErrorDevicesUnavailable, sticky);
    run_report report;
    EXPECT_EQ(difference(run(report).pixels(), wanted_.pixels()), "");
    EXPECT_EQ(cudasim::failures(), 1);
    EXPECT_EQ(report.tiles_on_cpu, 0u);
    EXPECT_EQ(at_work(), (std::set<int>{0, 2}));
    ASSERT_EQ(report.notices.size(), 1u);
    EXPECT_NE(report.notices[0].find("cuda:1 did not start"), std::string::npos) << report.notices[0];
    EXPECT_NE(report.notices[0].find("cudaErrorDevicesUnavailable"), std::string::npos) << report.notices[0];
  }
}

TEST_F(several_devices, go_on_whichever_call_of_one_fails) {
  long injected = 0, first = 0;
  for (const int device : {0, 1, 2})
    for (const bool sticky : {false, true})
      for (long call = 1 + first++ % stride();; call += stride()) {
        const std::string where = "cuda:" + std::to_string(device) + ", call " + std::to_string(call);
        start(3);
        cudasim::fail_call_on(device, call, cudaErrorUnknown, sticky);
        run_report report;
        try {
          EXPECT_EQ(difference(run(report).pixels(), wanted_.pixels()), "") << where;
        } catch (const error& failure) {
          // What is asked before there are devices concerns the one that CUDA chooses for a thread.
          EXPECT_EQ(device, 0) << where << ": " << failure.what();
          EXPECT_LE(call, 3) << where << ": " << failure.what();
        }
        if (cudasim::failures() == 0) break;
        ++injected;
        if (!sticky) {
          EXPECT_EQ(cudasim::held(), cudasim::holdings()) << where;
        }
        if (at_work().size() < 3 && device > 0) {
          EXPECT_TRUE(told_of("cuda:" + std::to_string(device), report)) << where;
        }
      }
  std::printf("injected %ld failures\n", injected);
  EXPECT_GT(injected, 100 / stride());
}

TEST_F(several_devices, go_on_without_the_one_that_has_no_memory) {
  cudasim::settings chosen;
  chosen.devices.assign(3, {});
  chosen.devices[1].memory_bytes = 1 << 10;
  cudasim::reset(chosen);
  run_report report;
  EXPECT_EQ(difference(run(report).pixels(), wanted_.pixels()), "");
  EXPECT_EQ(report.tiles_on_cpu, 0u);
  EXPECT_EQ(at_work(), (std::set<int>{0, 2}));
  EXPECT_TRUE(told_of("cuda:1", report));
}

TEST_F(several_devices, which_all_fail_leave_the_processor) {
  for (const bool demanded : {false, true}) {
    start(3);
    // After the estimate; what is asked before there are devices concerns the first one.
    for (const int device : {0, 1, 2}) cudasim::fail_call_on(device, device == 0 ? 10 : 4, cudaErrorUnknown, true);
    run_report report;
    try {
      const image made = on_device(chain, in_, {true, {0, 2}, 2, {}, demanded}, &report);
      EXPECT_FALSE(demanded);
      EXPECT_EQ(difference(made.pixels(), wanted_.pixels()), "");
      EXPECT_TRUE(told_of("cuda:0", report) && told_of("cuda:1", report) && told_of("cuda:2", report));
    } catch (const error& failure) {
      EXPECT_TRUE(demanded) << failure.what();
      EXPECT_EQ(failure.kind(), error_kind::device);
    }
    EXPECT_EQ(cudasim::failures(), 3);
  }
}

TEST_F(several_devices, of_which_one_was_demanded_fail_with_a_clear_error) {
  for (const long call : {1, 2, 3}) {
    start(3);
    cudasim::fail_call_on(1, call, cudaErrorDevicesUnavailable, true);
    engine only({.threads = 1, .device = "cuda:1"});
    try {
      (void)only.run(parse(chain), in_.pixels());
      ADD_FAILURE() << "call " << call << ": nothing was thrown";
    } catch (const error& failure) {
      EXPECT_EQ(failure.kind(), error_kind::device);
      EXPECT_NE(std::string(failure.what()).find("cuda:1"), std::string::npos) << failure.what();
      EXPECT_NE(std::string(failure.what()).find("cudaErrorDevicesUnavailable"), std::string::npos) << failure.what();
    }
    engine other({.threads = 1, .device = "cuda:2"});
    EXPECT_EQ(other.run(parse(chain), in_.pixels()), wanted_);
  }
}

TEST_F(several_devices, are_measured_by_the_first_that_starts) {
  const scratch cache;
  setenv("XDG_CACHE_HOME", cache.path().c_str(), 1);
  cudasim::settings chosen;
  chosen.devices.assign(2, {});
  chosen.devices[0].name = "Broken GPU";
  cudasim::reset(chosen);
  device_profile any;
  any.name = "any";
  ASSERT_TRUE(store_profile(key_of_cpu(cpu::best_level()), any));
  ASSERT_TRUE(store_profile({"Simulated GPU", "13.0", key_of_cpu(0).version}, any));
  device_selection devices("auto");
  ASSERT_NE(devices.cuda(), nullptr) << devices.reason();
  cudasim::fail_call_on(0, 1, cudaErrorDevicesUnavailable, true);
  const plan p = devices.make(parse(chain), in_.format(), {});
  EXPECT_EQ(cudasim::failures(), 1);
  EXPECT_EQ(p.why_device.find("cuda:0"), std::string::npos) << "the profile of cuda:1 decides: " << p.why_device;
  EXPECT_FALSE(load_profile({"Broken GPU", "13.0", key_of_cpu(0).version}));
  unsetenv("XDG_CACHE_HOME");
}

}  // namespace tessera::test
