// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/regions.hpp"

namespace tessera::inline v0 {

namespace {

rect needs(const point&, const rect& out, const format&) { return out; }
rect needs(const lookup&, const rect& out, const format&) { return out; }
rect needs(const colour_table&, const rect& out, const format&) { return out; }
rect needs(const colour_shaper&, const rect& out, const format&) { return out; }
rect needs(const tile_tables&, const rect& out, const format&) { return out; }
rect needs(const global&, const rect&, const format& in) { return whole(in.size); }
rect needs(const whole_picture&, const rect&, const format& in) { return whole(in.size); }
rect needs(const recipe&, const rect& out, const format&) { return out; }
rect needs(const separable& s, const rect& out, const format&) { return inflate(out, s.reach_x(), s.reach_y()); }
rect needs(const stencil& s, const rect& out, const format&) { return inflate(out, s.reach_x, s.reach_y); }
rect needs(const pixel_stencil& s, const rect& out, const format&) { return inflate(out, s.reach_x, s.reach_y); }
rect needs(const moments& s, const rect& out, const format&) { return inflate(out, s.radius_x, s.radius_y); }
rect needs(const rank& s, const rect& out, const format&) { return inflate(out, s.radius_x, s.radius_y); }

}  // namespace

rect needs(const prepared& stage, const rect& out, const format& in) {
  if (out.empty()) return {};
  return std::visit([&](const auto& what) { return needs(what, out, in); }, stage.what);
}

bool is_monotone(const prepared& stage) {
  if (const auto* m = std::get_if<move>(&stage.what)) return is_monotone(*m);
  return !std::holds_alternative<warp>(stage.what);
}

}  // namespace tessera::inline v0
