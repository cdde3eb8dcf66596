// SPDX-License-Identifier: Apache-2.0
// Which device runs a plan: by wish, by what there is, by profiles that the test puts into the user's cache.
#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>

#include "cudasim/simulator.hpp"
#include "streams/device_runs.hpp"
#include "support/scratch.hpp"
#include "tessera/host/device/selection.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

namespace {

device_profile profile(double copies, double work) {
  device_profile made;
  made.upload = made.download = copies;
  made.launch = 5e-6;
  made.rate.fill(work);
  return made;
}

class selection : public testing::Test {
 protected:
  void SetUp() override {
    cudasim::reset();
    setenv("XDG_CACHE_HOME", cache_.path().c_str(), 1);
  }
  void TearDown() override { unsetenv("XDG_CACHE_HOME"); }

  static void keep(const device_profile& cpu, const device_profile& gpu) {
    ASSERT_TRUE(store_profile(key_of_cpu(cpu::best_level()), cpu));
    ASSERT_TRUE(store_profile({"Simulated GPU", "13.0", key_of_cpu(0).version}, gpu));
  }
  static plan plan_of(const std::string& wish, const format& in) {
    device_selection devices(wish);
    plan_options options;
    options.streamed = false;
    plan p = devices.make(parse("gaussian 2 | median 2"), in, options);
    return p;
  }

  scratch cache_;
  format large_ = make_format(sample_type::u8, 3, {4000, 3000}), small_ = make_format(sample_type::u8, 3, {32, 32});
};

}  // namespace

TEST_F(selection, takes_the_gpu_where_it_wins) {
  keep(profile(0, 1e9), profile(25e9, 1e12));
  const plan p = plan_of("auto", large_);
  EXPECT_NE(p.options.device, nullptr) << p.why_device;
  EXPECT_NE(p.why_device.find("ms"), std::string::npos) << p.why_device;
}

TEST_F(selection, takes_the_cpu_where_the_gpu_loses) {
  keep(profile(0, 1e9), profile(1e6, 1e12));
  EXPECT_EQ(plan_of("auto", large_).options.device, nullptr);
  keep(profile(0, 1e12), profile(25e9, 1e9));
  EXPECT_EQ(plan_of("auto", large_).options.device, nullptr);
  keep(profile(0, 1e9), profile(25e9, 1e9));
  EXPECT_EQ(plan_of("auto", small_).options.device, nullptr);
}

TEST_F(selection, measures_once) {
  EXPECT_FALSE(load_profile(key_of_cpu(cpu::best_level())));
  (void)plan_of("auto", large_);
  EXPECT_TRUE(load_profile(key_of_cpu(cpu::best_level())));
  const auto found = load_profile({"Simulated GPU", "13.0", key_of_cpu(0).version});
  ASSERT_TRUE(found);
  for (std::size_t i = 0; i < work_kinds; ++i)
    EXPECT_TRUE(found->rate[i] > 0 || static_cast<work_kind>(i) == work_kind::count)
        << name_of(static_cast<work_kind>(i));
  cudasim::reset();
  (void)plan_of("auto", large_);
  const auto log = cudasim::operations();
  EXPECT_TRUE(log.empty()) << "measured again";
}

TEST_F(selection, without_a_driver_says_so) {
  cudasim::settings chosen;
  chosen.driver_version = 0;
  cudasim::reset(chosen);
  const plan p = plan_of("auto", large_);
  EXPECT_EQ(p.options.device, nullptr);
  EXPECT_NE(p.why_device.find("no NVIDIA driver"), std::string::npos) << p.why_device;
  EXPECT_THROW((void)plan_of("cuda", large_), error);
  EXPECT_EQ(plan_of("cpu", large_).why_device, "as wished");
}

TEST_F(selection, of_the_cpu_never_touches_cuda) {
  engine cpu({.threads = 1, .device = "cpu"});
  (void)cpu.run(parse("invert"), picture(small_).pixels());
  EXPECT_EQ(cudasim::calls(), 0);
}

TEST_F(selection, refuses_what_is_no_device) {
  for (const char* wish : {"gpu", "cuda:", "cuda:x", "cuda:-1", "cuda0", ""})
    EXPECT_THROW((void)device_selection(wish), error) << wish;
  EXPECT_THROW((void)plan_of("cuda:7", large_), error);
}

TEST_F(selection, of_an_engine_gives_the_same_bits) {
  keep(profile(0, 1e9), profile(25e9, 1e12));
  const image in = picture(make_format(sample_type::u8, 3, {300, 200}), look::scene);
  for (const char* device : {"auto", "cuda", "cuda:0"}) {
    engine any({.threads = 2, .device = device, .slots = 2});
    EXPECT_EQ(difference(any.run(parse("gaussian 2 | equalize"), in.pixels()).pixels(),
                         on_processor("gaussian 2 | equalize", in).pixels()),
              "")
        << device;
  }
}

#if defined(TESSERA_BINARY_DIR)
TEST_F(selection, by_the_command) {
  const std::string folder = cache_.path().string() + "/";
  const auto run = [](const std::string& line) { return std::system((line + " >/dev/null 2>&1").c_str()); };
  const std::string plain = TESSERA_BINARY_DIR "/bin/tessera ";
  const std::string simulated = TESSERA_BINARY_DIR "/bin/tessera_simulated ";
  ASSERT_EQ(run(plain + "generate zone_plate 200x150 " + folder + "in.png"), 0);
  const std::string look = "apply 'gaussian 2 | unsharp | gamma 1.5' " + folder + "in.png -q -o " + folder;
  ASSERT_EQ(run(plain + look + "cpu.png"), 0);
  ASSERT_EQ(run(simulated + look + "gpu.png --device cuda --slots 2 --tile-size 200x16 --timeline " + folder +
                "t.svg --trace " + folder + "t.json"),
            0);
  EXPECT_EQ(run("cmp " + folder + "cpu.png " + folder + "gpu.png"), 0);
  EXPECT_GT(std::filesystem::file_size(folder + "t.svg"), 1000u);
  EXPECT_GT(std::filesystem::file_size(folder + "t.json"), 1000u);
  EXPECT_NE(run(simulated + look + "no.png --device cuda:3"), 0);
  EXPECT_FALSE(std::filesystem::exists(folder + "no.png"));
}
#endif

}  // namespace tessera::test
