// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/cuda/device.hpp"
#include "tessera/kernels/cuda/modules.hpp"
#include "tessera/kernels/patterns/moments.hpp"

namespace tessera::inline v0::cuda {

/// A formula of local moments as a kernel's parameter.
struct moments_program {
  formula_code what;
  edge_rule edges;
  std::int32_t channels = 1, radius_x = 1, radius_y = 1;
  bool alpha = false;
  double count = 1;  ///< of the samples of a window
};

/// The sums of a column of the window, what the vertical pass leaves in scratch.
template <class T>
struct column_sums {
  square_sum<T> squares;
  std::int64_t sum;
};

/// The rows between the passes, in a job's scratch.
__host__ __device__ constexpr std::int64_t moments_pitch(std::int64_t samples, std::int64_t sums_bytes) {
  return (samples * sums_bytes + 127) / 128 * 128;
}

}  // namespace tessera::inline v0::cuda
