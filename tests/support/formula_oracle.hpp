// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <string>

#include "tessera/host/image.hpp"

namespace tessera::test {

/// A colour formula in float64; fractions of white.
using sample_reference = std::function<double(double)>;
using pixel_reference = std::function<std::array<double, 3>(std::array<double, 3>)>;

/// Runs the pipeline text on pictures of every sample type and channel count and holds it against the formula: at most one level for u8 and
/// u16 (none where the exact value lies clear of a rounding boundary), 1e-5 relative for f32; alpha must come out as it went in.
void expect_samples(const std::string& pipeline_text, const sample_reference& formula);

/// The same for a formula that mixes channels. Gray goes in as equal RGB; a result of one channel is held against the first value.
void expect_pixels(const std::string& pipeline_text, const pixel_reference& formula);

/// What the pipeline makes of one pixel, given and returned in fractions of white, as u16 with as many channels as values.
std::vector<double> on_pixel(const std::string& pipeline_text, const std::vector<double>& pixel);

/// A float64 reference of a whole picture against the engine's result: the largest difference in levels, beyond that of rounding the
/// reference itself to samples.
void expect_close(const const_view& got,
                  const std::function<double(std::int64_t x, std::int64_t y, int channel)>& reference, double levels,
                  const std::string& what);

}  // namespace tessera::test
