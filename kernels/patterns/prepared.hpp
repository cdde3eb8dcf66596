// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/patterns/formula.hpp"
#include "tessera/kernels/patterns/shaper.hpp"
#include "tessera/kernels/patterns/sharpening.hpp"
#include "tessera/kernels/patterns/tile_grid.hpp"
#include "tessera/kernels/view.hpp"

namespace tessera::inline v0 {

// What operators prepare for the engines: plain data worked out once, on the host, read by the CPU and the CUDA engine alike.

/// A formula applied to every colour sample, or to every pixel. Gray counts as equal RGB for a formula that mixes channels.
/// Alpha is left alone but for formulas that name it.
struct point {
  formula what;                 ///< empty: only the change of format
  bool mixes_channels = false;  ///< reads all colour channels of a pixel
  bool takes_second =
      false;            ///< reads the pixel of a second picture of the same size, type and colours; alpha may differ
  bool placed = false;  ///< reads the position
};

/// A table applied to every colour sample: values[c * entries + k], in fractions of white; u8 has 256 entries, u16 and f32 65536 (f32 samples
/// are clamped to 0..1 and rounded to an entry).
struct lookup {
  std::vector<float> values;
  int entries = 256;
  int tables = 1;  ///< 1: the same for every colour channel, else one each
};

/// A table over red, green and blue, tetrahedrally interpolated; colours beyond its domain take its edge's. Gray goes in as equal RGB; three
/// colours come out, alpha is left alone.
struct colour_table {
  int size = 2;                                      ///< nodes along each axis, 2 to 129
  std::array<float, 3> low{0, 0, 0}, high{1, 1, 1};  ///< red, green and blue of the first and the last node
  std::shared_ptr<const std::vector<float>> nodes;   ///< nodes[3 * (r + size * (g + size * b)) + c], fractions of white
};

/// Curves, a matrix and curves over red, green and blue, as shaper.hpp lays out their data. Gray goes in as equal RGB and takes the first of
/// what comes out; alpha is left alone.
struct colour_shaper {
  std::shared_ptr<const std::vector<float>> data;
};

/// Weights of a horizontal and a vertical pass, each of odd length and centred.
struct separable {
  std::vector<double> horizontal, vertical;
  bool uniform = false;                     ///< all weights of a pass are equal: running sums will do
  formula epilogue;                         ///< (centre, filtered) -> sample, if any
  std::optional<sharpening> sharpens = {};  ///< the epilogue is no more than this
  std::int64_t reach_x() const { return static_cast<std::int64_t>(horizontal.size()) / 2; }
  std::int64_t reach_y() const { return static_cast<std::int64_t>(vertical.size()) / 2; }
};

/// A formula over a window, or a matrix of weights (row by row, odd width and height).
struct stencil {
  formula what;
  std::int64_t reach_x = 1, reach_y = 1;
  std::vector<double> matrix;  ///< (2 reach_x + 1) * (2 reach_y + 1) weights if `what` is empty
  double offset = 0;           ///< added to the matrix result, a fraction of white
};

/// A formula over windows of whole pixels.
struct pixel_stencil {
  formula what;
  std::int64_t reach_x = 1, reach_y = 1;
  bool mirrors =
      false;  ///< samples beyond the picture are mirrored whatever the border rule: colour filters keep their order only so
};

/// A formula of a sample and of the mean and standard deviation of a rectangular window, channel by channel; alpha is left alone.
struct moments {
  formula what;
  std::int64_t radius_x = 1, radius_y = 1;
};

/// The k-th smallest sample of a rectangular window.
struct rank {
  enum class which : std::uint8_t { minimum, maximum, percentile } kind = which::percentile;
  std::int64_t radius_x = 1, radius_y = 1;
  double fraction = 0.5;  ///< for `percentile`: 0 is the minimum, 1 the maximum
  /// For minimum and maximum of a window that is no rectangle: how far the columns at distance 0, 1 ... radius_x reach up and down, never
  /// rising; empty: all of them reach radius_y.
  std::vector<std::int32_t> heights = {};
};

/// Separable resampling to another size.
struct resample {
  /// `automatic`: lanczos3 along an axis that shrinks, bicubic (a = -1/2) along one that grows.
  enum class filter : std::uint8_t { automatic, nearest, bilinear, bicubic, lanczos3, area };
  filter kind = filter::lanczos3;
  extent out;
  /// The part of the input that is shown, in input pixels (the whole input but for fit=cover, or if x1 <= x0).
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
  bool antialias = true;
  bool linear = false;  ///< filter linear light (sRGB transfer curve) instead of stored values
};

/// A copy by positions: out(x, y) = in(x', y') with (x', y') = (x - left, y - top), then mirrored, then transposed back.
/// Positions outside the input take `fill`.
struct move {
  extent out;
  std::int64_t left = 0, top = 0;           ///< where the (turned) input's corner lies in the output; negative crops
  bool transpose = false;                   ///< applied to the input first: (x, y) -> (y, x)
  bool mirror_x = false, mirror_y = false;  ///< applied after the transposition
  colour fill{0, 0, 0, 1};
};

/// The move that turns a picture stored with an EXIF orientation of 1 to 8 upright; other values count as 1.
move orientation_move(int exif_orientation, const format& in);

/// Resampling along a map of positions: in = map(out + 0.5) - 0.5.
struct warp {
  enum class interpolation : std::uint8_t { nearest, bilinear, bicubic } kind = interpolation::bicubic;
  /// What `matrix` means: rows (a b c), (d e f) and, projective, (g h i); for the others see warp_map.hpp.
  enum class map : std::uint8_t { affine, projective, undistort, swirl, to_polar, from_polar };
  extent out;
  double matrix[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
  colour fill{0, 0, 0, 0};
  map how = map::affine;
};

/// Counts of a whole picture: bins[channel * entries + k] over the colour channels; u8 has 256 entries, u16 and f32 65536 (clamped to 0..1).
struct histogram {
  std::vector<std::uint64_t> bins;
  int entries = 256;
  int channels = 1;
  /// Counts by tiles instead, all colour channels together: bins[(row * columns + column) * entries + k].
  std::optional<tile_grid> grid{};
};

/// Tables for the tiles of a grid: a level of a pixel goes through those around its place, bilinearly interpolated.
struct tile_tables {
  tile_grid grid;
  int entries = 256;  ///< as in `lookup`
  std::shared_ptr<const std::vector<float>>
      values;  ///< values[(row * columns + column) * entries + k], fractions of white
};

/// How a histogram becomes a table, as data that a device follows as well: see statistics.hpp.
struct table_rule {
  enum class which : std::uint8_t { equalize, stretch, threshold, gamma, gains, normalise } kind = which::equalize;
  double clip = 0;          ///< for `stretch`: the part of the samples that may become black, and white
  bool separate = false;    ///< a table for each colour channel, else one from the counts of all
  double mean = 0.5;        ///< for `gamma` and `normalise`: what the mean becomes
  double deviation = 0.25;  ///< for `normalise`
};

/// A stage that must see the whole picture first: `finish` turns its histogram, and that of the second input if there is one, into another stage.
struct global {
  std::shared_ptr<const void> op;
  prepared (*finish)(const void* op, const histogram& counts, const histogram* second, const format& in) = nullptr;
  std::optional<table_rule> rule;   ///< that `finish` follows; none: only the host can do it
  std::optional<tile_grid> grid{};  ///< the histogram is counted by tiles
};

/// How work on a whole picture is shared: `share(parts, body)` calls body(0) to body(parts - 1), by as many workers, and throws what one of them throws.
struct work_sharing {
  int workers = 1;
  std::function<void(int parts, const std::function<void(int)>& body)> share;
};

/// A stage that works on the whole picture in memory, on the host, and makes one of the same format; `out` may be `in`.
struct whole_picture {
  std::shared_ptr<const void> data;
  void (*run)(const void* data, const const_view& in, const view& out, const work_sharing& work) = nullptr;
};

/// What an operator has prepared for an input format.
struct prepared {
  std::variant<point, lookup, colour_table, colour_shaper, tile_tables, separable, stencil, pixel_stencil, moments,
               rank, resample, move, warp, global, whole_picture, recipe>
      what;
  format out;
};

/// How code reads a colour table.
colour_grid grid_of(const colour_table& table);

/// The region of the input that a region of the output reads; it may reach outside the input where the border rule applies.
rect needs(const prepared& stage, const rect& out, const format& in);

/// Whether later output rows never need earlier input rows than earlier output rows do, with a bounded window.
bool is_monotone(const prepared& stage);

}  // namespace tessera::inline v0
