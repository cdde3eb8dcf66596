// SPDX-License-Identifier: Apache-2.0
#include "patterns.hpp"

#include <algorithm>

#include "noise.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::cli {

namespace {

/// A pattern whose pixels are a function of their place: `Pixel(size, seed, x, y, rgb)`.
template <class Pixel>
class pixelwise : public pattern {
 public:
  pixelwise(extent size, std::uint64_t seed, Pixel pixel) : size_(size), seed_(seed), pixel_(pixel) {}
  void row(std::int64_t y, std::uint16_t* rgb) const override {
    for (std::int64_t x = 0; x < size_.width; ++x) pixel_(size_, seed_, x, y, rgb + 3 * x);
  }

 private:
  extent size_;
  std::uint64_t seed_;
  Pixel pixel_;
};

void set_gray(std::uint16_t* rgb, std::int64_t level) { rgb[0] = rgb[1] = rgb[2] = static_cast<std::uint16_t>(level); }

void gradient(extent size, std::uint64_t, std::int64_t x, std::int64_t y, std::uint16_t* rgb) {
  const std::int64_t across = x * 65535 / std::max<std::int64_t>(1, size.width - 1),
                     down = y * 65535 / std::max<std::int64_t>(1, size.height - 1);
  rgb[0] = static_cast<std::uint16_t>(across);
  rgb[1] = static_cast<std::uint16_t>(down);
  rgb[2] = static_cast<std::uint16_t>(65535 - (across + down) / 2);
}

void checker(extent, std::uint64_t, std::int64_t x, std::int64_t y, std::uint16_t* rgb) {
  set_gray(rgb, ((x / 32 + y / 32) & 1) ? 65535 : 0);
}

/// cos(pi r^2 / side): the rings reach the finest that pixels can hold half a side from the centre.
void zone_plate(extent size, std::uint64_t, std::int64_t x, std::int64_t y, std::uint16_t* rgb) {
  const std::int64_t dx = 2 * x - (size.width - 1), dy = 2 * y - (size.height - 1),
                     side = std::max(size.width, size.height);
  // Whole turns are taken off first, so that no product exceeds 64 bits.
  const std::int64_t squares = dx * dx + dy * dy;
  set_gray(rgb, 32768 + cosine((squares % (8 * side)) * 8192 / side));
}

void noise(extent, std::uint64_t seed, std::int64_t x, std::int64_t y, std::uint16_t* rgb) {
  for (int c = 0; c < 3; ++c) rgb[c] = static_cast<std::uint16_t>(hash(seed, x, y, c) >> 48);
}

void clouds(extent size, std::uint64_t seed, std::int64_t x, std::int64_t y, std::uint16_t* rgb) {
  const std::int64_t unit = std::max<std::int64_t>(1, std::max(size.width, size.height) / 4);
  const int density = cloud_noise(seed, x * 65536 / unit, y * 65536 / unit, 7);
  const std::int64_t white = std::clamp((density - 24000) * 3, 0, 65535);
  constexpr int sky[3] = {11000, 29000, 52000}, bright[3] = {62500, 62500, 63500};
  for (int c = 0; c < 3; ++c) rgb[c] = static_cast<std::uint16_t>(mix(sky[c], bright[c], white));
}

template <class Pixel>
std::unique_ptr<pattern> make(extent size, std::uint64_t seed, Pixel pixel) {
  return std::make_unique<pixelwise<Pixel>>(size, seed, pixel);
}

}  // namespace

std::unique_ptr<pattern> make_pattern(const std::string& name, extent size, std::uint64_t seed) {
  std::string plain = name;
  std::replace(plain.begin(), plain.end(), '-', '_');
  if (plain == "gradient") return make(size, seed, &gradient);
  if (plain == "checker") return make(size, seed, &checker);
  if (plain == "zone_plate") return make(size, seed, &zone_plate);
  if (plain == "noise") return make(size, seed, &noise);
  if (plain == "clouds") return make(size, seed, &clouds);
  if (plain == "photo") return make_photo(size, seed);
  throw error(error_kind::usage, "generate: there is no pattern \"" + name +
                                     "\"; there are gradient, checker, zone_plate, noise, clouds and photo")
      .with_parameter("PATTERN");
}

}  // namespace tessera::cli
