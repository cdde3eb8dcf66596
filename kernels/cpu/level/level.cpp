// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/level_table.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

const rows_table& rows_functions();
const lookups_table& lookups_functions();
const separable_table& separable_functions();
const running_table& running_functions();
const stencil_table& stencil_functions();
const rank_table& rank_functions();
const resample_table& resample_functions();
const move_table& move_functions();
const warp_table& warp_functions();

/// Everything that this SIMD level offers.
const level_table& table() {
  static const level_table all{rows_functions(),     lookups_functions(), separable_functions(),
                               running_functions(),  stencil_functions(), rank_functions(),
                               resample_functions(), move_functions(),    warp_functions()};
  return all;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
