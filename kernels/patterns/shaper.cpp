// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/shaper.hpp"

#include <algorithm>
#include <cmath>

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

namespace {

double on_nodes(const std::vector<double>& nodes, double v) {
  const double at = std::clamp(v, 0.0, 1.0) * static_cast<double>(nodes.size() - 1);
  const auto node = std::min(static_cast<std::size_t>(at), nodes.size() - 2);
  return nodes[node] + (nodes[node + 1] - nodes[node]) * (at - static_cast<double>(node));
}

/// Where a table that rises leaves a value: the last of its blacks and whites, as Little CMS has it.
double place_on_nodes(const std::vector<double>& nodes, double value) {
  const auto above = std::upper_bound(nodes.begin() + 1, nodes.end() - 1, value);
  const double low = above[-1], high = above[0];
  const double part = high > low ? std::clamp((value - low) / (high - low), 0.0, 1.0) : 0.0;
  return (static_cast<double>(above - nodes.begin()) - 1 + part) / static_cast<double>(nodes.size() - 1);
}

curve_law tabulated(const curve_law& law, std::size_t count, bool rooted) {
  curve_law made;
  made.kind = rooted ? curve_kind::rooted : curve_kind::table;
  for (std::size_t k = 0; k < count; ++k) {
    const double at = static_cast<double>(k) / static_cast<double>(count - 1);
    made.nodes.push_back(value_of(law, rooted ? at * at : at));
  }
  return made;
}

/// Appends the nodes of a table unless they are there already: the three curves of a profile are mostly one.
std::size_t place_nodes(std::vector<float>& data, const std::vector<double>& nodes) {
  const std::vector<float> wanted(nodes.begin(), nodes.end());
  const auto there = std::search(data.begin() + shaper_head, data.end(), wanted.begin(), wanted.end());
  const auto first = static_cast<std::size_t>(there - data.begin());
  if (there == data.end()) data.insert(data.end(), wanted.begin(), wanted.end());
  return first;
}

void put_curve(std::vector<float>& data, int at, const curve_law& law) {
  const bool listed = !law.nodes.empty();
  const auto first = listed ? static_cast<double>(place_nodes(data, law.nodes)) : 0.0;
  const double numbers[curve_floats] = {static_cast<double>(law.kind),
                                        law.start,
                                        law.slope,
                                        law.offset,
                                        law.gain,
                                        law.shift,
                                        law.power,
                                        law.scale,
                                        law.lift,
                                        first,
                                        static_cast<double>(law.nodes.size())};
  std::transform(numbers, numbers + curve_floats, data.begin() + at, [](double n) { return static_cast<float>(n); });
}

}  // namespace

double value_of(const curve_law& law, double v) {
  if (law.kind == curve_kind::same) return v;
  if (law.kind == curve_kind::table) return on_nodes(law.nodes, v);
  if (law.kind == curve_kind::rooted) return on_nodes(law.nodes, std::sqrt(std::max(v, 0.0)));
  if (v < law.start) return law.slope * v + law.offset;
  return law.scale * std::pow(std::max(0.0, law.gain * v + law.shift), law.power) + law.lift;
}

curve_law inverse_of(const curve_law& law) {
  if (law.kind == curve_kind::same) return law;
  curve_law made;
  if (!law.nodes.empty()) {
    constexpr std::size_t count = 16384;
    made.kind = curve_kind::rooted;
    for (std::size_t k = 0; k < count; ++k) {
      const double root = static_cast<double>(k) / (count - 1);
      made.nodes.push_back(place_on_nodes(law.nodes, root * root));
    }
    return made;
  }
  made.kind = curve_kind::power;
  made.start = value_of(law, law.start);
  made.slope = law.slope != 0 ? 1 / law.slope : 0;
  made.offset = law.slope != 0 ? -law.offset / law.slope : law.start;
  made.gain = 1 / law.scale;
  made.shift = -law.lift / law.scale;
  made.power = 1 / law.power;
  made.scale = 1 / law.gain;
  made.lift = -law.shift / law.gain;
  return made;
}

curve_law srgb_law() {
  curve_law law;
  law.kind = curve_kind::power;
  law.start = 0.04045;
  law.slope = 1 / 12.92;
  law.gain = 1 / 1.055;
  law.shift = 0.055 / 1.055;
  law.power = 2.4;
  return law;
}

colour_shaper make_shaper(three_curves in, const std::array<double, 9>& matrix, three_curves out, sample_type from,
                          sample_type to) {
  for (std::size_t c = 0; c < 3; ++c) {
    if (from == sample_type::u8 && in[c].kind != curve_kind::same) in[c] = tabulated(in[c], 256, false);
    if (to == sample_type::u8 && out[c].kind != curve_kind::same) out[c] = tabulated(out[c], 2048, true);
  }
  std::vector<float> data(static_cast<std::size_t>(shaper_head));
  for (int c = 0; c < 3; ++c) {
    put_curve(data, c * curve_floats, in[static_cast<std::size_t>(c)]);
    put_curve(data, shaper_ends + c * curve_floats, out[static_cast<std::size_t>(c)]);
  }
  std::transform(matrix.begin(), matrix.end(), data.begin() + shaper_matrix,
                 [](double m) { return static_cast<float>(m); });
  return {std::make_shared<const std::vector<float>>(std::move(data))};
}

}  // namespace tessera::inline v0
