// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

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
  /// Bytes of device memory that it holds.
  virtual std::size_t workspace_bytes() const = 0;
  /// Enqueues the pipeline on the caller's stream: allocates nothing, waits for nothing, and can be captured in a graph. Until the stream has got
  /// there, the workspace is in use: one picture at a time. Memory that is not aligned to 16 bytes, or whose pitch is not a multiple of 16, costs
  /// a copy on the device. Throws `error` of kind usage where a view is not of its format, of kind device where CUDA refuses.
  virtual void enqueue(const device_view& in, const device_view& out, CUstream_st* stream) = 0;
};

}  // namespace tessera::inline v0
