// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "tessera/host/io/profile.hpp"

namespace tessera::inline v0::io {

using colour3 = std::array<double, 3>;
using matrix3 = std::array<double, 9>;

inline constexpr matrix3 unchanged{1, 0, 0, 0, 1, 0, 0, 0, 1};

/// Curves and a matrix between two profiles, or between one and the middle.
struct shaper_plan {
  three_curves in{}, out{};
  matrix3 matrix = unchanged;
};

/// From a profile to another one; gray is luminance.
shaper_plan shaper_between(const matrix_profile& from, const matrix_profile& to, bool to_gray);

// In the middle, where tables of colours begin and end, colours are x, y and z with L* = 116 y - 16, a* = 500 (x - y) and b* = 200 (y - z), under D50
// (CIE 1976): light that nothing clips, as even as L*a*b* and led back by curves.

shaper_plan shaper_to_middle(const matrix_profile& from);
shaper_plan shaper_from_middle(const matrix_profile& to, bool to_gray);
/// L* + 16, a* and b*.
shaper_plan lab_of_middle();

/// What a shaper makes of a colour.
colour3 through(const shaper_plan& plan, const colour3& colour);

/// Half a level of 255: what counts as the same colour.
inline constexpr double half_level = 0.5 / 255;
bool near(const colour3& a, const colour3& b, double most);
/// Whether a shaper gives what Little CMS does. It inverts tables by 4096 evenly spaced numbers, too coarse beside black and where a table is level, so what
/// it says there is left out.
bool agree(const shaper_plan& plan, const colour3& colour, const colour3& expected);

}  // namespace tessera::inline v0::io
