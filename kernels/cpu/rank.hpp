// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tessera/kernels/cpu/level_table.hpp"

namespace tessera::inline v0::cpu {

/// What every rank kernel reads.
struct rank_data {
  int channels = 1;
  std::int64_t pixel_bytes = 1;
  std::int64_t radius_x = 0, radius_y = 0;
  std::int64_t position = 0;          ///< of the wanted sample among the sorted ones of the window, from 0
  std::vector<std::int32_t> heights;  ///< see `rank`

  std::int64_t width() const { return 2 * radius_x + 1; }
  std::int64_t height() const { return 2 * radius_y + 1; }
  /// Samples of an input row for `columns` pixels of output.
  std::int64_t row_samples(std::int64_t columns) const { return (columns + 2 * radius_x) * channels; }

  /// The input row `y` at the leftmost column of the job's reach.
  template <class T>
  const T* input(const row_job& job, std::int64_t y) const {
    const input_rows& in = job.in[0];
    return reinterpret_cast<const T*>(in.row[y - in.y] + (job.x0 - radius_x - in.x) * pixel_bytes);
  }
};

/// One algorithm for one sample type; `data` points to rank_data.
struct rank_code {
  void (*run)(const void* data, const row_job& job) = nullptr;
  std::size_t (*scratch_bytes)(const void* data, std::int64_t columns) = nullptr;
};

/// The code of one SIMD level for the rank engine, by sample type.
struct rank_table {
  std::array<rank_code, 3> minimum, maximum;
  std::array<rank_code, 3> shaped_minimum, shaped_maximum;  ///< of a window that is no rectangle
  std::array<rank_code, 3> median_3x3, median_5x5;
  std::array<rank_code, 3> percentile;        ///< any window of up to 32767 samples and up to 255 rows
  std::array<rank_code, 3> large_percentile;  ///< any window
};

}  // namespace tessera::inline v0::cpu
