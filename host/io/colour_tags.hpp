// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/io/picture.hpp"

namespace tessera::inline v0::io {

/// Whether EXIF says that samples without a profile are those of Adobe RGB, as cameras write it (DCF 2.0: interoperability index R03).
bool says_adobe_rgb(const metadata& extra);

/// Whether pictures can be brought to a profile.
bool leads_to(const bytes& profile);

}  // namespace tessera::inline v0::io
