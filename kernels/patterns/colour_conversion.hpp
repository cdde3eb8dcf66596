// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/colour_spaces.hpp"
#include "tessera/kernels/patterns/steps.hpp"

namespace tessera::inline v0 {

// Conversions go by sRGB, linear light and XYZ, in this order, from the step that a space is defined on to that of the other.

enum class colour_step : std::uint8_t { srgb, linear, xyz };

TESSERA_FN constexpr colour_step step_of(colour_space space) {
  if (space == colour_space::linear) return colour_step::linear;
  const bool light = space == colour_space::xyz || space == colour_space::lab || space == colour_space::lch;
  return light ? colour_step::xyz : colour_step::srgb;
}

/// From samples to the step that their space is defined on, or just before the curve of L*a*b*.
template <class V>
TESSERA_FN rgb<V> decoded(colour_space from, rgb<V> v) {
  const V middle(middle_level), unit(255.0f);
  if (from == colour_space::hsv) return hsv_to_rgb(v);
  if (from == colour_space::hsl) return hsl_to_rgb(v);
  if (from == colour_space::ycbcr) return ycbcr_to_rgb(v);
  if (from == colour_space::lch) return lab_to_curves(lch_to_lab(v));
  return lab_to_curves(rgb<V>{v.r, (v.g - middle) * unit, (v.b - middle) * unit});
}

template <class V>
TESSERA_FN rgb<V> encoded(colour_space to, rgb<V> v) {
  if (to == colour_space::hsv) return rgb_to_hsv(v);
  if (to == colour_space::hsl) return rgb_to_hsl(v);
  if (to == colour_space::ycbcr) return rgb_to_ycbcr(v);
  const rgb<V> lab = curves_to_lab(v);
  if (to == colour_space::lch) return lab_to_lch(lab);
  const V middle(middle_level), unit(1.0f / 255.0f);
  return {lab.r, lab.g * unit + middle, lab.b * unit + middle};
}

TESSERA_FN constexpr bool is_curved(colour_space space) {
  return space == colour_space::lab || space == colour_space::lch;
}

/// Whether samples are not yet what `step_of` says.
TESSERA_FN constexpr bool is_encoded(colour_space space) {
  return is_curved(space) || space == colour_space::hsv || space == colour_space::hsl || space == colour_space::ycbcr;
}

/// Takes `pixels` from one space to another. `pixels.each(f)` puts every sample through f, `pixels.whole(f)` every pixel.
template <class Pixels>
TESSERA_FN void convert_pixels(colour_space from, colour_space to, Pixels& pixels) {
  const colour_step first = step_of(from), last = step_of(to);
  if (is_encoded(from)) pixels.whole([from](auto v) { return decoded(from, v); });
  if (is_curved(from)) pixels.each([](auto v) { return lab_curve_back(v); });
  if (first == colour_step::srgb && last != colour_step::srgb) pixels.each([](auto v) { return srgb_to_linear(v); });
  if (first != colour_step::xyz && last == colour_step::xyz) pixels.whole([](auto v) { return linear_to_xyz(v); });
  if (first == colour_step::xyz && last != colour_step::xyz) pixels.whole([](auto v) { return xyz_to_linear(v); });
  if (first != colour_step::srgb && last == colour_step::srgb) pixels.each([](auto v) { return linear_to_srgb(v); });
  if (is_curved(to)) pixels.each([](auto v) { return lab_curve(v); });
  if (is_encoded(to)) pixels.whole([to](auto v) { return encoded(to, v); });
}

}  // namespace tessera::inline v0
