// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/colour.hpp"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <new>
#include <type_traits>

namespace tessera::inline v0::io {

/// A transform with the context that it lives in.
struct lcms_transform {
  cmsContext context = cmsCreateContext(nullptr, nullptr);
  cmsHTRANSFORM handle = nullptr;

  lcms_transform() = default;
  lcms_transform(const lcms_transform&) = delete;
  ~lcms_transform() {
    if (handle != nullptr) cmsDeleteTransform(handle);
    if (context != nullptr) cmsDeleteContext(context);
  }
  /// Takes the profile `from` over.
  void make(cmsHPROFILE from, cmsUInt32Number kind, cmsColorSpaceSignature wanted, int bits, cmsUInt32Number flags) {
    const cmsHPROFILE to = cmsCreate_sRGBProfileTHR(context);
    if (from != nullptr && to != nullptr && cmsGetColorSpace(from) == wanted) {
      handle = cmsCreateTransformTHR(context, from, kind, to,
                                     bits == 32   ? TYPE_RGB_FLT
                                     : bits == 16 ? TYPE_RGB_16
                                                  : TYPE_RGB_8,
                                     INTENT_RELATIVE_COLORIMETRIC, flags);
    }
    if (from != nullptr) cmsCloseProfile(from);
    if (to != nullptr) cmsCloseProfile(to);
  }
};

namespace {

template <class T>
void multiply_light(const std::byte* from, std::byte* to, std::int64_t count, int step, bool inverted) {
  constexpr std::uint64_t top = static_cast<T>(~T{0});
  const std::uint64_t flip = inverted ? 0 : top;
  const auto* in = reinterpret_cast<const T*>(from);
  auto* out = reinterpret_cast<T*>(to);
  for (std::int64_t i = 0; i < count; ++i, in += step, out += 3) {
    const std::uint64_t light = in[3] ^ flip;
    for (int c = 0; c < 3; ++c) out[c] = static_cast<T>(((in[c] ^ flip) * light + top / 2) / top);
  }
}

/// Signed numbers count from 0, ICC's from 128; of 16 bits they are 256 times those of 8, and ICC's L* ends at 0xff00.
template <class T>
cmsCIELab lab_of(const T* p, bool offset) {
  using signed_t = std::make_signed_t<T>;
  constexpr double unit = sizeof(T) == 2 ? 256 : 1;
  const double white = sizeof(T) == 1 ? 255 : offset ? 65280 : 65535;
  const auto axis = [&](T v) { return offset ? v / unit - 128 : static_cast<signed_t>(v) / unit; };
  return {p[0] * 100.0 / white, axis(p[1]), axis(p[2])};
}

cmsCIELab lab_of_floats(const float* p) { return {p[0], p[1], p[2]}; }

}  // namespace

cmyk_to_srgb::cmyk_to_srgb(std::span<const std::byte> profile, bool inverted, int bits)
    : transform_(std::make_unique<lcms_transform>()), inverted_(inverted), bits_(bits) {
  if (profile.empty()) return;
  const cmsHPROFILE from =
      cmsOpenProfileFromMemTHR(transform_->context, profile.data(), static_cast<cmsUInt32Number>(profile.size()));
  const cmsUInt32Number kind =
      bits == 16 ? (inverted ? TYPE_CMYK_16_REV : TYPE_CMYK_16) : (inverted ? TYPE_CMYK_8_REV : TYPE_CMYK_8);
  transform_->make(from, kind, cmsSigCmykData, bits, cmsFLAGS_BLACKPOINTCOMPENSATION);
}
cmyk_to_srgb::cmyk_to_srgb(cmyk_to_srgb&&) noexcept = default;
cmyk_to_srgb::~cmyk_to_srgb() = default;

void cmyk_to_srgb::convert(const std::byte* from, std::byte* to, std::int64_t count, int step) const {
  if (transform_->handle == nullptr) {
    if (bits_ == 16) multiply_light<std::uint16_t>(from, to, count, step, inverted_);
    else multiply_light<std::uint8_t>(from, to, count, step, inverted_);
    return;
  }
  if (step == 4) {
    cmsDoTransform(transform_->handle, from, to, static_cast<cmsUInt32Number>(count));
    return;
  }
  const std::int64_t sample = bits_ / 8;
  for (std::int64_t i = 0; i < count; ++i)
    cmsDoTransform(transform_->handle, from + i * step * sample, to + i * 3 * sample, 1);
}

lab_to_srgb::lab_to_srgb(bool offset, int bits)
    : transform_(std::make_unique<lcms_transform>()), offset_(offset), bits_(bits) {
  transform_->make(cmsCreateLab4ProfileTHR(transform_->context, nullptr), TYPE_Lab_DBL, cmsSigLabData, bits, 0);
  if (transform_->handle == nullptr) throw std::bad_alloc();
}
lab_to_srgb::lab_to_srgb(lab_to_srgb&&) noexcept = default;
lab_to_srgb::~lab_to_srgb() = default;

void lab_to_srgb::convert(const std::byte* from, std::byte* to, std::int64_t count, int step) const {
  std::array<cmsCIELab, 256> part;
  const std::int64_t sample = bits_ / 8;
  for (std::int64_t done = 0; done < count; done += static_cast<std::int64_t>(part.size())) {
    const auto n = std::min(count - done, static_cast<std::int64_t>(part.size()));
    for (std::int64_t i = 0; i < n; ++i) {
      const std::byte* const p = from + (done + i) * step * sample;
      part[static_cast<std::size_t>(i)] = bits_ == 32   ? lab_of_floats(reinterpret_cast<const float*>(p))
                                          : bits_ == 16 ? lab_of(reinterpret_cast<const std::uint16_t*>(p), offset_)
                                                        : lab_of(reinterpret_cast<const std::uint8_t*>(p), offset_);
    }
    cmsDoTransform(transform_->handle, part.data(), to + done * 3 * sample, static_cast<cmsUInt32Number>(n));
  }
}

}  // namespace tessera::inline v0::io
