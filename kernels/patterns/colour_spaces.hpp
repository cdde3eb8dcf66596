// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/transfer.hpp"
#include "tessera/kernels/view.hpp"

namespace tessera::inline v0 {

// Colour spaces as samples hold them: what is named below lies in 0..1 for every colour of sRGB. White is D65.
//   hsv, hsl  hue / 360 degrees, saturation, value or lightness (A. Smith 1978; G. Joblove and D. Greenberg 1978)
//   ycbcr     full range BT.601 as in JPEG (JFIF): Y, Cb + 128/255, Cr + 128/255
//   xyz       CIE 1931 X, Y and Z over those of white
//   lab       CIE 1976 L* / 100, (a* + 128) / 255, (b* + 128) / 255, as ICC profiles and OpenCV have it
//   lch       L* / 100, chroma / 150 as in CSS Color 4, hue / 360 degrees; the hue of grays is 0

template <class V>
TESSERA_FN rgb<V> rgb_to_hsv(rgb<V> v) {
  const V most = max(v.r, max(v.g, v.b)), width = most - min(v.r, min(v.g, v.b));
  const V safe = select(width > V(0.0f), width, V(1.0f));
  const V sector = select(v.r >= most, (v.g - v.b) / safe,
                          select(v.g >= most, V(2.0f) + (v.b - v.r) / safe, V(4.0f) + (v.r - v.g) / safe));
  const V hue = sector * V(1.0f / 6.0f);
  const V saturation = width / select(most > V(0.0f), most, V(1.0f));
  return {select(hue < V(0.0f), hue + V(1.0f), hue), select(most > V(0.0f), saturation, V(0.0f)), most};
}

/// k modulo n.
template <class V>
TESSERA_FN V remainder_of(V k, float n) {
  return k - floor(k * V(1.0f / n)) * V(n);
}

template <class V>
TESSERA_FN rgb<V> hsv_to_rgb(rgb<V> v) {
  const auto channel = [&](float start) {
    const V k = remainder_of(v.r * V(6.0f) + V(start), 6.0f);
    return v.b - v.b * v.g * bounded(min(k, V(4.0f) - k), V(0.0f), V(1.0f));
  };
  return {channel(5.0f), channel(3.0f), channel(1.0f)};
}

template <class V>
TESSERA_FN rgb<V> rgb_to_hsl(rgb<V> v) {
  const V most = max(v.r, max(v.g, v.b)), least = min(v.r, min(v.g, v.b));
  const V lightness = (most + least) * V(0.5f), room = V(1.0f) - abs(most + least - V(1.0f));
  const V saturation = (most - least) / select(room > V(0.0f), room, V(1.0f));
  return {rgb_to_hsv(v).r, select(room > V(0.0f), saturation, V(0.0f)), lightness};
}

template <class V>
TESSERA_FN rgb<V> hsl_to_rgb(rgb<V> v) {
  const V width = v.g * min(v.b, V(1.0f) - v.b);
  const auto channel = [&](float start) {
    const V k = remainder_of(v.r * V(12.0f) + V(start), 12.0f);
    return v.b - width * bounded(min(k - V(3.0f), V(9.0f) - k), V(-1.0f), V(1.0f));
  };
  return {channel(0.0f), channel(8.0f), channel(4.0f)};
}

inline constexpr float middle_level = 128.0f / 255.0f;

template <class V>
TESSERA_FN rgb<V> rgb_to_ycbcr(rgb<V> v) {
  const V y = v.r * V(0.299f) + v.g * V(0.587f) + v.b * V(0.114f);
  return {y, (v.b - y) * V(1.0f / 1.772f) + V(middle_level), (v.r - y) * V(1.0f / 1.402f) + V(middle_level)};
}

template <class V>
TESSERA_FN rgb<V> ycbcr_to_rgb(rgb<V> v) {
  const V red = V(1.402f) * (v.b - V(middle_level)), blue = V(1.772f) * (v.g - V(middle_level));
  return {v.r + red, v.r - (red * V(0.299f) + blue * V(0.114f)) * V(1.0f / 0.587f), v.r + blue};
}

// From the primaries and the white point of IEC 61966-2-1, rows over those of white.

template <class V>
TESSERA_FN rgb<V> linear_to_xyz(rgb<V> v) {
  return {v.r * V(0.433887346f) + v.g * V(0.376224009f) + v.b * V(0.189888645f),
          v.r * V(0.212639006f) + v.g * V(0.715168679f) + v.b * V(0.072192315f),
          v.r * V(0.017750040f) + v.g * V(0.109447621f) + v.b * V(0.872802339f)};
}

template <class V>
TESSERA_FN rgb<V> xyz_to_linear(rgb<V> v) {
  return {v.r * V(3.080399091f) - v.g * V(1.537383178f) - v.b * V(0.543015913f),
          v.g * V(1.875967502f) - v.r * V(0.921223359f) + v.b * V(0.045255857f),
          v.r * V(0.052873939f) - v.g * V(0.203976959f) + v.b * V(1.151103020f)};
}

/// The cube root above (6/29)^3, a straight line below.
template <class V>
TESSERA_FN V lab_curve(V t) {
  const V x = max(t, V(216.0f / 24389.0f));
  const V near = exp2(log2(x) * V(1.0f / 3.0f));
  const V root = near - (near - x / (near * near)) * V(1.0f / 3.0f);
  return select(t > V(216.0f / 24389.0f), root, t * V(841.0f / 108.0f) + V(4.0f / 29.0f));
}

template <class V>
TESSERA_FN V lab_curve_back(V f) {
  return select(f > V(6.0f / 29.0f), f * f * f, (f - V(4.0f / 29.0f)) * V(108.0f / 841.0f));
}

/// L* / 100, a* and b* from X, Y and Z after the curve.
template <class V>
TESSERA_FN rgb<V> curves_to_lab(rgb<V> v) {
  return {V(1.16f) * v.g - V(0.16f), V(500.0f) * (v.r - v.g), V(200.0f) * (v.g - v.b)};
}

template <class V>
TESSERA_FN rgb<V> lab_to_curves(rgb<V> v) {
  const V y = (v.r + V(0.16f)) * V(1.0f / 1.16f);
  return {y + v.g * V(0.002f), y, y - v.b * V(0.005f)};
}

/// The angle of (x, y) as a part of a turn in [0, 1). With the argument drawn into |t| <= tan(pi/8) the series' error is below 1e-7.
template <class V>
TESSERA_FN V turn_of(V y, V x) {
  const V most = max(abs(x), abs(y)), least = min(abs(x), abs(y));
  const V slope = least / select(most > V(0.0f), most, V(1.0f));
  const auto steep = slope > V(0.41421356f);
  const V t = select(steep, (slope - V(1.0f)) / (slope + V(1.0f)), slope);
  const V z = t * t;
  V sum = V(1.0f / 13.0f) - z * V(1.0f / 15.0f);
  sum = V(1.0f / 11.0f) - z * sum;
  sum = V(1.0f / 9.0f) - z * sum;
  sum = V(1.0f / 7.0f) - z * sum;
  sum = V(1.0f / 5.0f) - z * sum;
  sum = V(1.0f / 3.0f) - z * sum;
  sum = V(1.0f) - z * sum;
  const V eighth = sum * t * V(0.15915494f) + select(steep, V(0.125f), V(0.0f));
  const V quarter = select(abs(y) > abs(x), V(0.25f) - eighth, eighth);
  const V half = select(x < V(0.0f), V(0.5f) - quarter, quarter);
  return select(y < V(0.0f), select(half > V(0.0f), V(1.0f) - half, V(0.0f)), half);
}

/// The sine of an eighth of a turn at most, and its cosine, by their Taylor series.
template <class V>
TESSERA_FN V small_sine(V a) {
  const V z = a * a;
  return a *
         (V(1.0f) - z * (V(1.0f / 6.0f) - z * (V(1.0f / 120.0f) - z * (V(1.0f / 5040.0f) - z * V(1.0f / 362880.0f)))));
}

template <class V>
TESSERA_FN V small_cosine(V a) {
  const V z = a * a;
  return V(1.0f) - z * (V(0.5f) - z * (V(1.0f / 24.0f) - z * (V(1.0f / 720.0f) - z * V(1.0f / 40320.0f))));
}

/// The cosine of a part of a turn.
template <class V>
TESSERA_FN V cosine_of_turn(V turn) {
  const V quarters = round(turn * V(4.0f));
  const V rest = (turn - quarters * V(0.25f)) * V(6.2831853f);
  const V quadrant = remainder_of(quarters, 4.0f);
  const V even = small_cosine(rest), odd = small_sine(rest);
  const V upper = select(quadrant < V(0.5f), even, -odd), lower = select(quadrant < V(2.5f), -even, odd);
  return select(quadrant < V(1.5f), upper, lower);
}

inline constexpr float chroma_white = 150.0f;

template <class V>
TESSERA_FN rgb<V> lab_to_lch(rgb<V> v) {
  const V chroma = sqrt(v.g * v.g + v.b * v.b) * V(1.0f / chroma_white);
  return {v.r, chroma, select(chroma < V(0.001f), V(0.0f), turn_of(v.b, v.g))};
}

template <class V>
TESSERA_FN rgb<V> lch_to_lab(rgb<V> v) {
  const V chroma = v.g * V(chroma_white);
  return {v.r, chroma * cosine_of_turn(v.b), chroma * cosine_of_turn(v.b - V(0.25f))};
}

}  // namespace tessera::inline v0
