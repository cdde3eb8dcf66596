// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstddef>
#include <opencv2/core.hpp>

#include "tessera/host/image.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::inline v0 {

/// The OpenCV type number (CV_8UC3, ...) that holds pixels of this format.
inline int mat_type(const format& layout) {
  const int depth = layout.type == sample_type::u8 ? CV_8U : layout.type == sample_type::u16 ? CV_16U : CV_32F;
  return CV_MAKETYPE(depth, layout.channels);
}

/// A view of a matrix's pixels, without a copy: 1 channel is gray, 2 gray and alpha, 3 BGR, 4 BGRA. Throws `error` of kind unsupported
/// for more than two dimensions, more than four channels, or depths other than CV_8U, CV_16U and CV_32F. The matrix must outlive the view.
inline view from_mat(cv::Mat& mat) {
  const bool known = mat.depth() == CV_8U || mat.depth() == CV_16U || mat.depth() == CV_32F;
  if (mat.empty() || mat.dims != 2 || !known || mat.channels() > 4)
    throw error(error_kind::unsupported,
                "a cv::Mat must have two dimensions, pixels, 1 to 4 channels and depth CV_8U, CV_16U or CV_32F; "
                "convert it with convertTo");
  const sample_type type = mat.depth() == CV_8U    ? sample_type::u8
                           : mat.depth() == CV_16U ? sample_type::u16
                                                   : sample_type::f32;
  const format layout = make_format(type, mat.channels(), {mat.cols, mat.rows});
  const channel_order order = mat.channels() >= 3 ? channel_order::bgr : channel_order::rgb;
  return {reinterpret_cast<std::byte*>(mat.data), static_cast<std::ptrdiff_t>(mat.step[0]), layout, order};
}

/// The same to read from only.
inline const_view from_mat(const cv::Mat& mat) { return from_mat(const_cast<cv::Mat&>(mat)); }

/// A matrix that shares a view's pixels, without a copy; the channel order stays what it is. The pixels must outlive the matrix.
inline cv::Mat to_mat(const view& pixels) {
  return {static_cast<int>(pixels.format.size.height), static_cast<int>(pixels.format.size.width),
          mat_type(pixels.format), pixels.data, static_cast<std::size_t>(pixels.pitch)};
}

/// A matrix with a copy of an image's pixels, in OpenCV's order: BGR and BGRA.
inline cv::Mat to_mat(const image& picture) {
  const const_view in = picture.pixels();
  cv::Mat result(static_cast<int>(in.format.size.height), static_cast<int>(in.format.size.width), mat_type(in.format));
  const std::size_t sample = static_cast<std::size_t>(bytes_of(in.format.type));
  const std::size_t pixel = static_cast<std::size_t>(in.format.pixel_bytes());
  const std::size_t row = static_cast<std::size_t>(in.format.row_bytes());
  for (int y = 0; y < result.rows; ++y) {
    const std::byte* from = in.row(y);
    auto* to = reinterpret_cast<std::byte*>(result.ptr(y));
    std::copy(from, from + row, to);
    if (in.format.channels < 3) continue;
    for (std::size_t at = 0; at < row; at += pixel) std::swap_ranges(to + at, to + at + sample, to + at + 2 * sample);
  }
  return result;
}

}  // namespace tessera::inline v0
