// SPDX-License-Identifier: Apache-2.0
// What only simulated devices show of pictures that are enqueued together: how many launches and copies they take, and each call failing once.
#include <algorithm>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "cudasim/simulator.hpp"
#include "streams/device_runs.hpp"
#include "streams/resident_picture.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

namespace {

/// Device memory for `count` pictures that kernels can take as they are, or cannot.
class picture_row {
 public:
  picture_row(const format& f, std::size_t count, std::ptrdiff_t offset, channel_order order) {
    const std::ptrdiff_t pitch = (f.row_bytes() + 15) / 16 * 16;
    for (std::size_t i = 0; i < count; ++i) {
      memory_.push_back(std::make_unique<resident_picture>(f, pitch, offset, order));
      views.push_back(memory_.back()->get());
    }
  }
  std::vector<device_view> views;

 private:
  std::vector<std::unique_ptr<resident_picture>> memory_;
};

struct tally {
  long kernels = 0, copies = 0, fills = 0, others = 0;
};

tally since(std::size_t before) {
  tally made;
  const auto log = cudasim::operations();
  for (std::size_t i = before; i < log.size(); ++i) {
    using kind = cudasim::operation_kind;
    ++(log[i].kind == kind::kernel        ? made.kernels
       : log[i].kind == kind::device_copy ? made.copies
       : log[i].kind == kind::fill        ? made.fills
                                          : made.others);
  }
  return made;
}

/// What a call of `enqueue` for so many pictures takes.
tally tally_of(const std::string& look, const format& layout, std::size_t count, std::ptrdiff_t offset = 0,
               channel_order order = channel_order::rgb) {
  cudasim::reset();
  engine gpu({.threads = 1, .device = "cuda"});
  const auto ready = gpu.prepare(parse(look), layout, {.order = order, .images = std::max<std::size_t>(count, 8)});
  const picture_row in(ready->input(), count, offset, order), out(ready->output(), count, offset, order);
  cudaStream_t stream = nullptr;
  EXPECT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  const std::size_t before = cudasim::operations().size();
  const cudasim::holdings held = cudasim::held();
  engine::enqueue(*ready, in.views, out.views, stream);
  EXPECT_EQ(cudasim::held(), held);
  const tally made = since(before);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  (void)cudaStreamDestroy(stream);
  return made;
}

std::string many_point_stages() {
  std::string look = "saturation 1.1";
  for (int i = 0; i < 8; ++i) look += " | gain 1.1 | saturation 0.9";
  return look;
}

}  // namespace

TEST(simulated_images, share_the_launches) {
  for (const std::string& look :
       {std::string("invert"), std::string("gaussian 2 | unsharp 1 0.8 | gamma 2.2"), std::string("gaussian 9"),
        std::string("resize 50%"), std::string("rotate 90 | flip"), std::string("rotate 17"),
        std::string("median 1 | erode 3 | median 4"), std::string("sobel"), many_point_stages()})
    for (const format& layout : all_formats({32, 9})) {
      const channel_order order = layout.channels == 3 ? channel_order::bgr : channel_order::rgb;
      const tally one = tally_of(look, layout, 1, 0, order), eight = tally_of(look, layout, 8, 0, order);
      EXPECT_GT(one.kernels, 0) << look;
      EXPECT_EQ(eight.kernels, one.kernels) << look << ", " << words(layout);
      EXPECT_EQ(eight.others, 0) << look << ": waits for nothing";
      EXPECT_EQ(eight.fills, 0) << look;
    }
}

TEST(simulated_images, a_launch_takes_24) {
  const format layout = make_format(sample_type::u8, 3, {48, 9});
  for (const std::string& look : {std::string("gaussian 1 | invert"), many_point_stages()}) {
    const long one = tally_of(look, layout, 1).kernels;
    EXPECT_EQ(tally_of(look, layout, 24).kernels, one) << look;
    EXPECT_EQ(tally_of(look, layout, 25).kernels, 2 * one) << look;
  }
}

