// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "noise.hpp"
#include "patterns.hpp"

namespace tessera::cli {

namespace {

/// Levels of 0..65535.
using rgb_level = std::array<int, 3>;

constexpr rgb_level level8(int r, int g, int b) { return {r * 257, g * 257, b * 257}; }

rgb_level blend(const rgb_level& a, const rgb_level& b, std::int64_t weight) {
  weight = std::clamp<std::int64_t>(weight, 0, 65536);
  return {mix(a[0], b[0], weight), mix(a[1], b[1], weight), mix(a[2], b[2], weight)};
}

rgb_level scale(rgb_level c, std::int64_t factor) {
  for (int& level : c) level = static_cast<int>((level * factor) >> 16);
  return c;
}

// Places are in 1/65536 of the picture's height.
constexpr std::int64_t one = 65536, water = 43000, shore = 58500;
constexpr int layers = 4;
constexpr std::int64_t foot[layers] = {33500, 38500, 41500, 43300}, swing[layers] = {19000, 12000, 7000, 3200},
                       wide[layers] = {38000, 30000, 17000, 9000};

/// The place of the sun and everything that depends on the seed.
struct landscape {
  std::uint64_t seed;
  std::int64_t width;  ///< of the picture, in its heights
  std::int64_t sun_x, sun_y;

  landscape(std::uint64_t s, std::int64_t w)
      : seed(s),
        width(w),
        sun_x(w / 4 + static_cast<std::int64_t>(hash(s, 1, 0) % 65536) * w / 131072),
        sun_y(12000 + static_cast<std::int64_t>(hash(s, 2, 0) % 9000)) {}

  /// The upper edge of a mountain layer.
  std::int64_t ridge(int layer, std::int64_t x) const {
    const int noise = cloud_noise(seed + 100 + static_cast<std::uint64_t>(layer), x * one / wide[layer], 0, 7);
    return foot[layer] - swing[layer] * noise / one;
  }

  rgb_level sky(std::int64_t x, std::int64_t y) const {
    const std::int64_t dx = x - sun_x, dy = y - sun_y, distance = (dx * dx + dy * dy) >> 16;
    rgb_level c = blend(level8(38, 86, 168), level8(233, 200, 168), y * 65536 / water);
    const std::int64_t glow = 65536 * 900 / (900 + distance);
    c = blend(c, level8(255, 226, 170), glow * 7 / 8);
    if (distance < 60) c = blend(level8(255, 250, 232), c, std::max<std::int64_t>(0, distance - 40) * 65536 / 20);
    // Clouds lie flatter towards the horizon, as if seen from below.
    const std::int64_t far = 14000 + y / 2;
    const int density = cloud_noise(seed + 7, x * 22000 / far, y * 120000 / far, 6);
    const int light = cloud_noise(seed + 7, (x + (sun_x - x) / 40) * 22000 / far, (y + 700) * 120000 / far, 4);
    const rgb_level body = blend(level8(255, 244, 230), level8(150, 148, 170), (light - 20000) * std::int64_t{2});
    return blend(c, body, std::clamp<std::int64_t>((density - 33000) * 5, 0, 58000));
  }

  rgb_level mountain(int layer, std::int64_t x, std::int64_t y, std::int64_t top) const {
    constexpr rgb_level rock[layers] = {level8(112, 124, 150), level8(84, 100, 112), level8(54, 78, 70),
                                        level8(30, 56, 38)};
    const int rough = cloud_noise(seed + 200 + static_cast<std::uint64_t>(layer), x * 30, y * 18, 5);
    const int slope = cloud_noise(seed + 200 + static_cast<std::uint64_t>(layer), x * 30 + 9000, y * 18 - 5000, 5);
    rgb_level c = scale(rock[layer], 42000 + rough / 2 + std::clamp(slope - rough, -16000, 16000));
    const std::int64_t snow_line = 19500 + (rough >> 2) - (y - top) / 3;
    if (layer < 2 && y < snow_line + 4000)
      c = blend(level8(238, 240, 248), c, 20000 + (y - snow_line) * 12 + (slope - rough));
    return blend(c, level8(214, 196, 186), (layers - 1 - layer) * 9000 + (y - top) / 3);
  }

  rgb_level above_water(std::int64_t x, std::int64_t y, const std::int64_t* ridges) const {
    for (int layer = layers - 1; layer >= 0; --layer)
      if (y >= ridges[layer]) return mountain(layer, x, y, ridges[layer]);
    return sky(x, y);
  }

