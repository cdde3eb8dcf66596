// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the ways of filtering with separable weights share.

#include <optional>
#include <vector>

#include "tessera/kernels/cpu/rows.hpp"
#include "tessera/kernels/cpu/separable.hpp"

namespace tessera::inline v0::cpu {

enum class way { fixed, running, floats, weighted };

/// Samples that epilogue and rounding take at a time, in L1: whole runs of the horizontal pass, and enough that its beginning does not count.
constexpr std::size_t separable_chunk = 1920;
constexpr std::size_t vector_samples = 64;  // of the widest vector of bytes: the least that vertical_rows_u8 takes

struct separable_data {
  const separable_table* code = nullptr;
  const rows_table* rows = nullptr;
  const running_table* running = nullptr;
  formula epilogue;
  int level = 0;
  format in, out;
  way how = way::floats;
  std::int64_t rx = 0, ry = 0;
  std::vector<std::int32_t> pairs_x, pairs_y, all_x, later_x;
  std::vector<float> weights_x, weights_y;
  fixed_pass fixed_x, fixed_y;
  std::optional<sharpening> sharpens;
  std::vector<std::int32_t> stacked;
  stacked_pass stacked_y;
  bool copies = false;  ///< of the rows between the passes
  float_pass float_x, float_y;

  std::size_t wide(std::int64_t columns) const { return static_cast<std::size_t>((columns + 2 * rx) * in.channels); }
  std::size_t taps() const { return static_cast<std::size_t>(2 * ry + 1); }
  std::size_t area() const { return taps() * static_cast<std::size_t>(2 * rx + 1); }
  std::size_t margin() const { return static_cast<std::size_t>(2 * rx * in.channels); }
  std::size_t pointer_bytes() const { return (taps() + max_rows) * sizeof(const std::byte*); }
  /// That lie between the passes at a time.
  std::size_t middle_rows() const { return rows_at_once * (copies ? 2 : 1); }
};

constexpr std::size_t line(std::size_t bytes) { return (bytes + 127) / 64 * 64; }

/// Of a row between the passes of fixed point, which may start up to a line's samples later, and half a line more if it is a copy.
constexpr std::size_t middle_line(std::size_t wide) { return line((wide + 96) * sizeof(std::int16_t)); }

/// The scratch of a tile: rows between the passes (of floats one), rows of floats for the end, what the way of filtering keeps from row to row.
struct work_space {
  std::byte* middle;
  float* filtered;
  float* centre;
  std::byte* kept;
  std::byte* pointers;  ///< to the input rows of a call
  static constexpr std::size_t chunk_line = line((separable_chunk + 2 * float_slack) * sizeof(float));
  static std::size_t before_kept(const separable_data& s, std::size_t wide) {
    return s.middle_rows() * middle_line(wide) + 2 * chunk_line + line(s.pointer_bytes());
  }
  work_space(std::byte* at, const separable_data& s, std::size_t wide)
      : middle(at),
        filtered(reinterpret_cast<float*>(at + s.middle_rows() * middle_line(wide))),
        centre(filtered + chunk_line / sizeof(float)),
        kept(at + before_kept(s, wide)),
        pointers(kept - line(s.pointer_bytes())) {}
};

/// One output row: its input rows from column x0 - rx on, and what it writes to.
struct row_task {
  const std::byte* const* rows;  ///< 2 ry + 1
  const std::byte* centre;       ///< column x0 of the middle one
  std::byte* out;
  std::size_t n;  ///< samples to make
  bool first;
  std::int64_t y;
};

inline std::size_t wide_of(const separable_data& s, const row_task& t) { return t.n + s.margin(); }

/// Rounds filtered levels to samples, through the epilogue if there is one; alpha of an operator with an epilogue is the centre's. `unit` is 1 but
/// for sums of u8 without alpha on their way to an epilogue.
void finish(const separable_data& s, float* filtered, float* centre, const std::byte* centre_row, std::byte* out,
            std::size_t first, std::size_t n, float unit = 1.0f);

/// Bytes that `running_row` keeps from row to row of a tile.
std::size_t running_bytes(const separable_data& s, std::size_t wide);
/// Equal weights on whole numbers.
void running_row(const separable_data& s, const row_task& t, const work_space& w);

}  // namespace tessera::inline v0::cpu
