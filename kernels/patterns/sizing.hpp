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

inline constexpr auto fits = one_of<fit>({{"inside", fit::inside}, {"cover", fit::cover}, {"exact", fit::exact}});
inline constexpr auto changes =
    one_of<change>({{"both", change::both}, {"shrink", change::shrink}, {"enlarge", change::enlarge}});

/// A resampling to a wished size, everything but the filter: `inside` keeps the aspect and fits within it, `cover` keeps the aspect, fills it
/// and cuts what is over off, keeping the side that `kept` names, `exact` stretches.
resample fitted(const dimensions& wish, fit how, change allowed, extent in, gravity kept = gravity::centre);

inline constexpr const char about_interpolation[] = "how positions between pixels get their value";
inline constexpr const char about_background[] =
    "of what lies beyond the picture; transparent, or black without alpha, unless given";

/// Blocks of `side` pixels from the top left corner, each of one colour, the mean of what it covers.
recipe blocks(const char* operator_name, std::int64_t side, const format& in);

/// Throws `error` naming the operator if no size was given.
void check_given(const char* operator_name, const dimensions& size);

inline constexpr auto interpolations = one_of<warp::interpolation>({{"nearest", warp::interpolation::nearest},
                                                                    {"bilinear", warp::interpolation::bilinear},
                                                                    {"bicubic", warp::interpolation::bicubic}});

}  // namespace tessera::inline v0
