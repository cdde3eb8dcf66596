// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/rank.hpp"

#include <fmt/format.h>

namespace tessera::inline v0 {

namespace {

int radius_from(int radius, int size) {
  if (size == 0) return radius;
  if (size % 2 == 0)
    throw error(error_kind::usage,
                fmt::format("size: {} is even, so the window has no centre; take {} or {}", size, size - 1, size + 1))
        .with_parameter("size");
  return size / 2;
}

}  // namespace

rank window_rank(rank::which kind, const window_sides& radius, const window_sides& size, double fraction) {
  return {kind, radius_from(radius.x(), size.x()), radius_from(radius.y(), size.y()), fraction};
}

}  // namespace tessera::inline v0
