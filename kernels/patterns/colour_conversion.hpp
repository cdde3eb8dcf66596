// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/kernels/patterns/colour_spaces.hpp"

namespace tessera::inline v0 {

// Conversions go by sRGB, linear light and XYZ, in this order, from the step that a space is defined on to that of the other.

enum class colour_step : std::uint8_t { srgb, linear, xyz };

TESSERA_FN constexpr colour_step step_of(colour_space space) {
  if (space == colour_space::linear) return colour_step::linear;
  const bool light = space == colour_space::xyz || space == colour_space::lab || space == colour_space::lch;
  return light ? colour_step::xyz : colour_step::srgb;
}

/// From samples to the step that their space is defined on.
template <class V>
TESSERA_FN rgb<V> decoded(colour_space from, rgb<V> v) {
  const V middle(middle_level), unit(255.0f);
  if (from == colour_space::hsv) return hsv_to_rgb(v);
  if (from == colour_space::hsl) return hsl_to_rgb(v);
  if (from == colour_space::ycbcr) return ycbcr_to_rgb(v);
  if (from == colour_space::lch) return lab_to_xyz(lch_to_lab(v));
  if (from == colour_space::lab) return lab_to_xyz(rgb<V>{v.r, (v.g - middle) * unit, (v.b - middle) * unit});
  return v;
}

template <class V>
TESSERA_FN rgb<V> encoded(colour_space to, rgb<V> v) {
  if (to == colour_space::hsv) return rgb_to_hsv(v);
  if (to == colour_space::hsl) return rgb_to_hsl(v);
  if (to == colour_space::ycbcr) return rgb_to_ycbcr(v);
  if (to == colour_space::lch) return lab_to_lch(xyz_to_lab(v));
  if (to != colour_space::lab) return v;
  const rgb<V> lab = xyz_to_lab(v);
  const V middle(middle_level), unit(1.0f / 255.0f);
  return {lab.r, lab.g * unit + middle, lab.b * unit + middle};
}

template <class V>
TESSERA_FN rgb<V> converted(colour_space from, colour_space to, rgb<V> v) {
  const colour_step first = step_of(from), last = step_of(to);
  v = decoded(from, v);
  if (first == colour_step::srgb && last != colour_step::srgb)
    v = {srgb_to_linear(v.r), srgb_to_linear(v.g), srgb_to_linear(v.b)};
  if (first != colour_step::xyz && last == colour_step::xyz) v = linear_to_xyz(v);
  if (first == colour_step::xyz && last != colour_step::xyz) v = xyz_to_linear(v);
  if (first != colour_step::srgb && last == colour_step::srgb)
    v = {linear_to_srgb(v.r), linear_to_srgb(v.g), linear_to_srgb(v.b)};
  return encoded(to, v);
}

}  // namespace tessera::inline v0
