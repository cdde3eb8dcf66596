// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "tessera/kernels/view.hpp"

struct CUstream_st;  // cudaStream_t points to one; the public headers do without CUDA's

namespace tessera::inline v0 {

/// Pixels in the memory of a CUDA device.
struct device_view : view {};

/// A pipeline made ready for pictures of one format on one device: code, constants and workspace are there. Made by engine::prepare.
class resident_pipeline {
 public:
  virtual ~resident_pipeline() = default;
  virtual const format& input() const = 0;
  virtual const format& output() const = 0;
  /// The most pictures of one call of `enqueue`.
  virtual std::size_t images() const = 0;
  /// Bytes of device memory that it holds.
  virtual std::size_t workspace_bytes() const = 0;
  /// Enqueues the pipeline on the caller's stream, for 1 to `images` pictures together: in[i] becomes out[i], which may overlap no other view of the
  /// call. A stage is one launch for as many as 24 pictures. Allocates nothing, waits for nothing, and can be captured in a graph; what is enqueued
  /// next must be on the same stream or come after it, since the workspace is in use until then. Views may lie anywhere; memory that is not aligned to
  /// 16 bytes, or whose pitch or row is not a multiple of 16, costs a copy on the device. Throws `error` of kind usage, before anything is enqueued,
  /// where the numbers of views differ or are not those allowed or a view is not of its format (it is named), of kind device where CUDA refuses.
  virtual void enqueue(std::span<const device_view> in, std::span<const device_view> out, CUstream_st* stream) = 0;
  /// The same for one picture.
  void enqueue(const device_view& in, const device_view& out, CUstream_st* stream) {
    enqueue(std::span(&in, 1), std::span(&out, 1), stream);
  }
};

}  // namespace tessera::inline v0
