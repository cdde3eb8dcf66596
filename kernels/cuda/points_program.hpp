// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/cuda/modules.hpp"

namespace tessera::inline v0::cuda {

/// What a step of a run does with the levels of a pixel; alpha is a level of its own.
/// `found_table` is one that belongs to the job, `colours` a colour table, `shaper` curves and a matrix; `pair` and `pixels` take the job's second picture, `placed_...` the position.
enum class step_kind : std::uint8_t {
  retype,
  sample,
  pixel,
  table,
  found_table,
  colours,
  shaper,
  swap_ends,
  remove_nans,
  pair,
  pixels,
  placed_sample,
  placed_pixel
};

struct point_step {
  formula_code what;
  step_kind kind = step_kind::retype;
  bool retypes = false;  ///< the sample type changes
  bool alpha_in = false, alpha_out = false;
  std::int32_t colours = 3;  ///< going in
  scale levels;
  std::uint32_t table = 0;  ///< its first level
  std::int32_t entries = 0, tables = 1;
};

/// More make several launches.
inline constexpr int most_steps = 12;

/// A run of point stages as a kernel's parameter.
struct point_program {
  point_step steps[most_steps];
  std::int32_t count = 0;
  std::int32_t channels_in = 3, channels_out = 3;
  bool alpha_in = false, alpha_out = false;
  bool alpha_second = false;
  std::int32_t channels_second = 0;  ///< 0: there is no second picture
  float width = 1, height = 1;       ///< of the picture
  const float* tables = nullptr;
};

}  // namespace tessera::inline v0::cuda
