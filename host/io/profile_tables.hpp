// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/io/profile.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0::io {

// What profiles say by tables of colours, relative colorimetric with black point compensation. The nodes are the profile's own and some between them;
// nullopt where a profile leads nowhere.

/// From red, green and blue to the middle; see shaper_plan.hpp. Straight lines between the nodes of L*a*b* are straight there.
std::optional<colour_table> table_to_middle(const lcms_context& in, cmsHPROFILE from);
/// From L* + 16, a* and b* (D50) to red, green and blue, or three times gray.
std::optional<colour_table> table_from_lab(const lcms_context& in, cmsHPROFILE to);

}  // namespace tessera::inline v0::io
