// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/cpu/resample.hpp"
#include "tessera/kernels/cpu/simd.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

// The fixed-point passes, in level/resample_fixed.cpp.
void vertical_fixed(const fixed_vertical& job, int row, std::int16_t* blocks);
void pair_columns(const std::int16_t* blocks, std::size_t column_pairs, int channels, std::int32_t* pairs);
void horizontal_fixed(const std::int32_t* pairs, const std::int16_t* weights, int shift, const horizontal_job& job,
                      std::int32_t* out);
void deliver_fixed(const std::int32_t* sums, std::size_t samples, std::uint8_t* const* out, int rows);
void halve(const std::uint8_t* upper, const std::uint8_t* lower, std::uint8_t* out, std::size_t pixels, int channels);

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
