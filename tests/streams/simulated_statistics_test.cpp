// SPDX-License-Identifier: Apache-2.0
// What only simulated devices show of statistics on a device: how much work they are, that nothing waits, other orders, and each call failing.
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "cudasim/simulator.hpp"
#include "streams/device_runs.hpp"
#include "streams/resident_picture.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

namespace {

using cudasim::operation_kind;

/// A pipeline with pictures in device memory and a stream of its own.
class resident_run {
 public:
  resident_run(engine& gpu, const std::string& text, const format& layout, std::size_t count)
      : ready_(gpu.prepare(parse(text), layout, {.images = count})) {
    EXPECT_EQ(cudaStreamCreateWithFlags(&stream_, cudaStreamNonBlocking), cudaSuccess);
    for (std::size_t i = 0; i < count; ++i) {
      add(from_, in_, ready_->input());
      add(to_, out_, ready_->output());
    }
  }
  resident_run(const resident_run&) = delete;
  resident_run& operator=(const resident_run&) = delete;
  ~resident_run() {
    (void)cudaStreamSynchronize(stream_);
    (void)cudaStreamDestroy(stream_);
  }

  void put(const image& pixels) const { from_[0]->put(pixels, stream_); }
  void enqueue() const { engine::enqueue(*ready_, in_, out_, stream_); }
  image take() const { return to_[0]->take(stream_); }

 private:
  static void add(std::vector<std::unique_ptr<resident_picture>>& memory, std::vector<device_view>& views,
                  const format& f) {
    memory.push_back(std::make_unique<resident_picture>(f, (f.row_bytes() + 15) / 16 * 16, 0, channel_order::rgb));
    views.push_back(memory.back()->get());
  }

  std::unique_ptr<resident_pipeline> ready_;
  std::vector<std::unique_ptr<resident_picture>> from_, to_;
  std::vector<device_view> in_, out_;
  cudaStream_t stream_ = nullptr;
};

/// What an enqueue puts on the stream: fills, kernels (Thrust's among them), anything else.
struct counted_work {
  long fills = 0, kernels = 0, scans = 0, others = 0;
  bool operator==(const counted_work&) const = default;
};

std::ostream& operator<<(std::ostream& to, const counted_work& t) {
  return to << t.fills << " fills, " << t.kernels << " kernels, " << t.scans << " scans, " << t.others << " others";
}

counted_work work_of(const std::string& text, const format& layout, std::size_t count) {
  cudasim::reset();
  engine gpu({.threads = 1, .device = "cuda"});
  const resident_run run(gpu, text, layout, count);
  const std::size_t before = cudasim::operations().size();
  const cudasim::holdings held = cudasim::held();
  run.enqueue();
  EXPECT_EQ(cudasim::held(), held);
  counted_work made;
  const auto log = cudasim::operations();
  for (std::size_t i = before; i < log.size(); ++i) {
    made.fills += log[i].kind == operation_kind::fill;
    made.kernels += log[i].kind == operation_kind::kernel;
    made.scans += log[i].kernel.find("inclusive_scan") != std::string::npos;
    made.others += log[i].kind != operation_kind::fill && log[i].kind != operation_kind::kernel;
  }
  return made;
}

}  // namespace

TEST(simulated_statistics, take_three_kernels_and_no_wait) {
  for (const sample_type type : {sample_type::u8, sample_type::u16}) {
    const format layout = make_format(type, 4, {48, 9});
    EXPECT_EQ(work_of("equalize", layout, 1), (counted_work{1, 4, 1, 0})) << "zeros, counts, sums, tables, the picture";
    EXPECT_EQ(work_of("equalize | gain 1.1 | auto_levels", layout, 1), (counted_work{2, 8, 2, 0}));
    EXPECT_EQ(work_of("equalize", layout, 8), (counted_work{8, 11, 8, 0})) << "all but the sums share a launch";
  }
  EXPECT_EQ(work_of("equalize", make_format(sample_type::u8, 4, {32, 2}), 25), (counted_work{25, 31, 25, 0}));
}

TEST(simulated_statistics, hold_in_every_order) {
  const format layout = make_format(sample_type::u8, 3, {48, 21});
  const image one = picture(layout, look::scene), other = picture(layout, look::noise);
  const std::string text = "gaussian 1 | equalize | auto_levels 2%";
  const image wanted_one = on_processor(text, one), wanted_other = on_processor(text, other);
  for (const cudasim::policy order : {cudasim::policy::latest, cudasim::policy::random, cudasim::policy::eager})
    for (std::uint64_t seed = 1; seed <= 4; ++seed) {
      cudasim::settings chosen;
      chosen.order = order;
      chosen.seed = seed;
      cudasim::reset(chosen);
      engine gpu({.threads = 1, .device = "cuda"});
      const resident_run first(gpu, text, layout, 1), second(gpu, text, layout, 1);
      first.put(one);
      second.put(other);
      first.enqueue();
      second.enqueue();
      EXPECT_EQ(difference(second.take().pixels(), wanted_other.pixels()), "") << "seed " << seed;
      EXPECT_EQ(difference(first.take().pixels(), wanted_one.pixels()), "") << "seed " << seed;
    }
}

TEST(simulated_statistics, each_call_may_fail) {
  const format layout = make_format(sample_type::u8, 4, {48, 9});
  for (const cudaError_t cause : {cudaErrorUnknown, cudaErrorMemoryAllocation}) {
    long failed = 0;
    for (bool more = true; more; ++failed) {
      cudasim::reset();
      engine gpu({.threads = 1, .device = "cuda"});
      const resident_run run(gpu, "equalize | gain 1.1 | auto_levels", layout, 2);
      cudasim::fail_call(failed + 1, cause);
      try {
        run.enqueue();
        more = false;
        EXPECT_EQ(cudasim::failures(), 0) << "call " << failed + 1 << " failed unnoticed";
      } catch (const error& failure) {
        EXPECT_EQ(failure.kind(), error_kind::device) << failure.what();
      }
    }
    EXPECT_EQ(failed, 1 + 14 + 1)
        << "the device, for each statistic two fills, counts, two sums, tables and the picture";
  }
}

}  // namespace tessera::test
