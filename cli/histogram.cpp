// SPDX-License-Identifier: Apache-2.0
#include "histogram.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "font.hpp"

namespace tessera::cli {

namespace {

constexpr std::int64_t gap = 12, bar = 2, panel_width = 256 * bar, panel_height = 128;
constexpr int background = 40;

std::array<u8, 3> colour_of(const std::string& channel) {
  if (channel == "red") return {230, 80, 70};
  if (channel == "green") return {90, 200, 90};
  if (channel == "blue") return {90, 130, 240};
  return {200, 200, 200};
}

/// How high a count stands, 0 only where it is 0.
std::int64_t height_of(std::uint64_t count, std::uint64_t most, std::int64_t full) {
  if (count == 0) return 0;
  const double part = static_cast<double>(count) / static_cast<double>(most);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(part * static_cast<double>(full) + 0.5));
}

void draw_panel(const view& canvas, std::int64_t top, const channel_statistics& channel) {
  const std::vector<std::uint64_t> counts = histogram_of(channel);
  const std::uint64_t most = *std::max_element(counts.begin(), counts.end());
  const std::array<u8, 3> colour = colour_of(channel.name);
  for (std::int64_t x = 0; x < panel_width; ++x) {
    const std::int64_t height = height_of(counts[static_cast<std::size_t>(x / bar)], most, panel_height);
    for (std::int64_t y = panel_height - height; y < panel_height; ++y)
      std::copy(colour.begin(), colour.end(), canvas.samples<u8>(top + y) + (gap + x) * 3);
  }
  draw_text(canvas, gap + 2, top + 2, channel.name, 1, 220);
}

}  // namespace

std::string histogram_line(const std::vector<std::uint64_t>& counts) {
  constexpr const char* bars[] = {" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  std::array<std::uint64_t, 64> sums{};
  for (std::size_t i = 0; i < counts.size(); ++i) sums[i * sums.size() / counts.size()] += counts[i];
  const std::uint64_t most = *std::max_element(sums.begin(), sums.end());
  std::string line;
  for (const std::uint64_t sum : sums) line += bars[height_of(sum, most, 8)];
  return line;
}

image histogram_picture(const std::vector<channel_statistics>& channels) {
  const auto panels = static_cast<std::int64_t>(channels.size());
  image made(make_format(sample_type::u8, 3, {panel_width + 2 * gap, panels * (panel_height + gap) + gap}));
  const view canvas = made.edit();
  std::memset(canvas.data, background, static_cast<std::size_t>(canvas.pitch * canvas.format.size.height));
  for (std::int64_t i = 0; i < panels; ++i)
    draw_panel(canvas, gap + i * (panel_height + gap), channels[static_cast<std::size_t>(i)]);
  return made;
}

}  // namespace tessera::cli
