// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tessera/kernels/view.hpp"

namespace tessera::cli {

/// Dots from one character to the next, and from one line to the next.
inline constexpr int glyph_width = 6, glyph_height = 9;

/// Draws a line of text on a picture of 8 bits, its upper left corner at x, y; what reaches beyond the picture is cut
/// off.
void draw_text(const view& on, std::int64_t x, std::int64_t y, std::string_view text, int scale, u8 level);

/// How many characters a UTF-8 text has.
std::size_t characters(std::string_view text);

}  // namespace tessera::cli
