// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <lcms2.h>

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "tessera/host/io/picture.hpp"
#include "tessera/kernels/patterns/shaper.hpp"

namespace tessera::inline v0::io {

/// Little CMS as one thread uses it; outlives what is made in it.
struct lcms_context {
  cmsContext handle = cmsCreateContext(nullptr, nullptr);
  lcms_context() = default;
  lcms_context(const lcms_context&) = delete;
  ~lcms_context() { cmsDeleteContext(handle); }
};

struct profile_closer {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
using profile_handle = std::unique_ptr<void, profile_closer>;

struct transform_closer {
  void operator()(void* transform) const { cmsDeleteTransform(transform); }
};
using transform_handle = std::unique_ptr<void, transform_closer>;

/// Null where the bytes are no profile.
profile_handle open_profile(const lcms_context& in, std::span<const std::byte> file);
/// sRGB, or gray of its tone curve.
profile_handle srgb_profile(const lcms_context& in, bool gray);
profile_handle adobe_rgb_profile(const lcms_context& in);
/// For what is gray beside pictures of an RGB profile, one of the tones along its gray axis; for colours beside those of a gray profile one
/// of sRGB's primaries and its tones.
profile_handle companion_profile(const lcms_context& in, cmsHPROFILE profile);
/// As a file: the same bytes whenever it is made.
bytes file_of(cmsHPROFILE profile);

bool is_gray(cmsHPROFILE profile);
/// Whether a picture can have it: of RGB or gray, and no link between others.
bool is_for_pictures(cmsHPROFILE profile);

/// Relative colorimetric with black point compensation, of floats that nothing bounds; null where there is no way.
transform_handle float_transform(const lcms_context& in, cmsHPROFILE from, cmsHPROFILE to);

/// A profile that is curves and a matrix to XYZ, row by row. Gray is one of any primaries.
struct matrix_profile {
  three_curves curves;
  std::array<double, 9> to_xyz;
};

/// Nullopt where the profile has tables of colours, which then count, or curves that do not rise. `way` is LCMS_USED_AS_INPUT or
/// LCMS_USED_AS_OUTPUT.
std::optional<matrix_profile> as_matrix(const lcms_context& in, cmsHPROFILE profile, cmsUInt32Number way);

}  // namespace tessera::inline v0::io
