// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <vector>

#include "tessera/kernels/cpu/lookups.hpp"
#include "tessera/kernels/math.hpp"

namespace tessera::inline v0::cpu {

/// One stage of a run of points.
struct step {
  point what;
  scale levels;  ///< of the colour channels
  bool retypes_alpha = false;
  int colours_in = 3, colours_out = 3;
  bool alpha_in = false, alpha_out = false;
  std::vector<float> table;  ///< levels by entry; empty for a formula
  int entries = 0, tables = 1;
  std::shared_ptr<const std::vector<float>> nodes{};  ///< of a colour table
  colour_grid grid{};
  std::shared_ptr<const std::vector<float>> shaper{};
  bool begun = false;  ///< a table does the first step of its formula
};

inline scale levels_between(const format& in, const format& out) {
  return {white_of(in.type), white_of(out.type), out.type != sample_type::f32};
}

inline step make_step(const prepared& stage, const format& in) {
  step s{{},
         levels_between(in, stage.out),
         in.type != stage.out.type,
         in.colour_channels(),
         stage.out.colour_channels(),
         in.alpha,
         stage.out.alpha,
         {},
         0,
         1};
  if (const auto* p = std::get_if<point>(&stage.what)) {
    s.what = *p;
  } else if (const auto* table = std::get_if<colour_table>(&stage.what)) {
    s.what.mixes_channels = true;
    s.nodes = table->nodes;
    s.grid = grid_of(*table);
  } else if (const auto* shaper = std::get_if<colour_shaper>(&stage.what)) {
    s.what.mixes_channels = true;
    s.shaper = shaper->data;
  } else {
    const auto& l = std::get<lookup>(stage.what);
    s.entries = l.entries;
    s.tables = l.tables;
    s.table.resize(l.values.size());
    std::transform(l.values.begin(), l.values.end(), s.table.begin(), [&](float v) {
      const float level = v * s.levels.out_white;
      return s.levels.quantise ? quantise(level, s.levels.out_white) : level;
    });
  }
  return s;
}

/// A bare change of type.
inline bool only_retypes(const step& s) {
  return !s.what.what && s.table.empty() && !s.nodes && !s.shaper && s.retypes_alpha;
}

}  // namespace tessera::inline v0::cpu
