// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/rank.hpp"

#include <cmath>

namespace tessera::inline v0::cpu {

namespace {

/// round(fraction * (n - 1)), half up.
std::int64_t position_of(const rank& stage, std::int64_t samples) {
  return static_cast<std::int64_t>(std::floor(stage.fraction * static_cast<double>(samples - 1) + 0.5));
}

const std::array<rank_code, 3>& choose(const rank_table& table, const rank_data& data) {
  const std::int64_t samples = data.width() * data.height();
  if (!data.heights.empty()) return data.position == 0 ? table.shaped_minimum : table.shaped_maximum;
  if (data.position == 0) return table.minimum;
  if (data.position == samples - 1) return table.maximum;
  const bool median = data.position == samples / 2;
  if (median && data.radius_x == 1 && data.radius_y == 1) return table.median_3x3;
  if (median && data.radius_x == 2 && data.radius_y == 2) return table.median_5x5;
  return samples <= 32767 && data.height() <= 255 ? table.percentile : table.large_percentile;
}

}  // namespace

kernel compile(const rank& stage, const format& in, const format& out, int level) {
  if (in.type != out.type || in.channels != out.channels || in.size != out.size)
    throw error(error_kind::unsupported,
                "a rank filter keeps size, channels and sample type; change them in a stage of its own");
  auto data = std::make_shared<rank_data>();
  data->channels = in.channels;
  data->pixel_bytes = in.pixel_bytes();
  data->radius_x = stage.radius_x;
  data->radius_y = stage.radius_y;
  data->heights = stage.heights;
  const std::int64_t samples = data->width() * data->height();
  data->position = stage.kind == rank::which::minimum   ? 0
                   : stage.kind == rank::which::maximum ? samples - 1
                                                        : position_of(stage, samples);
  const rank_code code = choose(table_of(level).rank, *data)[static_cast<std::size_t>(in.type)];
  return {std::move(data), code.run, code.scratch_bytes};
}

}  // namespace tessera::inline v0::cpu
