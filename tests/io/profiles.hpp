// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>

#include "tessera/host/io/picture.hpp"

namespace pictures {

using tessera::bytes;

/// ICC profiles made for tests, by name: "adobe", "p3", "prophoto" and "srgb" are curves of one power or of sRGB and a matrix; "table" has sRGB's
/// curve as a table of 1024 numbers; "swapped" is none that is near any other; "lut" goes by tables of colours; "gray18" and "dot gain" are for gray.
bytes profile(const std::string& name);

/// One that no picture of RGB or gray can have.
bytes cmyk_profile();

/// What Little CMS makes of a colour in floats, relative colorimetric with black point compensation: three numbers, of gray the same ones.
std::array<double, 3> by_lcms(const bytes& from, const bytes& to, const std::array<double, 3>& colour);

}  // namespace pictures
