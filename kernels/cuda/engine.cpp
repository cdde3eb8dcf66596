// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cuda/compile.hpp"
#include "tessera/kernels/cuda/device.hpp"

namespace tessera::inline v0::cuda {

edge_rule edges_of(const border_rule& edges, const format& in) {
  edge_rule rule{edges.kind, in.size, {}};
  // Rec. 601 luma stands for a colour where the picture is gray.
  const float* c = edges.colour;
  const float gray = 0.299f * c[0] + 0.587f * c[1] + 0.114f * c[2];
  with_sample(in.type, [&](auto zero) {
    using T = decltype(zero);
    for (int k = 0; k < in.channels; ++k) {
      const float fraction = in.alpha && k == in.channels - 1 ? c[3] : in.colour_channels() == 1 ? gray : c[k];
      const float level = fraction * white<T>;
      const T sample = static_cast<T>(std::is_same_v<T, f32> ? level : quantise(level, white<T>));
      std::memcpy(rule.constant + static_cast<std::size_t>(k) * sizeof(T), &sample, sizeof(T));
    }
  });
  return rule;
}

kernel compile(const prepared& stage, const format& in, const border_rule& edges) {
  return std::visit(
      [&](const auto& what) -> kernel {
        using type = std::remove_cvref_t<decltype(what)>;
        if constexpr (std::is_same_v<type, point> || std::is_same_v<type, lookup> ||
                      std::is_same_v<type, colour_table> || std::is_same_v<type, colour_shaper>)
          return compile_points({&stage, 1}, in);
        else if constexpr (std::is_same_v<type, global> || std::is_same_v<type, whole_picture> ||
                           std::is_same_v<type, recipe>)
          throw error(error_kind::unsupported, "a composite or statistical stage was not expanded before compilation");
        else return compile(what, in, stage.out, edges);
      },
      stage.what);
}

}  // namespace tessera::inline v0::cuda
