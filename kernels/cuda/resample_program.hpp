// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/cuda/resample_sums.hpp"

namespace tessera::inline v0::cuda {

/// How a resampling is done: copies, means of 2 x 2, whole-number weights (u8), float or double sums. The same choice as on the CPU.
enum class resample_way : std::uint8_t { nearest, halve, fixed, single, precise };

/// What the host knows of a resampling.
struct resample_data {
  resample_program program;
  resample_way how = resample_way::single;
  sample_type type = sample_type::u8;
  std::int64_t pixel_bytes = 1;
  std::vector<axis_table::entry> columns;
  std::size_t columns_at = 0, rows_at = 0, weights_x_at = 0, weights_y_at = 0, levels_at = 0;  ///< among the constants
};

/// Input columns that a region of the output reads.
inline std::int64_t columns_read(const resample_data& d, const rect& out) {
  if (out.empty()) return 0;
  const auto &first = d.columns[static_cast<std::size_t>(out.x0)],
             &last = d.columns[static_cast<std::size_t>(out.x1 - 1)];
  return last.first + last.count - first.first;
}

/// The rows between the passes, in a job's scratch.
__host__ __device__ constexpr std::int64_t between_pitch(std::int64_t samples, std::int64_t sample_bytes) {
  return (samples * sample_bytes + 127) / 128 * 128;
}

/// Enqueues jobs with a program whose pointers lead to the constants on the device.
cudaError_t launch_resample(const resample_data& data, const resample_program& program, std::span<const job> jobs,
                            cudaStream_t stream);

}  // namespace tessera::inline v0::cuda
