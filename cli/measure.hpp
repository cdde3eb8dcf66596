// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tessera/host/io/picture.hpp"
#include "tessera/kernels/view.hpp"

namespace tessera::cli {

/// What one channel holds, in its own levels (0..255, 0..65535, or 0..1 for f32).
struct channel_statistics {
  std::string name;
  double low = 0, high = 0, mean = 0, deviation = 0;
  double entropy = 0;                   ///< bits per sample, of the levels (f32: of 65536 from 0 to 1)
  std::vector<std::uint64_t> counts{};  ///< of samples by level, 256 or 65536
};

/// The counts in 256 steps from black to white.
std::vector<std::uint64_t> histogram_of(const channel_statistics& channel);

/// Reads all rows of a picture and sums them up.
std::vector<channel_statistics> statistics_of(source& from);

/// "gray", "red", "green", "blue", "alpha".
std::string channel_name(const format& f, int channel);

/// How two pictures of one format differ in one channel, in levels.
struct channel_difference {
  std::string name;
  double largest = 0;
  double mean = 0;  ///< of the absolute differences
  double psnr = 0;  ///< decibels against white; infinite where nothing differs
  double ssim = 0;  ///< mean structural similarity, Wang et al. 2004: Gaussian of sigma 1.5 in 11 x 11, K 0.01 and 0.03
  std::int64_t different = 0;  ///< samples that differ by more than the tolerance
};

struct difference {
  std::vector<channel_difference> channels;
  std::int64_t first_x = -1, first_y = -1;  ///< the first pixel that differs by more than the tolerance
  double largest() const;
  std::int64_t different() const;
};

/// Compares pictures of equal format. A NaN differs from everything by infinity, but not from a NaN.
difference measure(const const_view& a, const const_view& b, double tolerance);

}  // namespace tessera::cli
