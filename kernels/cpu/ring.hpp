// SPDX-License-Identifier: Apache-2.0
#pragma once

// Rows of a window that slides down a tile, each turned once and kept in a ring as long as the window holds it.

#include "tessera/kernels/cpu/engine.hpp"

namespace tessera::inline v0::cpu {

/// Where a row, above the picture's top as well, lies in a ring of `height` rows.
constexpr std::int64_t place_in_ring(std::int64_t row, std::int64_t height) {
  return ((row % height) + height) % height;
}

/// Calls convert(row) once for every input row that is new to the window, and finish(k) for output row k as soon as all of its rows are there.
template <class Convert, class Finish>
void slide_down(const row_job& job, std::int64_t reach, const Convert& convert, const Finish& finish) {
  if (job.first)
    for (std::int64_t row = job.y - reach; row < job.y + reach; ++row) convert(row);
  for (int k = 0; k < job.rows; ++k) {
    convert(job.y + k + reach);
    finish(k);
  }
}

}  // namespace tessera::inline v0::cpu
