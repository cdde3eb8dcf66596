// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/colour.hpp"

#include <lcms2.h>

namespace tessera::inline v0::io {

struct cmyk_to_srgb::transform {
  cmsContext context = nullptr;
  cmsHTRANSFORM handle = nullptr;

  transform(std::span<const std::byte> profile, bool inverted) {
    if (profile.empty()) return;
    context = cmsCreateContext(nullptr, nullptr);
    const cmsHPROFILE from =
        cmsOpenProfileFromMemTHR(context, profile.data(), static_cast<cmsUInt32Number>(profile.size()));
    const cmsHPROFILE to = cmsCreate_sRGBProfileTHR(context);
    if (from != nullptr && to != nullptr && cmsGetColorSpace(from) == cmsSigCmykData) {
      handle = cmsCreateTransformTHR(context, from, inverted ? TYPE_CMYK_8_REV : TYPE_CMYK_8, to, TYPE_RGB_8,
                                     INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION);
    }
    if (from != nullptr) cmsCloseProfile(from);
    if (to != nullptr) cmsCloseProfile(to);
  }
  transform(const transform&) = delete;
  ~transform() {
    if (handle != nullptr) cmsDeleteTransform(handle);
    if (context != nullptr) cmsDeleteContext(context);
  }
};

cmyk_to_srgb::cmyk_to_srgb(std::span<const std::byte> profile, bool inverted)
    : transform_(std::make_unique<transform>(profile, inverted)), inverted_(inverted) {}
cmyk_to_srgb::cmyk_to_srgb(cmyk_to_srgb&&) noexcept = default;
cmyk_to_srgb::~cmyk_to_srgb() = default;

void cmyk_to_srgb::convert(const std::uint8_t* from, std::uint8_t* to, std::int64_t count) const {
  if (transform_->handle != nullptr) {
    cmsDoTransform(transform_->handle, from, to, static_cast<cmsUInt32Number>(count));
    return;
  }
  const unsigned flip = inverted_ ? 0 : 255;
  for (std::int64_t i = 0; i < count; ++i) {
    const unsigned light = from[4 * i + 3] ^ flip;
    for (int c = 0; c < 3; ++c)
      to[3 * i + c] = static_cast<std::uint8_t>(((from[4 * i + c] ^ flip) * light + 127) / 255);
  }
}

}  // namespace tessera::inline v0::io
