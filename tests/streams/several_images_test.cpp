// SPDX-License-Identifier: Apache-2.0
// Pictures in a device's memory that are enqueued together: the bits of the CPU for each of them, and errors that name the one at fault.
#include <cuda_runtime_api.h>

#include <algorithm>
#include <memory>
#include <vector>

#include <gtest/gtest.h>

#include "streams/device_runs.hpp"
#include "streams/resident_picture.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

namespace {

/// Inputs and outputs of one call, each with an alignment, a pitch and an order of its own.
class resident_pictures {
 public:
  resident_pictures(const resident_pipeline& ready, std::size_t count, channel_order order, std::uint64_t seed) {
    for (std::size_t i = 0; i < count; ++i) {
      originals_.push_back(picture(ready.input(), look::noise, seed + i));
      add(in_, ready.input(), i, order);
      add(out_, ready.output(), i + 1, i % 3 == 1 ? channel_order::bgr : channel_order::rgb);
    }
  }

  const image& original(std::size_t i) const { return originals_[i]; }
  void enqueue(resident_pipeline& ready, cudaStream_t stream) const {
    for (std::size_t i = 0; i < in_.size(); ++i) in_[i]->put(originals_[i], stream);
    const std::vector<device_view> from = views(in_), to = views(out_);
    const long before = held_things();
    engine::enqueue(ready, from, to, stream);
    EXPECT_EQ(held_things(), before) << "enqueue allocates nothing";
  }
  /// A result in RGB.
  image take(std::size_t i, cudaStream_t stream) const {
    image made = out_[i]->take(stream);
    if (out_[i]->get().order == channel_order::bgr && made.format().channels >= 3) swap_ends(made);
    return made;
  }

  static void swap_ends(image& pixels) {
    const view to = pixels.edit();
    const int channels = to.format.channels;
    const int bytes = static_cast<int>(bytes_of(to.format.type));
    for (std::int64_t y = 0; y < to.format.size.height; ++y)
      for (std::int64_t x = 0; x < to.format.size.width; ++x) {
        std::byte* const pixel = to.row(y) + x * channels * bytes;
        std::swap_ranges(pixel, pixel + bytes, pixel + 2 * bytes);
      }
  }

 private:
  using list = std::vector<std::unique_ptr<resident_picture>>;

  static void add(list& to, const format& f, std::size_t i, channel_order order) {
    constexpr std::ptrdiff_t extras[] = {0, 16, 4, 64, 12}, offsets[] = {0, 0, 4, 0, 16, 8};
    to.push_back(
        std::make_unique<resident_picture>(f, (f.row_bytes() + 15) / 16 * 16 + extras[i % 5], offsets[i % 6], order));
  }
  static std::vector<device_view> views(const list& pictures) {
    std::vector<device_view> made;
    for (const auto& each : pictures) made.push_back(each->get());
    return made;
  }

  std::vector<image> originals_;
  list in_, out_;
};

/// One pipeline for `most` pictures, calls of all these counts behind each other without a wait; every result is compared.
void compare(const std::string& look, const format& layout, std::size_t most, const std::vector<std::size_t>& counts,
             channel_order order = channel_order::rgb) {
  engine gpu({.threads = 1, .device = "cuda"});
  const auto ready = gpu.prepare(parse(look), layout, {.order = order, .images = most});
  EXPECT_EQ(ready->images(), most);
  cudaStream_t stream = nullptr;
  ASSERT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  std::vector<std::unique_ptr<resident_pictures>> calls;
  for (const std::size_t count : counts) {
    calls.push_back(std::make_unique<resident_pictures>(*ready, count, order, 1 + 100 * calls.size()));
    calls.back()->enqueue(*ready, stream);
  }
  for (std::size_t c = 0; c < counts.size(); ++c)
    for (std::size_t i = 0; i < counts[c]; ++i) {
      image in = calls[c]->original(i);
      if (order == channel_order::bgr && layout.channels >= 3) resident_pictures::swap_ends(in);
      EXPECT_EQ(difference(calls[c]->take(i, stream).pixels(), on_processor(look, in).pixels()), "")
          << look << ", " << words(layout) << ", picture " << i << " of " << counts[c];
    }
  (void)cudaStreamDestroy(stream);
}

std::string message_of(resident_pipeline& ready, const std::vector<device_view>& in,
                       const std::vector<device_view>& out) {
  try {
    engine::enqueue(ready, in, out, nullptr);
  } catch (const error& failure) {
    EXPECT_EQ(failure.kind(), error_kind::usage);
    return failure.what();
  }
  return "enqueued";
}

}  // namespace

