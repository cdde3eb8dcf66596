// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "tessera/host/io/profile.hpp"

namespace tessera::inline v0::io {

namespace {

/// The curves of ICC.1:2022, 10.18, under the numbers that Little CMS gives them: (a v + b)^g + e from d on, c v + f below.
std::optional<curve_law> power_law(int type, const double* p) {
  curve_law law;
  law.kind = curve_kind::power;
  law.power = p[0];
  if (type >= 2) law.gain = p[1], law.shift = p[2];
  law.slope = 0;
  if (type == 2 || type == 3) law.start = -law.shift / law.gain;
  if (type == 3) law.lift = law.offset = p[3];
  if (type >= 4) law.slope = p[3], law.start = p[4];
  if (type == 5) law.lift = p[5], law.offset = p[6];
  if (!(law.power > 0) || !(law.gain > 0) || !(law.slope >= 0)) return std::nullopt;
  if (type == 1 && law.power == 1) law.kind = curve_kind::same;
  return law;
}

std::optional<curve_law> law_of(const cmsToneCurve* curve) {
  if (curve == nullptr || !cmsIsToneCurveMonotonic(curve) || cmsIsToneCurveDescending(curve)) return std::nullopt;
  const int type = cmsGetToneCurveParametricType(curve);
  if (type >= 1 && type <= 5) return power_law(type, cmsGetToneCurveParams(curve));
  const auto count = cmsGetToneCurveEstimatedTableEntries(curve);
  const cmsUInt16Number* const entries = cmsGetToneCurveEstimatedTable(curve);
  if (type != 0 || count < 2 || entries == nullptr) return std::nullopt;
  curve_law law;
  law.kind = curve_kind::table;
  std::transform(entries, entries + count, std::back_inserter(law.nodes),
                 [](cmsUInt16Number n) { return n / 65535.0; });
  return law;
}

bool has_tables(cmsHPROFILE profile, cmsUInt32Number way) {
  using tags = std::array<cmsTagSignature, 5>;
  const tags read{cmsSigAToB0Tag, cmsSigAToB1Tag, cmsSigDToB0Tag, cmsSigDToB1Tag, cmsSigDToB3Tag};
  const tags written{cmsSigBToA0Tag, cmsSigBToA1Tag, cmsSigBToD0Tag, cmsSigBToD1Tag, cmsSigBToD3Tag};
  const tags& all = way == LCMS_USED_AS_INPUT ? read : written;
  return std::any_of(all.begin(), all.end(), [&](cmsTagSignature tag) { return cmsIsTag(profile, tag); });
}

bool read_curves(cmsHPROFILE profile, const std::array<cmsTagSignature, 3>& tags, three_curves& to) {
  for (std::size_t c = 0; c < 3; ++c) {
    const auto law = law_of(static_cast<const cmsToneCurve*>(cmsReadTag(profile, tags[c])));
    if (!law) return false;
    to[c] = *law;
  }
  return true;
}

bool read_columns(cmsHPROFILE profile, std::array<double, 9>& to_xyz) {
  const cmsTagSignature tags[] = {cmsSigRedColorantTag, cmsSigGreenColorantTag, cmsSigBlueColorantTag};
  for (std::size_t c = 0; c < 3; ++c) {
    const auto* const column = static_cast<const cmsCIEXYZ*>(cmsReadTag(profile, tags[c]));
    if (column == nullptr) return false;
    to_xyz[c] = column->X, to_xyz[3 + c] = column->Y, to_xyz[6 + c] = column->Z;
  }
  // Primaries on one line have no way back; those of wide profiles have a volume of 0.1 and more.
  const auto minor = [&](std::size_t a, std::size_t b) {
    return to_xyz[3 + a] * to_xyz[6 + b] - to_xyz[3 + b] * to_xyz[6 + a];
  };
  const double volume = to_xyz[0] * minor(1, 2) - to_xyz[1] * minor(0, 2) + to_xyz[2] * minor(0, 1);
  return std::abs(volume) > 1e-3;
}

}  // namespace

std::optional<matrix_profile> as_matrix(const lcms_context& in, cmsHPROFILE profile, cmsUInt32Number way) {
  if (has_tables(profile, way) || cmsGetPCS(profile) != cmsSigXYZData) return std::nullopt;
  matrix_profile made;
  if (is_gray(profile)) {
    constexpr auto tag = cmsSigGrayTRCTag;
    if (!read_curves(profile, {tag, tag, tag}, made.curves)) return std::nullopt;
    return read_columns(srgb_profile(in, false).get(), made.to_xyz) ? std::optional(made) : std::nullopt;
  }
  if (!read_curves(profile, {cmsSigRedTRCTag, cmsSigGreenTRCTag, cmsSigBlueTRCTag}, made.curves)) return std::nullopt;
  return read_columns(profile, made.to_xyz) ? std::optional(made) : std::nullopt;
}

}  // namespace tessera::inline v0::io
