// SPDX-License-Identifier: Apache-2.0
#include "format_reasons.hpp"

namespace tessera::test {

namespace {

/// What operators (their names, a space on both sides) have in common on some formats.
struct reason {
  std::string_view operators;
  bool (*applies)(const format& in);
  const char* why;
};

constexpr reason reasons[] = {
    {" brightness_contrast clamp curves exposure gain gamma invert levels posterize sigmoid_contrast solarize "
     "threshold tone_map ",
     [](const format& in) { return in.type != sample_type::u8; },
     "u8 is looked up in 256 bytes that lie in registers, as fast as memory gives them; here the formula is worked "
     "out"},
    {" clahe ", [](const format& in) { return in.type != sample_type::u8; },
     "64 tables of 65536 levels: 33 MB to count in and 17 MB to look up, beyond the caches; u8 has 64 KB"},
    {" auto_gamma auto_levels equalize otsu standardize gray_world match_histogram ",
     [](const format& in) { return in.type != sample_type::u8; },
     "65536 counters and entries for u8's 256, whatever the size of the picture: at --megabytes=60 it is below 3"},
    {" affine perspective polar rotate shear swirl trim undistort ",
     [](const format& in) { return in.type == sample_type::u8 && in.channels == 1; },
     "places and weights are worked out for every pixel, and RGB has three times the bytes of gray for them"},
    {" affine perspective polar rotate shear swirl trim undistort ",
     [](const format& in) { return in.type != sample_type::u8 && in.channels == 2; },
     "sums are doubles, since cubic weights may cancel alpha to almost nothing, and go pixel by pixel"},
    {" gaussian high_pass unsharp shadows_highlights thumbnail ",
     [](const format& in) { return in.type == sample_type::u8 && in.alpha; },
     "colour times alpha is added up in floats, 16 to a vector; without alpha two taps at a time in whole numbers, 32 "
     "to a vector"},
    {" lut ", [](const format& in) { return in.type != sample_type::u8; },
     "65536 entries are looked up in a cache, 256 bytes lie in registers"},
    {" percentile ", [](const format& in) { return in.type != sample_type::u8; },
     "the levels of a window are counted, 65536 of them for u8's 256"},
    {" grayscale saturation ", [](const format& in) { return in.type == sample_type::u8 && in.channels == 1; },
     "RGB goes from bytes to bytes; gray is given three planes of floats, which are equal"},
    {" grayscale ", [](const format& in) { return in.type == sample_type::u8 && in.alpha; },
     "RGB goes from bytes to bytes; with alpha pixels become planes of floats and are put together again"},
    {" adaptive_threshold ", [](const format& in) { return in.type == sample_type::u8 && in.alpha; },
     "colour times alpha is added up in floats, tap by tap; without alpha sums of whole numbers gain a row and lose "
     "one"},
    {" canny ", [](const format& in) { return in.type == sample_type::u8 && in.alpha; },
     "edges are weighed by alpha and stay floats until they are connected; without alpha they are bytes"},
    {" bilateral kuwahara non_local_means ", [](const format& in) { return in.channels == 1; },
     "windows are worked out in three colours, which are equal in gray: a pixel costs as much with a third of the "
     "bytes"},
};

}  // namespace

std::string reason_of(std::string_view name, const format& in) {
  const std::string word = " " + std::string(name) + " ";
  for (const reason& r : reasons)
    if (r.operators.find(word) != std::string_view::npos && r.applies(in)) return r.why;
  return {};
}

}  // namespace tessera::test
