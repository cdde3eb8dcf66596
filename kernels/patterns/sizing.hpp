// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// Where something smaller lies within something larger; the offsets count from the side that it names, to the right and down from the centre.
enum class gravity : std::uint8_t { northwest, north, northeast, west, centre, east, southwest, south, southeast };

inline constexpr auto gravities = one_of<gravity>({{"northwest", gravity::northwest},
                                                   {"north", gravity::north},
                                                   {"northeast", gravity::northeast},
                                                   {"west", gravity::west},
                                                   {"center", gravity::centre},
                                                   {"east", gravity::east},
                                                   {"southwest", gravity::southwest},
                                                   {"south", gravity::south},
                                                   {"southeast", gravity::southeast}});

/// The left or top position of `part` within `whole`; the halves of an odd rest go to the right and below.
std::int64_t place_x(gravity where, std::int64_t whole, std::int64_t part, std::int64_t offset);
std::int64_t place_y(gravity where, std::int64_t whole, std::int64_t part, std::int64_t offset);

/// The largest width and height that operators make.
inline constexpr std::int64_t largest_side = std::int64_t{1} << 20;

/// Throws `error` naming the operator if a side is above `largest_side`.
void check_size(const char* operator_name, extent size);

/// Throws `error` naming both sizes and the way out if a rectangle that crop is to keep reaches outside of the picture.
void check_inside(extent part, std::int64_t left, std::int64_t top, extent in);

/// A wished size as whole pixels, each side by itself; a side not given stays as it is. Half a pixel counts up, the least is 1.
extent plain_size(const dimensions& wish, extent in);

/// How a picture is fitted into a wished size.
enum class fit : std::uint8_t { inside, cover, exact };
/// Which way a size may change.
enum class change : std::uint8_t { both, shrink, enlarge };

/// A resampling to a wished size, everything but the filter: `inside` keeps the aspect and fits within it, `cover` keeps the aspect, fills it
/// and cuts what is over off evenly, `exact` stretches.
resample fitted(const dimensions& wish, fit how, change allowed, extent in);

}  // namespace tessera::inline v0