  rgb_level lake(std::int64_t x, std::int64_t y) const {
    const std::int64_t depth = y - water;
    const int ripple = cloud_noise(seed + 300, x * 12, y * (160 - depth / 150), 3) - 32768;
    const std::int64_t at =
        std::clamp<std::int64_t>(water - depth * 5 / 4 + ripple * (400 + depth / 8) / 32768 - 300, 0, water - 1);
    const std::int64_t beside = x + ripple * depth / 400000;
    std::int64_t ridges[layers];
    for (int layer = 0; layer < layers; ++layer) ridges[layer] = ridge(layer, beside);
    return blend(scale(above_water(beside, at, ridges), 54000), level8(18, 58, 74), 12000 + depth + ripple / 6);
  }

  rgb_level meadow(std::int64_t x, std::int64_t y) const {
    const int blades = cloud_noise(seed + 400, x * 260, y * 45, 3), patches = cloud_noise(seed + 401, x * 6, y * 14, 4);
    rgb_level c = blend(level8(34, 62, 16), level8(132, 140, 44), (patches - 14000) * std::int64_t{2});
    c = scale(c, 26000 + blades * std::int64_t{3} / 4);
    const std::uint64_t flower = hash(seed + 402, x / 230, y / 230);
    const bool blooms =
        flower % 97 == 0 && (x % 230 - 115) * (x % 230 - 115) + (y % 230 - 115) * (y % 230 - 115) < 8100;
    return blooms ? (flower & 1024 ? level8(226, 38, 54) : level8(250, 214, 60)) : c;
  }

  /// Whether one of the firs on the shore stands here; a fir per cell, in most of them.
  bool fir(std::int64_t x, std::int64_t y) const {
    constexpr std::int64_t cell = 5200;
    for (std::int64_t i = x / cell - 1; i <= x / cell + 1; ++i) {
      const std::uint64_t random = hash(seed + 500, i, 0);
      if (random % 5 < 3) continue;
      const std::int64_t middle = i * cell + static_cast<std::int64_t>(random >> 20) % cell,
                         tall = 9000 + static_cast<std::int64_t>(random >> 40) % 15000;
      const std::int64_t down = y - (shore + 1200 - tall), aside = x > middle ? x - middle : middle - x;
      if (down < 0 || down > tall) continue;
      const std::int64_t branch = (down % 1500) * 2 / 5 + down / 9;
      if (aside < branch - static_cast<std::int64_t>(hash(seed + 501, x / 90, y / 140) % 260) || aside < 130)
        return true;
    }
    return false;
  }
};

class photo : public pattern {
 public:
  photo(extent size, std::uint64_t seed)
      : size_(size),
        land_(seed, size.width * one / size.height),
        ridges_(static_cast<std::size_t>(size.width) * layers) {
    for (std::int64_t x = 0; x < size.width; ++x)
      for (int layer = 0; layer < layers; ++layer)
        ridges_[static_cast<std::size_t>(x * layers + layer)] = land_.ridge(layer, x * one / size_.height);
  }

  void row(std::int64_t y, std::uint16_t* rgb) const override {
    for (std::int64_t x = 0; x < size_.width; ++x) {
      const rgb_level c = finished(
          x, y, pixel(x * one / size_.height, y * one / size_.height, &ridges_[static_cast<std::size_t>(x * layers)]));
      for (std::size_t k = 0; k < 3; ++k)
        rgb[3 * x + static_cast<std::int64_t>(k)] = static_cast<std::uint16_t>(std::clamp(c[k], 0, 65535));
    }
  }

 private:
  rgb_level pixel(std::int64_t x, std::int64_t y, const std::int64_t* ridges) const {
    const std::int64_t edge = shore + cloud_noise(land_.seed + 600, x * 9, 0, 4) / 28;
    if (y > shore - 24000 && land_.fir(x, y))
      return scale(level8(24, 46, 26), 30000 + cloud_noise(land_.seed + 601, x * 90, y * 50, 3));
    if (y >= edge) return land_.meadow(x, y);
    if (y >= water) return land_.lake(x, y);
    return land_.above_water(x, y, ridges);
  }

  /// Darker corners, and grain of about 1.5 of 255 levels: a sum of four uniform numbers.
  rgb_level finished(std::int64_t x, std::int64_t y, rgb_level c) const {
    const std::int64_t dx = (2 * x - size_.width) * 256 / size_.width, dy = (2 * y - size_.height) * 256 / size_.height;
    c = scale(c, 65536 - (dx * dx + dy * dy) / 10);
    for (std::size_t k = 0; k < 3; ++k) {
      const std::uint64_t random = hash(land_.seed + 700, x, y, static_cast<std::int64_t>(k));
      std::int64_t sum = -131070;
      for (int i = 0; i < 4; ++i) sum += static_cast<std::int64_t>((random >> (16 * i)) & 65535);
      c[k] += static_cast<int>(sum / 98);
    }
    return c;
  }

  extent size_;
  landscape land_;
  std::vector<std::int64_t> ridges_;
};

}  // namespace

std::unique_ptr<pattern> make_photo(extent size, std::uint64_t seed) { return std::make_unique<photo>(size, seed); }

}  // namespace tessera::cli
