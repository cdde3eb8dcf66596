// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cuda_runtime_api.h>

#include <gtest/gtest.h>

#include "tessera/host/device/resident.hpp"
#include "tessera/host/image.hpp"

namespace tessera::test {

/// Device memory with a picture in it, at an offset and with a pitch of its own.
class resident_picture {
 public:
  resident_picture(const format& f, std::ptrdiff_t pitch, std::ptrdiff_t offset, channel_order order) {
    EXPECT_EQ(cudaMalloc(&memory_, static_cast<std::size_t>(pitch * f.size.height + offset + 64)), cudaSuccess);
    view_.data = static_cast<std::byte*>(memory_) + offset;
    view_.pitch = pitch;
    view_.format = f;
    view_.order = order;
  }
  resident_picture(const resident_picture&) = delete;
  resident_picture& operator=(const resident_picture&) = delete;
  ~resident_picture() { (void)cudaFree(memory_); }
  const device_view& get() const { return view_; }

  void put(const image& from, cudaStream_t stream) const {
    const const_view in = from.pixels();
    const auto width = static_cast<std::size_t>(view_.format.row_bytes());
    EXPECT_EQ(cudaMemcpy2DAsync(view_.data, static_cast<std::size_t>(view_.pitch), in.data,
                                static_cast<std::size_t>(in.pitch), width,
                                static_cast<std::size_t>(view_.format.size.height), cudaMemcpyHostToDevice, stream),
              cudaSuccess);
  }
  image take(cudaStream_t stream) const {
    image made(view_.format);
    const view out = made.edit();
    EXPECT_EQ(
        cudaMemcpy2DAsync(out.data, static_cast<std::size_t>(out.pitch), view_.data,
                          static_cast<std::size_t>(view_.pitch), static_cast<std::size_t>(view_.format.row_bytes()),
                          static_cast<std::size_t>(view_.format.size.height), cudaMemcpyDeviceToHost, stream),
        cudaSuccess);
    EXPECT_EQ(cudaStreamSynchronize(stream), cudaSuccess);
    return made;
  }

 private:
  void* memory_ = nullptr;
  device_view view_;
};

}  // namespace tessera::test
