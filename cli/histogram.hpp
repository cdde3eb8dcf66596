// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "measure.hpp"
#include "tessera/host/image.hpp"

namespace tessera::cli {

/// 256 counts as a line of 64 bars.
std::string histogram_line(const std::vector<std::uint64_t>& counts);

/// A panel of bars for each channel, 512 pixels wide, the highest bar of each as high as its panel.
image histogram_picture(const std::vector<channel_statistics>& channels);

}  // namespace tessera::cli
