// SPDX-License-Identifier: Apache-2.0
#include "font.hpp"

#include <array>
#include <cstdint>

namespace tessera::cli {

namespace {

/// The printable ASCII characters from the blank on, 5 x 8 dots: a byte per row, top row first, bit 4 leftmost.
constexpr std::array<std::uint64_t, 95> glyphs{
    0x0000000000000000, 0x0404040404000400, 0x0a0a0a0000000000, 0x0a0a1f0a1f0a0a00, 0x040f140e051e0400,
    0x1819020408130300, 0x0c12140815120d00, 0x0404080000000000, 0x0204080808040200, 0x0804020202040800,
    0x0004150e15040000, 0x0004041f04040000, 0x00000000000c0408, 0x0000001f00000000, 0x00000000000c0c00,
    0x0101020408101000, 0x0e11131519110e00, 0x040c040404040e00, 0x0e11010608101f00, 0x0e11010601110e00,
    0x02060a121f020200, 0x1f101e0101110e00, 0x0608101e11110e00, 0x1f01020408080800, 0x0e11110e11110e00,
    0x0e11110f01020c00, 0x000c0c000c0c0000, 0x000c0c00000c0408, 0x0204081008040200, 0x00001f001f000000,
    0x0804020102040800, 0x0e11010204000400, 0x0e11171517100e00, 0x0e11111f11111100, 0x1e11111e11111e00,
    0x0e11101010110e00, 0x1e11111111111e00, 0x1f10101e10101f00, 0x1f10101e10101000, 0x0e11101711110f00,
    0x1111111f11111100, 0x0e04040404040e00, 0x0702020202120c00, 0x1112141814121100, 0x1010101010101f00,
    0x111b151511111100, 0x1119151311111100, 0x0e11111111110e00, 0x1e11111e10101000, 0x0e11111115120d00,
    0x1e11111e14121100, 0x0f10100e01011e00, 0x1f04040404040400, 0x1111111111110e00, 0x11111111110a0400,
    0x11111115151b1100, 0x11110a040a111100, 0x11110a0404040400, 0x1f01020408101f00, 0x0e08080808080e00,
    0x1010080402010100, 0x0e02020202020e00, 0x040a110000000000, 0x0000000000001f00, 0x0804020000000000,
    0x00000e010f110f00, 0x10101e1111111e00, 0x00000e1110110e00, 0x01010f1111110f00, 0x00000e111f100e00,
    0x06081c0808080800, 0x00000f11110f010e, 0x10101e1111111100, 0x04000c0404040e00, 0x020006020202120c,
    0x1010121418141200, 0x0c04040404040e00, 0x00001a1515151500, 0x00001e1111111100, 0x00000e1111110e00,
    0x00001e11111e1010, 0x00000f11110f0101, 0x0000161910101000, 0x00000f100e011e00, 0x08081c0808090600,
    0x0000111111130d00, 0x00001111110a0400, 0x0000111515150a00, 0x0000110a040a1100, 0x00001111110f010e,
    0x00001f0204081f00, 0x0204040804040200, 0x0404040404040400, 0x0804040204040800, 0x0000081502000000};

/// What stands for characters that the font has not.
constexpr std::uint64_t box = 0x1f1111111111111f;

std::uint64_t glyph_of(std::string_view& text) {
  const auto first = static_cast<unsigned char>(text[0]);
  text.remove_prefix(1);
  while (first >= 0x80 && !text.empty() && (static_cast<unsigned char>(text[0]) & 0xc0) == 0x80) text.remove_prefix(1);
  return first >= 32 && first < 127 ? glyphs[first - 32u] : box;
}

}  // namespace

void draw_text(const view& on, std::int64_t x, std::int64_t y, std::string_view text, int scale, u8 level) {
  const auto [width, height] = on.format.size;
  for (; !text.empty(); x += glyph_width * scale) {
    const std::uint64_t glyph = glyph_of(text);
    for (std::int64_t row = 0; row < 8 * scale; ++row)
      for (std::int64_t column = 0; column < 5 * scale; ++column) {
        const bool dot = (glyph >> (8 * (7 - row / scale) + 4 - column / scale)) & 1;
        const std::int64_t px = x + column, py = y + row;
        if (!dot || px < 0 || py < 0 || px >= width || py >= height) continue;
        for (int c = 0; c < on.format.channels; ++c) on.samples<u8>(py)[px * on.format.channels + c] = level;
      }
  }
}

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (; !text.empty(); ++count) glyph_of(text);
  return count;
}

}  // namespace tessera::cli
