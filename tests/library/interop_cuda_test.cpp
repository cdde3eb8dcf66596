// SPDX-License-Identifier: Apache-2.0
#include <cstdint>
#include <vector>

#include <gtest/gtest.h>
#include <opencv2/core/cuda.hpp>

#include "tessera/host/interop_cuda.hpp"

namespace tessera::test {

namespace {

/// The layout of DLPack's DLTensor, as its specification has it.
struct tensor {
  void* data;
  struct {
    int device_type, device_id;
  } device;
  std::int32_t ndim;
  struct {
    std::uint8_t code, bits;
    std::uint16_t lanes;
  } dtype;
  std::int64_t* shape;
  std::int64_t* strides;
  std::uint64_t byte_offset;
};

struct dlpack : testing::Test {
  std::vector<std::int64_t> shape{7, 5, 3}, strides{20, 3, 1};
  std::byte memory[64];
  tensor t{memory, {2, 0}, 3, {1, 8, 1}, shape.data(), strides.data(), 16};
};

}  // namespace

TEST_F(dlpack, is_seen_in_place) {
  const device_view v = from_dlpack(t);
  EXPECT_EQ(v.data, memory + 16);
  EXPECT_EQ(v.pitch, 20);
  EXPECT_EQ(v.format, make_format(sample_type::u8, 3, {5, 7}));
  EXPECT_EQ(v.order, channel_order::rgb);
}

TEST_F(dlpack, without_strides_is_packed) {
  t.strides = nullptr;
  t.dtype = {2, 32, 1};
  const device_view v = from_dlpack(t, channel_order::bgr);
  EXPECT_EQ(v.pitch, 60);
  EXPECT_EQ(v.format.type, sample_type::f32);
  EXPECT_EQ(v.order, channel_order::bgr);
}

TEST_F(dlpack, of_two_dimensions_is_gray) {
  t.ndim = 2;
  strides = {8, 1, 0};
  t.dtype = {1, 16, 1};
  const device_view v = from_dlpack(t);
  EXPECT_EQ(v.format, make_format(sample_type::u16, 1, {5, 7}));
  EXPECT_EQ(v.pitch, 16);
}

TEST_F(dlpack, that_is_something_else_is_refused) {
  const auto refused = [&](auto change) {
    const tensor kept = t;
    const auto kept_strides = strides;
    change();
    EXPECT_THROW((void)from_dlpack(t), error);
    t = kept;
    strides = kept_strides;
  };
  refused([&] { t.device.device_type = 1; });
  refused([&] { t.dtype.bits = 64; });
  refused([&] { t.dtype = {0, 8, 1}; });
  refused([&] { t.dtype.lanes = 4; });
  refused([&] { t.ndim = 4; });
  refused([&] { strides = {20, 4, 1}; });
  refused([&] { strides = {14, 3, 1}; });
  EXPECT_NO_THROW((void)from_dlpack(t));
}

TEST(gpu_mat, is_seen_in_place) {
  std::byte memory[256];
  const cv::cuda::GpuMat mat(4, 6, CV_16UC3, memory, 48);
  const device_view v = from_gpu_mat(mat);
  EXPECT_EQ(v.data, memory);
  EXPECT_EQ(v.pitch, 48);
  EXPECT_EQ(v.format, make_format(sample_type::u16, 3, {6, 4}));
  EXPECT_EQ(v.order, channel_order::bgr);
  EXPECT_THROW((void)from_gpu_mat(cv::cuda::GpuMat(4, 6, CV_64FC1, memory, 48)), error);
}

}  // namespace tessera::test
