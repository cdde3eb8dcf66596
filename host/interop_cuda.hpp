// SPDX-License-Identifier: Apache-2.0
#pragma once

// Views of device memory that others own: OpenCV's GpuMat and DLPack tensors (PyTorch, CuPy, JAX). Templates over the foreign types, so that
// neither OpenCV nor DLPack is needed to include this.

#include <cstddef>
#include <cstdint>

#include "tessera/host/device/resident.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::inline v0 {

/// A view of a cv::cuda::GpuMat, without a copy: 1 channel is gray, 2 gray and alpha, 3 BGR, 4 BGRA. Throws `error` of kind unsupported for
/// more than four channels or depths other than CV_8U, CV_16U and CV_32F. The matrix must outlive the view.
template <class GpuMat>
  requires requires(const GpuMat& m) { m.rows, m.cols, m.step, m.data, m.depth(), m.channels(); }
device_view from_gpu_mat(const GpuMat& mat) {
  constexpr int depth_u8 = 0, depth_u16 = 2, depth_f32 = 5;  // OpenCV's numbers
  const int depth = mat.depth(), channels = mat.channels();
  if (mat.rows < 1 || mat.cols < 1 || channels > 4 || (depth != depth_u8 && depth != depth_u16 && depth != depth_f32))
    throw error(
        error_kind::unsupported,
        "a GpuMat must have pixels, 1 to 4 channels and depth CV_8U, CV_16U or CV_32F; convert it with convertTo");
  device_view made;
  made.data = reinterpret_cast<std::byte*>(mat.data);
  made.pitch = static_cast<std::ptrdiff_t>(static_cast<std::size_t>(mat.step));
  made.format = make_format(depth == depth_u8    ? sample_type::u8
                            : depth == depth_u16 ? sample_type::u16
                                                 : sample_type::f32,
                            channels, {mat.cols, mat.rows});
  made.order = channels >= 3 ? channel_order::bgr : channel_order::rgb;
  return made;
}

/// A view of a DLPack tensor (a DLTensor) of shape height x width or height x width x channels, without a copy; colour is RGB unless `order` says
/// otherwise. Throws `error` of kind unsupported for memory that is not CUDA's, other shapes, other types than 8- and 16-bit unsigned and 32-bit
/// float, or pixels that do not lie side by side. The tensor must outlive the view.
template <class Tensor>
  requires requires(const Tensor& t) { t.data, t.ndim, t.shape, t.strides, t.byte_offset, t.dtype.bits; }
device_view from_dlpack(const Tensor& tensor, channel_order order = channel_order::rgb) {
  constexpr int cuda = 2, cuda_managed = 13, code_uint = 1, code_float = 2;  // DLPack's numbers
  const auto refuse = [](const char* why) -> error {
    return {error_kind::unsupported, std::string("a DLPack tensor must ") + why};
  };
  const int where = static_cast<int>(tensor.device.device_type), code = static_cast<int>(tensor.dtype.code);
  const int bits = tensor.dtype.bits;
  if (where != cuda && where != cuda_managed) throw refuse("be in CUDA memory");
  const bool known = (code == code_uint && (bits == 8 || bits == 16)) || (code == code_float && bits == 32);
  if (!known || tensor.dtype.lanes != 1) throw refuse("be of 8- or 16-bit unsigned or 32-bit float numbers");
  const std::int64_t channels = tensor.ndim == 3 ? tensor.shape[2] : 1;
  if ((tensor.ndim != 2 && tensor.ndim != 3) || channels < 1 || channels > 4 || tensor.shape[0] < 1 ||
      tensor.shape[1] < 1)
    throw refuse("have the shape height x width, or height x width x 1 to 4 channels");
  // Strides count elements; none means that everything lies side by side.
  const bool packed =
      !tensor.strides || (tensor.strides[1] == channels && (tensor.ndim == 2 || tensor.strides[2] == 1));
  if (!packed) throw refuse("have its channels and pixels side by side");
  const std::int64_t row = tensor.strides ? tensor.strides[0] : tensor.shape[1] * channels;
  if (row < tensor.shape[1] * channels) throw refuse("have rows that do not overlap");
  device_view made;
  made.data = static_cast<std::byte*>(tensor.data) + tensor.byte_offset;
  made.pitch = static_cast<std::ptrdiff_t>(row * bits / 8);
  made.format = make_format(code == code_float ? sample_type::f32
                            : bits == 8        ? sample_type::u8
                                               : sample_type::u16,
                            static_cast<int>(channels), {tensor.shape[1], tensor.shape[0]});
  made.order = order;
  return made;
}

}  // namespace tessera::inline v0
