// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/profile.hpp"

#include <algorithm>
#include <array>
#include <new>
#include <vector>

namespace tessera::inline v0::io {

namespace {

struct curve_closer {
  void operator()(cmsToneCurve* curve) const { cmsFreeToneCurve(curve); }
};
using curve_handle = std::unique_ptr<cmsToneCurve, curve_closer>;

constexpr cmsCIExyY d65{0.3127, 0.3290, 1};
constexpr cmsCIExyYTRIPLE srgb_primaries{{0.64, 0.33, 1}, {0.30, 0.60, 1}, {0.15, 0.06, 1}};

profile_handle checked(cmsHPROFILE made) {
  if (made == nullptr) throw std::bad_alloc();
  return profile_handle(made);
}

profile_handle rgb_profile(const lcms_context& in, const cmsCIExyYTRIPLE& primaries, cmsToneCurve* curve) {
  cmsToneCurve* const curves[] = {curve, curve, curve};
  return checked(cmsCreateRGBProfileTHR(in.handle, &d65, &primaries, curves));
}

profile_handle gray_profile(const lcms_context& in, const cmsToneCurve* curve) {
  return checked(cmsCreateGrayProfileTHR(in.handle, cmsD50_xyY(), curve));
}

curve_handle srgb_curve(const lcms_context& in) {
  const double parameters[] = {2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045};
  return curve_handle(cmsBuildParametricToneCurve(in.handle, 4, parameters));
}

void name_profile(const lcms_context& in, cmsHPROFILE profile, const char* name) {
  cmsMLU* const text = cmsMLUalloc(in.handle, 1);
  if (text == nullptr) throw std::bad_alloc();
  cmsMLUsetASCII(text, "en", "US", name);
  cmsWriteTag(profile, cmsSigProfileDescriptionTag, text);
  cmsMLUsetASCII(text, "en", "US", "No copyright, use freely");
  cmsWriteTag(profile, cmsSigCopyrightTag, text);
  cmsMLUfree(text);
}

/// Light along the gray axis of an RGB profile.
curve_handle gray_axis(const lcms_context& in, cmsHPROFILE profile) {
  constexpr std::size_t count = 4096;
  const profile_handle xyz = checked(cmsCreateXYZProfileTHR(in.handle));
  const transform_handle to_light(cmsCreateTransformTHR(in.handle, profile, TYPE_RGB_FLT, xyz.get(), TYPE_XYZ_FLT,
                                                        INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOCACHE));
  std::vector<float> light(count);
  for (std::size_t k = 0; k < count; ++k) {
    const float v = static_cast<float>(k) / (count - 1);
    const float colour[] = {v, v, v};
    float made[] = {0, v, 0};
    if (to_light) cmsDoTransform(to_light.get(), colour, made, 1);
    light[k] = std::clamp(made[1], k == 0 ? 0.0f : light[k - 1], 1.0f);
  }
  return curve_handle(cmsBuildTabulatedToneCurveFloat(in.handle, count, light.data()));
}

}  // namespace

profile_handle open_profile(const lcms_context& in, std::span<const std::byte> file) {
  if (file.size() < 128) return nullptr;
  return profile_handle(cmsOpenProfileFromMemTHR(in.handle, file.data(), static_cast<cmsUInt32Number>(file.size())));
}

profile_handle srgb_profile(const lcms_context& in, bool gray) {
  const curve_handle curve = srgb_curve(in);
  profile_handle made = gray ? gray_profile(in, curve.get()) : rgb_profile(in, srgb_primaries, curve.get());
  name_profile(in, made.get(), gray ? "Gray of sRGB" : "sRGB");
  return made;
}

profile_handle adobe_rgb_profile(const lcms_context& in) {
  const curve_handle curve(cmsBuildGamma(in.handle, 563.0 / 256));
  return rgb_profile(in, {{0.64, 0.33, 1}, {0.21, 0.71, 1}, {0.15, 0.06, 1}}, curve.get());
}

profile_handle companion_profile(const lcms_context& in, cmsHPROFILE profile) {
  profile_handle made;
  if (is_gray(profile)) {
    auto* const curve = static_cast<cmsToneCurve*>(cmsReadTag(profile, cmsSigGrayTRCTag));
    if (curve == nullptr) return nullptr;
    made = rgb_profile(in, srgb_primaries, curve);
  } else {
    made = gray_profile(in, gray_axis(in, profile).get());
  }
  std::array<char, 200> name{};
  cmsGetProfileInfoASCII(profile, cmsInfoDescription, "en", "US", name.data(), name.size() - 1);
  name_profile(in, made.get(), (std::string(is_gray(profile) ? "Colours for " : "Gray of ") + name.data()).c_str());
  return made;
}

bytes file_of(cmsHPROFILE profile) {
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  bytes file(size);
  if (size < 128 || !cmsSaveProfileToMem(profile, file.data(), &size)) throw std::bad_alloc();
  // Bytes 24 to 35 are the time of making; a fixed one keeps the outputs' bytes the same.
  constexpr std::array<unsigned char, 12> time{0x07, 0xe8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0};
  std::transform(time.begin(), time.end(), file.begin() + 24, [](unsigned char c) { return std::byte{c}; });
  return file;
}

bool is_gray(cmsHPROFILE profile) { return cmsGetColorSpace(profile) == cmsSigGrayData; }

bool is_for_pictures(cmsHPROFILE profile) {
  const auto kind = cmsGetDeviceClass(profile);
  const bool between = kind == cmsSigLinkClass || kind == cmsSigAbstractClass || kind == cmsSigNamedColorClass;
  return !between && (is_gray(profile) || cmsGetColorSpace(profile) == cmsSigRgbData);
}

transform_handle float_transform(const lcms_context& in, cmsHPROFILE from, cmsHPROFILE to) {
  const auto kind = [](cmsHPROFILE profile) { return is_gray(profile) ? TYPE_GRAY_FLT : TYPE_RGB_FLT; };
  return transform_handle(
      cmsCreateTransformTHR(in.handle, from, kind(from), to, kind(to), INTENT_RELATIVE_COLORIMETRIC,
                            cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE | cmsFLAGS_NOOPTIMIZE));
}

}  // namespace tessera::inline v0::io
