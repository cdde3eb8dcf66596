// SPDX-License-Identifier: Apache-2.0
#ifndef TESSERA_LEVEL
#error "this unit is compiled once per SIMD level"
#endif
#include "tessera/kernels/cpu/rank_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

const rank_table& rank_functions() {
  static const rank_table table{minimum_code(),
                                maximum_code(),
                                shaped_minimum_code(),
                                shaped_maximum_code(),
                                median_3x3_code(),
                                median_5x5_code(),
                                {counted_code(), sliding_u16_code(), sliding_f32_code()},
                                {counted_large_code(), sliding_u16_code(), sliding_f32_code()}};
  return table;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
