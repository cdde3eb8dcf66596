// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace tessera::inline v0 {

/// "12.0 ms", "0.42 us", "3.10 s": about three digits; "forever" if not finite.
std::string seconds_text(double seconds);

/// "1.21 GB": powers of 1000, as rates have them.
std::string size_text(std::int64_t bytes);

}  // namespace tessera::inline v0