TEST(several_images, have_the_bits_of_the_processor) {
  start_anew();
  for (const char* look : {"copy", "invert", "gaussian 2 | unsharp 1 0.8 | gamma 2.2", "resize 50%", "grayscale",
                           "rotate 90", "rotate 17", "median 1 | erode 3", "depth f32 | box 2 | depth u8"})
    for (const format& layout : all_formats({48, 21})) compare(look, layout, 5, {5, 1, 3});
}

TEST(several_images, of_odd_widths) {
  start_anew();
  for (const format& layout : all_formats({37, 11})) compare("gaussian 1 | saturation 1.5", layout, 3, {3});
}

TEST(several_images, may_be_bgr) {
  start_anew();
  for (const char* look : {"copy", "saturation 2 | gaussian 1", "resize 50%"})
    for (const format& layout : all_formats({48, 21})) compare(look, layout, 4, {4, 1}, channel_order::bgr);
}

TEST(several_images, pass_runs_of_more_point_stages_than_a_kernel_takes) {
  start_anew();
  std::string look = "saturation 1.1 | gain 0.9";
  for (int i = 0; i < 8; ++i) look += " | saturation 0.9 | gain 1.1";
  for (const sample_type type : {sample_type::u8, sample_type::f32})
    compare(look, make_format(type, 3, {48, 21}), 4, {4, 2});
}

TEST(several_images, may_be_more_than_a_launch_takes) {
  start_anew();
  compare("gaussian 1 | invert", make_format(sample_type::u8, 3, {32, 9}), 53, {53, 24, 25});
}

TEST(several_images, are_refused_by_name) {
  start_anew();
  engine gpu({.threads = 1, .device = "cuda"});
  const format layout = make_format(sample_type::u8, 3, {48, 33});
  const auto ready = gpu.prepare(parse("invert"), layout, {.images = 3});
  const resident_picture good(layout, 160, 0, channel_order::rgb), bgr(layout, 160, 0, channel_order::bgr);
  const resident_picture other(make_format(sample_type::u8, 3, {48, 32}), 160, 0, channel_order::rgb);
  const device_view fits = good.get();
  device_view narrow = fits, nowhere = fits;
  narrow.pitch = 143;
  nowhere.data = nullptr;
  const auto expect = [&](const std::vector<device_view>& in, const std::vector<device_view>& out, const char* what) {
    const std::string message = message_of(*ready, in, out);
    EXPECT_NE(message.find(what), std::string::npos) << message << "\nlacks: " << what;
  };
  expect({fits, fits}, {fits}, "2 input views and 1 output views");
  expect({}, {}, "0 pictures; the pipeline was prepared for 1 to 3");
  expect({fits, fits, fits, fits}, {fits, fits, fits, fits}, "4 pictures; the pipeline was prepared for 1 to 3");
  expect({fits, other.get()}, {fits, fits}, "in[1] is not of the format");
  expect({fits, fits, fits}, {fits, fits, other.get()}, "out[2] is not of the format");
  expect({narrow, fits}, {fits, fits}, "in[0] is not of the format");
  expect({fits, fits}, {fits, nowhere}, "out[1] is not of the format");
  expect({fits, bgr.get()}, {fits, fits}, "in[1] has another channel order");
  expect({other.get()}, {fits}, "the input view is not of the format");
  EXPECT_THROW((void)gpu.prepare(parse("invert"), layout, {.images = 0}), error);
}

TEST(several_images, that_no_memory_has_room_for_are_an_error_of_the_device) {
  start_anew();
  engine gpu({.threads = 1, .device = "cuda"});
  for (const std::size_t images : {std::size_t{1} << 40, ~std::size_t{0}}) {
    const long before = held_things();
    try {
      (void)gpu.prepare(parse("invert"), make_format(sample_type::u8, 3, {48, 33}), {.images = images});
      ADD_FAILURE() << images << " pictures have room";
    } catch (const error& failure) {
      EXPECT_EQ(failure.kind(), error_kind::device);
    }
    EXPECT_EQ(held_things(), before);
  }
}

}  // namespace tessera::test
