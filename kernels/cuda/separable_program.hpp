// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/cuda/device.hpp"
#include "tessera/kernels/cuda/modules.hpp"

namespace tessera::inline v0::cuda {

/// How a separable filter is done: whole-number weights (u8), sums of equal weights (u8, u16), floats, floats with colour times alpha.
enum class separable_way : std::uint8_t { fixed, running, floats, weighted };

/// Weights of one pass: `whole` for fixed, `real` for floats.
struct separable_pass {
  const std::int32_t* whole = nullptr;
  const float* real = nullptr;
  std::int32_t reach = 0;
  std::int32_t shift = 0;  ///< bits to drop after a whole sum, rounding half up
  bool symmetric = false;
  __host__ __device__ constexpr int taps() const { return 2 * reach + 1; }
};

/// Weights of a symmetric whole-number filter for the kernel that unrolls its taps; those of the shorter reach stand in the middle.
struct unrolled_weights {
  std::int32_t reach = 0;       ///< 4, 8 or 16; 0: the filter reaches further or is not symmetric
  std::uint32_t even[17] = {};  ///< of the vertical pass, taps 2 k and 2 k + 1, low half first
  std::uint32_t odd[17] = {};   ///< taps 2 k - 1 and 2 k
  std::int32_t half[17] = {};   ///< of the horizontal pass, up to the centre
};

/// A separable filter as a kernel's parameter.
struct separable_program {
  unrolled_weights fixed;
  formula_code epilogue;
  edge_rule edges;
  separable_pass x, y;
  separable_way how = separable_way::floats;
  std::int32_t channels = 1;
  bool alpha = false;
  double factor = 1;  ///< of running sums
};

/// What a way keeps between its passes, for each sample of the columns that the horizontal pass reads.
template <separable_way Way>
using middle_of = std::conditional_t<Way == separable_way::fixed, std::int16_t,
                                     std::conditional_t<Way == separable_way::running, std::uint32_t, float>>;

/// The rows between the passes, in a job's scratch.
__host__ __device__ constexpr std::int64_t middle_pitch(std::int64_t samples, std::int64_t sample_bytes) {
  return (samples * sample_bytes + 127) / 128 * 128;
}

/// The farthest horizontal reach of the kernel that keeps the rows between the passes in shared memory.
inline constexpr int most_shared_reach = 16;

/// Whether one kernel does both passes, without scratch.
constexpr bool in_one_kernel(const separable_program& p) {
  return p.how == separable_way::fixed ? p.fixed.reach != 0 : p.x.reach <= most_shared_reach;
}

/// Writes the rows between the passes.
cudaError_t launch_vertical(const separable_program& program, sample_type type, std::span<const job> jobs,
                            cudaStream_t stream);
/// The same, within the library: what modules call is seen from outside of a shared one, what has kernels is not.
cudaError_t launch_vertical_here(const separable_program& program, sample_type type, std::span<const job> jobs,
                                 cudaStream_t stream);

}  // namespace tessera::inline v0::cuda
