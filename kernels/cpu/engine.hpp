// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0::cpu {

/// The SIMD levels that this build has code for and this machine runs, best last; the names are those of the build ("sse4", "avx2", "avx_vnni", "avx512").
std::span<const char* const> levels();
/// Index of the best level that this machine runs. Throws `error` if it runs none.
int best_level();
/// Index of the level of that name, of the best one where it is empty. Throws `error` if this machine does not run it.
int level_named(std::string_view name);

/// Rows of one input: row[k] is the input row y + k, its address that of the sample at column x. Borders are resolved: rows repeat or are
/// constant beyond the picture, and columns can be read from the first to the last that `needs` names.
struct input_rows {
  const std::byte* const* row = nullptr;
  std::int64_t x = 0, y = 0;
};

/// Asks a kernel for the output rows [y, y + rows), columns [x0, x1). Calls of one tile come in order, top to bottom.
struct row_job {
  std::array<input_rows, 2> in;
  std::byte* const* out = nullptr;  ///< out[k]: the sample at column x0 of output row y + k
  std::int64_t x0 = 0, x1 = 0, y = 0;
  int rows = 0;
  bool first = true;             ///< no call of this tile came before: what `scratch` carries over must be started
  std::byte* scratch = nullptr;  ///< 64-byte aligned, kept from call to call of a tile
};

/// At most this many rows are asked for in one call.
inline constexpr int max_rows = 16;

/// Of a kernel that needs none.
inline std::size_t no_scratch(const void*, std::int64_t) { return 0; }

/// A stage ready to run on the CPU: code of one SIMD level over prepared data.
struct kernel {
  std::shared_ptr<const void> data;
  void (*run)(const void* data, const row_job& job) = nullptr;
  /// Bytes of scratch for output rows of `columns` pixels.
  std::size_t (*scratch_bytes)(const void* data, std::int64_t columns) = nullptr;
};

/// Chooses the code for a stage. `in` is the format of the first input; border colours are resolved by the caller.
kernel compile(const prepared& stage, const format& in, int level);

/// A run of point and lookup stages fused into one kernel; `second` is the format of the picture that the first stage takes beside its input.
kernel compile_points(std::span<const prepared> stages, const format& in, int level, const format* second = nullptr);

/// The code of a stage that is no point and, behind it, of points that are a table of bytes (`is_byte_table`), which change its rows where those lie, as
/// soon as they are made.
kernel with_table(const prepared& stage, kernel made, kernel table);

/// Copies rows, swaps BGR to RGB and turns NaN into 0: what a source in memory needs before anything else.
kernel compile_load(const format& in, channel_order order, int level);

}  // namespace tessera::inline v0::cpu
