// SPDX-License-Identifier: Apache-2.0
#pragma once

// The kernel of a run of point stages, instantiated by each module. A block's samples go through shared memory, so that both sides see whole
// lines of memory; in between four pixels of a thread walk through the steps in registers.

#include "tessera/kernels/cuda/formulas.hpp"
#include "tessera/kernels/cuda/points_program.hpp"
#include "tessera/kernels/cuda/tile.hpp"

namespace tessera::inline v0::cuda {

/// Groups of pixels that each thread works on, one after the other.
template <class In, class Out>
inline constexpr int point_groups = 4 / static_cast<int>(std::max(sizeof(In), sizeof(Out)));

inline constexpr int point_rows = 8;

template <class In, class Out>
inline constexpr int point_columns = 32 * pixels_at_once* point_groups<In, Out>;

__device__ __forceinline__ void apply_table(const point_step& s, const float* tables, pixel_group& g) {
  const float last = static_cast<float>(s.entries - 1);
  const float factor = s.levels.in_white == 1.0f ? last : 1.0f;
  for_colours(s.colours, g, [&](float level, int c, int) {
    const float* table = tables + s.table + (s.tables > 1 ? c * s.entries : 0);
    return table[static_cast<std::int32_t>(quantise(level * factor, last))];
  });
}

__device__ __forceinline__ float retyped(float level, const scale& levels) {
  if (levels.in_white != levels.out_white) level = level * (levels.out_white / levels.in_white);
  return levels.quantise ? quantise(level, levels.out_white) : level;
}

__device__ __forceinline__ void retype_alpha(const point_step& s, pixel_group& g) {
#pragma unroll
  for (int i = 0; i < pixels_at_once; ++i) g.level[3][i] = retyped(g.level[3][i], s.levels);
}

/// A formula that mixes channels sees gray as equal RGB and missing alpha as white.
__device__ __forceinline__ void fill_group(int colours, bool alpha, float white, pixel_group& g) {
#pragma unroll
  for (int i = 0; i < pixels_at_once; ++i) {
    if (colours < 2) g.level[1][i] = g.level[0][i];
    if (colours < 3) g.level[2][i] = g.level[0][i];
    if (!alpha) g.level[3][i] = white;
  }
}

/// Calls map(rgb) for every pixel.
template <class Map>
__device__ __forceinline__ void map_colours(const point_step& s, pixel_group& g, const Map& map) {
  const float in = 1.0f / s.levels.in_white;
#pragma unroll
  for (int i = 0; i < pixels_at_once; ++i) {
    const rgb<float> made = map(rgb<float>{g.level[0][i] * in, g.level[1][i] * in, g.level[2][i] * in});
    g.level[0][i] = level_of(made.r, s.levels);
    g.level[1][i] = level_of(made.g, s.levels);
    g.level[2][i] = level_of(made.b, s.levels);
  }
}

/// Curve by curve, in registers that change places: six curves of four pixels side by side would not fit in them.
__device__ __forceinline__ rgb<float> on_curves_in_turn(const float* data, int at, rgb<float> v) {
#pragma unroll 1
  for (int k = 0; k < 3; ++k) v = {v.g, v.b, on_curve(data, at + k * curve_floats, v.r)};
  return v;
}

/// Pixel by pixel, likewise.
__device__ __forceinline__ void apply_shaper(const point_step& s, const float* data, pixel_group& g) {
  const float in = 1.0f / s.levels.in_white;
#pragma unroll 1
  for (int k = 0; k < pixels_at_once; ++k) {
    const rgb<float> light = on_curves_in_turn(data, 0, {g.level[0][0] * in, g.level[1][0] * in, g.level[2][0] * in});
    const rgb<float> made = on_curves_in_turn(data, shaper_ends, through_matrix(data, light));
#pragma unroll
    for (int c = 0; c < 3; ++c) {
#pragma unroll
      for (int i = 0; i + 1 < pixels_at_once; ++i) g.level[c][i] = g.level[c][i + 1];
      g.level[c][pixels_at_once - 1] = level_of(c == 0 ? made.r : c == 1 ? made.g : made.b, s.levels);
    }
  }
}

__device__ __forceinline__ void apply_colours(const point_step& s, const float* tables, pixel_group& g) {
  const float* const data = tables + s.table;
  if (s.kind == step_kind::shaper) return apply_shaper(s, data, g);
  const colour_grid grid{data + grid_head, s.entries, {data[0], data[1], data[2]}, {data[3], data[4], data[5]}};
  map_colours(s, g, [&grid](rgb<float> v) { return interpolated(grid, v); });
}

__device__ __forceinline__ void swap_ends(pixel_group& g) {
#pragma unroll
  for (int i = 0; i < pixels_at_once; ++i) {
    const float first = g.level[0][i];
    g.level[0][i] = g.level[2][i];
    g.level[2][i] = first;
  }
}

__device__ __forceinline__ void remove_nans(pixel_group& g) {
#pragma unroll
  for (int c = 0; c < 4; ++c)
#pragma unroll
    for (int i = 0; i < pixels_at_once; ++i) g.level[c][i] = g.level[c][i] == g.level[c][i] ? g.level[c][i] : 0.0f;
}

__device__ __forceinline__ void retype_colours(const point_step& s, pixel_group& g) {
  for_colours(s.colours, g, [&](float level, int, int) { return retyped(level, s.levels); });
}

template <class T, int Channels>
__device__ __forceinline__ void read_pixels(const T* from, bool alpha, pixel_group& g) {
#pragma unroll
  for (int i = 0; i < pixels_at_once; ++i)
#pragma unroll
    for (int c = 0; c < Channels; ++c) {
      const float level = static_cast<float>(from[i * Channels + c]);
      if (c + 1 == Channels && alpha) g.level[3][i] = level;
      else g.level[c][i] = level;
    }
}

template <class T>
__device__ __forceinline__ void read_group(const T* from, int channels, bool alpha, pixel_group& g) {
  if (channels == 1) read_pixels<T, 1>(from, alpha, g);
  else if (channels == 2) read_pixels<T, 2>(from, alpha, g);
  else if (channels == 3) read_pixels<T, 3>(from, alpha, g);
  else read_pixels<T, 4>(from, alpha, g);
}

/// What a group has beside its levels.
struct group_surroundings {
  const std::byte* second;  ///< its pixels in the second picture, if there is one
  const std::byte* found;   ///< tables of the job
  sample_place at;
  int pixels;  ///< that the group really has
};

/// The second picture's pixels; those past the end of a row repeat its last one.
template <class T>
__device__ __forceinline__ void read_second(const point_program& p, const group_surroundings& around, float white,
                                            pixel_group& g) {
  const T* from = reinterpret_cast<const T*>(around.second);
  const int channels = p.channels_second, colours = p.alpha_second ? channels - 1 : channels;
#pragma unroll
  for (int i = 0; i < pixels_at_once; ++i) {
    const T* pixel = from + smaller(i, around.pixels - 1) * channels;
#pragma unroll
    for (int c = 0; c < 3; ++c) g.level[c][i] = c < colours ? static_cast<float>(pixel[c]) : 0.0f;
    g.level[3][i] = p.alpha_second ? static_cast<float>(pixel[colours]) : white;
  }
  fill_group(colours, true, white, g);
}

template <class In, class Module>
__device__ __forceinline__ void apply_pair(const point_program& p, const point_step& s,
                                           const group_surroundings& around, pixel_group& g) {
  pixel_group second;
  read_second<In>(p, around, s.levels.in_white, second);
  if (s.kind == step_kind::pixels) return Module::pixels(s.what.number, s.what.op, s.levels, second, g);
  Module::pair(s.what.number, s.what.op, s.colours, s.levels, second, g);
}

/// Steps that read whole pixels.
template <class In, class Module>
__device__ __forceinline__ void apply_pixels(const point_program& p, const point_step& s,
                                             const group_surroundings& around, pixel_group& g) {
  fill_group(s.colours, s.alpha_in, s.levels.in_white, g);
  if (s.kind == step_kind::pixel) Module::pixel(s.what.number, s.what.op, s.levels, g);
  else if (s.kind == step_kind::colours || s.kind == step_kind::shaper) apply_colours(s, p.tables, g);
  else if (s.kind == step_kind::pixels) apply_pair<In, Module>(p, s, around, g);
  else Module::placed_pixel(s.what.number, s.what.op, s.levels, around.at, g);
  if (s.retypes && s.alpha_in && s.alpha_out) retype_alpha(s, g);
}

template <class In, class Module>
__device__ __forceinline__ void apply_step(const point_program& p, const point_step& s,
                                           const group_surroundings& around, pixel_group& g) {
  if (s.kind == step_kind::pixel || s.kind == step_kind::pixels || s.kind == step_kind::placed_pixel ||
      s.kind == step_kind::colours || s.kind == step_kind::shaper)
    return apply_pixels<In, Module>(p, s, around, g);
  if (s.kind == step_kind::swap_ends) return swap_ends(g);
  if (s.kind == step_kind::remove_nans) return remove_nans(g);
  if (s.kind == step_kind::sample) Module::sample(s.what.number, s.what.op, s.colours, s.levels, g);
  else if (s.kind == step_kind::table) apply_table(s, p.tables, g);
  else if (s.kind == step_kind::found_table) apply_table(s, reinterpret_cast<const float*>(around.found), g);
  else if (s.kind == step_kind::pair) apply_pair<In, Module>(p, s, around, g);
  else if (s.kind == step_kind::placed_sample)
    Module::placed_sample(s.what.number, s.what.op, s.colours, s.levels, around.at, g);
  else if (s.retypes) retype_colours(s, g);
  if (s.alpha_in && s.retypes) retype_alpha(s, g);
}

template <class T, int Channels>
__device__ __forceinline__ void write_pixels(const pixel_group& g, bool alpha, T* to) {
#pragma unroll
  for (int i = 0; i < pixels_at_once; ++i)
#pragma unroll
    for (int c = 0; c < Channels; ++c)
      to[i * Channels + c] = narrow<T>(c + 1 == Channels && alpha ? g.level[3][i] : g.level[c][i]);
}

template <class T>
__device__ __forceinline__ void write_group(const pixel_group& g, int channels, bool alpha, T* to) {
  if (channels == 1) write_pixels<T, 1>(g, alpha, to);
  else if (channels == 2) write_pixels<T, 2>(g, alpha, to);
  else if (channels == 3) write_pixels<T, 3>(g, alpha, to);
  else write_pixels<T, 4>(g, alpha, to);
}

/// Of the group at a column of a block's tile. A task's scratch, which the kernel itself does not use, holds the tables or the second picture.
template <class In>
__device__ __forceinline__ group_surroundings surroundings_of(const task& t, const point_program& p, const place& at,
                                                              int x, int pixels) {
  const std::int64_t row = at.y + static_cast<int>(threadIdx.y), column = at.x + x;
  const std::byte* second =
      t.scratch + row * t.scratch_pitch + column * p.channels_second * static_cast<int>(sizeof(In));
  return {
      second,
      t.scratch,
      {static_cast<std::uint32_t>(t.out_x + column), static_cast<std::uint32_t>(t.out_y + row), p.width, p.height, 0},
      pixels};
}

template <class In, class Out, class Module>
__global__ void __launch_bounds__(256)
    run_points(const __grid_constant__ task_list list, const __grid_constant__ point_program p) {
  constexpr int columns = point_columns<In, Out>;
  constexpr int in_line = columns * 4 * static_cast<int>(sizeof(In)) + 16,
                out_line = columns * 4 * static_cast<int>(sizeof(Out));
  __shared__ chunk in_tile[point_rows * in_line / 16], out_tile[point_rows * out_line / 16];
  const place at = place_of(list, columns, point_rows);
  const task& t = list.items[at.index];
  const int width = smaller(columns, t.width - at.x), height = smaller(point_rows, t.height - at.y);
  const int in_pixel = p.channels_in * static_cast<int>(sizeof(In)),
            out_pixel = p.channels_out * static_cast<int>(sizeof(Out));
  const std::byte* first = t.in + (t.out_y + at.y - t.in_y) * t.in_pitch + (t.out_x + at.x - t.in_x) * in_pixel;
  const int skew = load_rows(first, t.in_pitch, width * in_pixel, height, in_tile, in_line);
  __syncthreads();
  if (static_cast<int>(threadIdx.y) < height) {
    const auto* in = reinterpret_cast<const In*>(reinterpret_cast<const std::byte*>(in_tile) +
                                                 static_cast<int>(threadIdx.y) * in_line + skew);
    auto* out =
        reinterpret_cast<Out*>(reinterpret_cast<std::byte*>(out_tile) + static_cast<int>(threadIdx.y) * out_line);
    for (int x = static_cast<int>(threadIdx.x) * pixels_at_once; x < width; x += 32 * pixels_at_once) {
      pixel_group g;
#pragma unroll
      for (int c = 0; c < 4; ++c)
#pragma unroll
        for (int i = 0; i < pixels_at_once; ++i) g.level[c][i] = 0;
      read_group(in + x * p.channels_in, p.channels_in, p.alpha_in, g);
      const group_surroundings around = surroundings_of<In>(t, p, at, x, width - x);
      for (int k = 0; k < p.count; ++k) apply_step<In, Module>(p, p.steps[k], around, g);
      write_group(g, p.channels_out, p.alpha_out, out + x * p.channels_out);
    }
  }
  __syncthreads();
  store_rows(out_tile, out_line, t.out + at.y * t.out_pitch + static_cast<std::int64_t>(at.x) * out_pixel, t.out_pitch,
             width * out_pixel, height);
}

template <class In, class Out, class Module>
cudaError_t launch_points(const point_program& program, std::span<const job> jobs, cudaStream_t stream) {
  const tiling cut{point_columns<In, Out>, point_rows, dim3(32, point_rows)};
  const std::int64_t pixel = program.channels_second * static_cast<int>(sizeof(In));
  const auto with_second = [pixel](const job& j) {
    task t = whole_output(j);
    const buffer& second = j.in[1];
    t.scratch = second.data;
    t.scratch_pitch = second.pitch;
    if (pixel > 0)
      t.scratch += (j.out.region.y0 - second.region.y0) * second.pitch + (j.out.region.x0 - second.region.x0) * pixel;
    return t;
  };
  return launch_tasks(&run_points<In, Out, Module>, cut, jobs, with_second, stream, program);
}

}  // namespace tessera::inline v0::cuda
