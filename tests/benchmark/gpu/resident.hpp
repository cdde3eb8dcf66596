// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "bench.hpp"
#include "tessera/host/device/cuda/program.hpp"
#include "tessera/host/schedule/plan.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::test {

/// A picture in device memory.
class device_picture {
 public:
  explicit device_picture(const format& layout);
  cuda::buffer get() const { return {memory_.data(), pitch_, whole(layout_.size)}; }
  const format& layout() const { return layout_; }
  void put(const const_view& from, const cuda::stream& work) const;
  void take(const view& to, const cuda::stream& work) const;

 private:
  format layout_;
  std::int64_t pitch_;
  cuda::device_memory memory_;
};

/// A copy of host data in device memory.
cuda::device_memory store(const std::vector<std::byte>& data, const cuda::stream& work);

/// A graph over whole pictures in device memory; for a statistic, its counts.
class resident_graph {
 public:
  resident_graph(graph g, bool counts, const cuda::stream& work);
  resident_graph(const resident_graph&) = delete;
  /// True where there is nothing to launch.
  bool idle() const { return !counts_ && code_.last() == 0; }
  void enqueue(const device_picture& in, const device_picture* out, const cuda::stream& work) const;
  /// The counts that the last launch made.
  histogram counts(const cuda::stream& work) const;

 private:
  graph graph_;
  bool counts_;
  cuda::program code_;
  std::vector<span> spans_;
  cuda::layout where_;
  cuda::device_memory arena_, constants_;
};

/// Bytes per second, read and written, of copies within the device.
double copy_rate(const bench_settings& settings, std::size_t bytes, int pictures, const cuda::stream& work);

}  // namespace tessera::test