TEST(simulated_images, are_copied_only_where_they_do_not_suit) {
  const format layout = make_format(sample_type::u8, 4, {48, 9});
  EXPECT_EQ(tally_of("gaussian 1", layout, 4, 0).copies, 0);
  EXPECT_EQ(tally_of("gaussian 1", layout, 4, 4).copies, 8) << "in and out";
  EXPECT_EQ(tally_of("gaussian 1", make_format(sample_type::u8, 3, {47, 9}), 4, 0).copies, 8) << "rows of 141 bytes";

  cudasim::reset();
  engine gpu({.threads = 1, .device = "cuda"});
  const auto ready = gpu.prepare(parse("gaussian 1"), layout, {.images = 4});
  const picture_row in(layout, 4, 0, channel_order::rgb), loose(layout, 1, 8, channel_order::rgb);
  const picture_row out(layout, 4, 0, channel_order::rgb);
  std::vector<device_view> mixed = in.views;
  mixed[2] = loose.views[0];
  cudaStream_t stream = nullptr;
  ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  const std::size_t before = cudasim::operations().size();
  engine::enqueue(*ready, mixed, out.views, stream);
  EXPECT_EQ(since(before).copies, 1);
  EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
  (void)cudaStreamDestroy(stream);
}

TEST(simulated_images, nothing_is_enqueued_where_one_is_refused) {
  cudasim::reset();
  engine gpu({.threads = 1, .device = "cuda"});
  const format layout = make_format(sample_type::u8, 3, {33, 9});
  const auto ready = gpu.prepare(parse("gaussian 1"), layout, {.images = 4});
  const picture_row in(layout, 4, 0, channel_order::rgb), out(layout, 4, 0, channel_order::rgb);
  std::vector<device_view> wrong = out.views;
  wrong[3].format.size.width = 32;
  const std::size_t before = cudasim::operations().size();
  EXPECT_THROW(engine::enqueue(*ready, in.views, wrong, nullptr), error);
  EXPECT_EQ(cudasim::operations().size(), before);
}

TEST(simulated_images, workspace_is_for_all_of_them) {
  cudasim::reset();
  engine gpu({.threads = 1, .device = "cuda"});
  const format layout = make_format(sample_type::u8, 3, {48, 9});
  const auto bytes = [&](std::size_t images) {
    return gpu.prepare(parse("gaussian 9"), layout, {.images = images})->workspace_bytes();
  };
  const std::size_t one = bytes(1), two = bytes(2);
  EXPECT_GT(two, one);
  EXPECT_EQ(bytes(8), one + 7 * (two - one));
}

TEST(simulated_images, each_call_may_fail) {
  const format layout = make_format(sample_type::u8, 3, {47, 9});
  long failed = 0;
  for (bool more = true; more; ++failed) {
    cudasim::reset();
    engine gpu({.threads = 1, .device = "cuda"});
    const auto ready = gpu.prepare(parse("gaussian 9 | invert"), layout, {.images = 3});
    const picture_row in(layout, 3, 0, channel_order::rgb), out(layout, 3, 0, channel_order::bgr);
    cudaStream_t stream = nullptr;
    ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
    cudasim::fail_call(failed + 1, cudaErrorUnknown);
    try {
      engine::enqueue(*ready, in.views, out.views, stream);
      more = false;
      EXPECT_EQ(cudasim::failures(), 0) << "call " << failed + 1 << " failed unnoticed";
    } catch (const error& failure) {
      EXPECT_EQ(failure.kind(), error_kind::device) << failure.what();
    }
    (void)cudaStreamSynchronize(stream);
    (void)cudaStreamDestroy(stream);
  }
  EXPECT_GT(failed, 10) << "the device, three copies in, three passes, the turn to BGR, three copies out";
}

}  // namespace tessera::test
