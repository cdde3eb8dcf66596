// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tessera/host/image.hpp"

namespace tessera::test {

/// A small counter-based generator: the same numbers on every machine.
class random_numbers {
 public:
  explicit random_numbers(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15u + 1) {}
  std::uint64_t next() {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  /// A number in [0, 1).
  double unit() { return static_cast<double>(next() >> 11) * 0x1p-53; }
  /// A whole number in [0, n).
  std::int64_t below(std::int64_t n) { return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(n)); }

 private:
  std::uint64_t state_;
};

/// What a test picture looks like: noise over every level; a scene of gradients, edges and texture; only black and white; flat parts.
enum class look { noise, scene, extremes, flat };

/// A picture for tests. With alpha, a quarter of the pixels is opaque, a quarter transparent, the rest takes 1, 3 of 255 and other values.
image picture(const format& layout, look kind = look::noise, std::uint64_t seed = 1);

/// One sample as a fraction of white.
double sample_at(const const_view& v, std::int64_t x, std::int64_t y, int channel);
void set_sample(const view& v, std::int64_t x, std::int64_t y, int channel, double fraction);

/// Empty if both have the same format and bits, else the first difference in words.
std::string difference(const const_view& a, const const_view& b);

/// The largest difference of any sample, in levels of the sample type (f32: of 1.0).
double largest_difference(const const_view& a, const const_view& b);

/// "u8 x 3, 17x5" for messages.
std::string words(const format& f);

/// Every sample type with 1 to 4 channels.
std::vector<format> all_formats(extent size);

/// The same for the laws; four of them, with every type and every channel count, where the environment has TESSERA_FEW_FORMATS;
/// u8 RGB and f32 gray with alpha where that is "two".
std::vector<format> law_formats(extent size);

/// How many steps a test of a long list takes at once: 1; 4 where the environment has TESSERA_FEW_FORMATS, and another build takes each.
long stride();

}  // namespace tessera::test
