// SPDX-License-Identifier: Apache-2.0
// Pictures that are in a device's memory: the bits of the CPU, on the caller's stream, without an allocation or a wait.
#include <cuda_runtime_api.h>

#include <cstring>

#include <gtest/gtest.h>

#include "streams/device_runs.hpp"
#include "streams/resident_picture.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

namespace {

image through_device(const std::string& look, const image& in, std::ptrdiff_t extra, std::ptrdiff_t offset,
                     channel_order order) {
  engine gpu({.threads = 1, .device = "cuda"});
  const auto ready = gpu.prepare(parse(look), in.format(), order);
  cudaStream_t stream = nullptr;
  EXPECT_EQ(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), cudaSuccess);
  const resident_picture from(in.format(), (in.format().row_bytes() + 15) / 16 * 16 + extra, offset, order);
  const resident_picture to(ready->output(), (ready->output().row_bytes() + 15) / 16 * 16 + extra, offset, order);
  from.put(in, stream);
  const long before = held_things();
  engine::enqueue(*ready, from.get(), to.get(), stream);
  EXPECT_EQ(held_things(), before) << "enqueue allocates nothing";
  const image made = to.take(stream);
  (void)cudaStreamDestroy(stream);
  return made;
}

}  // namespace

TEST(resident, gives_the_bits_of_the_processor) {
  start_anew();
  for (const char* look :
       {"copy", "invert", "gaussian 2 | unsharp 1 0.8 | gamma 2.2", "resize 50%", "grayscale", "rotate 90"})
    for (const format& layout : all_formats({48, 33}))
      for (const std::ptrdiff_t extra : {0, 16, 5})
        for (const std::ptrdiff_t offset : {0, 4}) {
          if (extra % bytes_of(layout.type)) continue;
          const image in = picture(layout);
          EXPECT_EQ(difference(through_device(look, in, extra, offset, channel_order::rgb).pixels(),
                               on_processor(look, in).pixels()),
                    "")
              << look << ", " << words(layout) << ", pitch + " << extra << ", offset " << offset;
        }
}

TEST(resident, reads_and_writes_bgr) {
  start_anew();
  const image in = picture(make_format(sample_type::u8, 3, {48, 33}), look::scene);
  image swapped(in.format());
  for (std::int64_t y = 0; y < 33; ++y)
    for (std::int64_t x = 0; x < 48; ++x)
      for (int c = 0; c < 3; ++c) swapped.edit().samples<u8>(y)[3 * x + c] = in.pixels().samples<u8>(y)[3 * x + 2 - c];
  for (const char* look : {"copy", "saturation 2 | gaussian 1"}) {
    const image made = through_device(look, swapped, 0, 0, channel_order::bgr), wanted = on_processor(look, in);
    for (std::int64_t y = 0; y < 33; ++y)
      for (std::int64_t x = 0; x < 48; ++x)
        for (int c = 0; c < 3; ++c)
          ASSERT_EQ(made.pixels().samples<u8>(y)[3 * x + c], wanted.pixels().samples<u8>(y)[3 * x + 2 - c]) << look;
  }
}

TEST(resident, refuses_what_it_cannot_do) {
  start_anew();
  engine gpu({.threads = 1, .device = "cuda"});
  const format layout = make_format(sample_type::u8, 3, {48, 33});
  EXPECT_THROW((void)gpu.prepare(parse("invert"), layout, channel_order::rgb, 5), error);
  const auto ready = gpu.prepare(parse("invert"), layout);
  const resident_picture other(make_format(sample_type::u8, 3, {48, 32}), 160, 0, channel_order::rgb);
  EXPECT_THROW(engine::enqueue(*ready, other.get(), other.get(), nullptr), error);
  engine cpu({.threads = 1, .device = "cpu"});
  EXPECT_THROW((void)cpu.prepare(parse("invert"), layout), error);
}

}  // namespace tessera::test
