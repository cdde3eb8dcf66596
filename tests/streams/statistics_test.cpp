// SPDX-License-Identifier: Apache-2.0
// Stages that see the whole picture first, on pictures in a device's memory: the bits of the CPU, though no histogram goes to the host.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "streams/by_hand.hpp"
#include "streams/device_runs.hpp"
#include "streams/resident_picture.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

namespace {

/// Device memory for pictures of a format, rows further apart than they need be for every second one.
std::vector<std::unique_ptr<resident_picture>> pictures(const format& f, std::size_t count, channel_order order) {
  std::vector<std::unique_ptr<resident_picture>> made;
  for (std::size_t i = 0; i < count; ++i)
    made.push_back(std::make_unique<resident_picture>(
        f, (f.row_bytes() + 15) / 16 * 16 + static_cast<std::ptrdiff_t>(i % 2) * 32, 0, order));
  return made;
}

std::vector<device_view> views(const std::vector<std::unique_ptr<resident_picture>>& pictures) {
  std::vector<device_view> made;
  for (const auto& each : pictures) made.push_back(each->get());
  return made;
}

/// Pictures of different contents that are enqueued together, then all over again: each has counts of its own, and none of a call before.
void compare(const std::string& text, const format& layout, const std::vector<look>& contents) {
  engine gpu({.threads = 1, .device = "cuda"});
  const auto ready = gpu.prepare(parse(text), layout, {.images = contents.size()});
  const auto in = pictures(layout, contents.size(), channel_order::rgb);
  const auto out = pictures(ready->output(), contents.size(), channel_order::rgb);
  cudaStream_t stream = nullptr;
  ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  std::vector<image> originals;
  for (std::size_t i = 0; i < contents.size(); ++i) {
    originals.push_back(picture(layout, contents[i], 1 + i));
    in[i]->put(originals[i], stream);
  }
  const long before = held_things();
  engine::enqueue(*ready, views(in), views(out), stream);
  engine::enqueue(*ready, views(in), views(out), stream);
  EXPECT_EQ(held_things(), before) << "enqueue allocates nothing";
  for (std::size_t i = 0; i < contents.size(); ++i)
    EXPECT_EQ(difference(out[i]->take(stream).pixels(), on_processor(text, originals[i]).pixels()), "")
        << text << ", " << words(layout) << ", picture " << i;
  (void)cudaStreamDestroy(stream);
}

}  // namespace

TEST(statistics, give_the_bits_of_the_processor) {
  start_anew();
  long number = 0, turn = 0;  // where not all are taken, each rule takes the next format
  for (const char* text : {"equalize", "equalize separate=true", "auto_levels 1%", "auto_levels 5% separate=true",
                           "otsu", "otsu separate=true", "auto_gamma 40%", "auto_gamma separate=true", "gray_world",
                           "standardize 40%", "standardize separate=true"}) {
    for (const format& layout : law_formats({48, 21}))
      if ((number++ + turn) % stride() == 0)
        compare(text, layout, {look::scene, look::noise, look::extremes, look::flat});
    ++turn;
  }
}

TEST(statistics, stand_anywhere_in_a_pipeline) {
  start_anew();
  for (const char* text :
       {"gaussian 1 | equalize | gamma 1.2 | auto_levels", "gain 0.7 | equalize | saturation 1.3 | flip",
        "resize 50% | auto_levels | equalize | resize 200%", "depth f32 | equalize | depth u8"})
    for (const format& layout : law_formats({48, 21})) compare(text, layout, {look::scene});
}

TEST(statistics, count_the_whole_picture_where_a_part_is_kept) {
  start_anew();
  for (const format& layout : all_formats({48, 21})) compare("equalize | crop 16x8 x=3 y=2", layout, {look::scene});
}

TEST(statistics, are_of_rgb_where_pictures_are_bgr) {
  start_anew();
  const format layout = make_format(sample_type::u8, 3, {48, 21});
  const image in = picture(layout, look::scene);
  image swapped(in.pixels());
  for (std::int64_t y = 0; y < layout.size.height; ++y)
    for (std::int64_t x = 0; x < layout.size.width; ++x)
      std::swap(swapped.edit().samples<u8>(y)[3 * x], swapped.edit().samples<u8>(y)[3 * x + 2]);
  engine gpu({.threads = 1, .device = "cuda"});
  cudaStream_t stream = nullptr;
  ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  for (const char* text : {"equalize separate=true", "grayscale | equalize | sepia"}) {
    const auto ready = gpu.prepare(parse(text), layout, channel_order::bgr);
    const resident_picture from(layout, 144, 0, channel_order::bgr), to(ready->output(), 144, 0, channel_order::rgb);
    from.put(swapped, stream);
    engine::enqueue(*ready, from.get(), to.get(), stream);
    EXPECT_EQ(difference(to.take(stream).pixels(), on_processor(text, in).pixels()), "") << text;
  }
  (void)cudaStreamDestroy(stream);
}

TEST(statistics, that_only_the_host_can_finish_are_refused_by_name) {
  start_anew();
  engine gpu({.threads = 1, .device = "cuda"});
  const format layout = make_format(sample_type::u8, 3, {48, 21});
  try {
    (void)gpu.prepare(parse("equalize") | by_hand{}, layout);
    ADD_FAILURE() << "prepared";
  } catch (const error& failure) {
    EXPECT_EQ(failure.kind(), error_kind::unsupported);
    EXPECT_EQ(failure.operator_name(), "by_hand");
    EXPECT_NE(std::string(failure.what()).find("use engine::run"), std::string::npos) << failure.what();
  }
  engine cpu({.threads = 1, .device = "cpu"});
  const image in = picture(layout, look::scene);
  EXPECT_EQ(difference(gpu.run(by_hand{}, in.pixels()).pixels(), cpu.run(by_hand{}, in.pixels()).pixels()), "");
}

}  // namespace tessera::test
