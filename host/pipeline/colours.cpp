// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "tessera/host/pipeline/values.hpp"

namespace tessera::inline v0::text {

namespace {

/// The basic colours of CSS (with "green" at half level, as there) and those that frames and mats use most.
constexpr std::pair<const char*, std::uint32_t> named_colours[] = {
    {"transparent", 0x00000000}, {"black", 0x000000ff},   {"white", 0xffffffff},  {"gray", 0x808080ff},
    {"silver", 0xc0c0c0ff},      {"red", 0xff0000ff},     {"maroon", 0x800000ff}, {"lime", 0x00ff00ff},
    {"green", 0x008000ff},       {"blue", 0x0000ffff},    {"navy", 0x000080ff},   {"yellow", 0xffff00ff},
    {"olive", 0x808000ff},       {"cyan", 0x00ffffff},    {"aqua", 0x00ffffff},   {"teal", 0x008080ff},
    {"magenta", 0xff00ffff},     {"fuchsia", 0xff00ffff}, {"purple", 0x800080ff}, {"orange", 0xffa500ff},
    {"pink", 0xffc0cbff},        {"brown", 0xa52a2aff},   {"ivory", 0xfffff0ff},  {"grey", 0x808080ff},
};

float level(std::uint32_t rgba, int shift) { return static_cast<float>(rgba >> shift & 0xff) / 255.0f; }
colour colour_of(std::uint32_t rgba) { return {level(rgba, 24), level(rgba, 16), level(rgba, 8), level(rgba, 0)}; }

int digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<colour> read_hexadecimal(std::string_view digits) {
  const bool brief = digits.size() == 3 || digits.size() == 4;
  if (!brief && digits.size() != 6 && digits.size() != 8) return {};
  std::uint32_t rgba = 0;
  for (const char c : digits) {
    const int d = digit(c);
    if (d < 0) return {};
    rgba = brief ? rgba << 8 | static_cast<std::uint32_t>(d * 17) : rgba << 4 | static_cast<std::uint32_t>(d);
  }
  if (digits.size() == 3 || digits.size() == 6) rgba = rgba << 8 | 0xff;
  return colour_of(rgba);
}

}  // namespace

std::optional<colour> read_colour_word(std::string_view word) {
  if (word.starts_with('#')) return read_hexadecimal(word.substr(1));
  std::string lower(word);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  for (const auto& [name, rgba] : named_colours)
    if (lower == name) return colour_of(rgba);
  return {};
}

std::string write_colour_word(const colour& c) {
  std::uint32_t rgba = 0;
  for (const float part : {c.r, c.g, c.b, c.a}) {
    if (!(part >= 0 && part <= 1)) return {};
    rgba = rgba << 8 | static_cast<std::uint32_t>(std::lround(part * 255.0f));
  }
  if (colour_of(rgba) != c) return {};
  for (const auto& [name, known] : named_colours)
    if (rgba == known) return name;
  const bool opaque = (rgba & 0xff) == 0xff;
  const bool brief = (rgba >> 4 & 0x0f0f0f0f) == (rgba & 0x0f0f0f0f);
  std::string digits = fmt::format("{:08x}", rgba);
  if (brief) digits = {digits[0], digits[2], digits[4], digits[6]};
  if (opaque) digits.resize(digits.size() * 3 / 4);
  return fmt::format("#{}", digits);
}

}  // namespace tessera::inline v0::text
