// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "tessera/kernels/cpu/rows.hpp"
#include "tessera/kernels/cpu/separable.hpp"

namespace tessera::inline v0::cpu {

namespace {

struct load_data {
  const rows_table* rows;
  format layout;
  bool swap = false;
};

template <class T>
void swap_ends(const T* in, T* out, std::int64_t pixels, int channels) {
  for (std::int64_t i = 0; i < pixels; ++i, in += channels, out += channels) {
    const T first = in[0], third = in[2];
    for (int c = 3; c < channels; ++c) out[c] = in[c];
    out[1] = in[1];
    out[0] = third;
    out[2] = first;
  }
}

void run_load(const void* data, const row_job& job) {
  const auto& load = *static_cast<const load_data*>(data);
  const std::int64_t pixels = job.x1 - job.x0;
  const auto size = static_cast<std::size_t>(pixels * load.layout.pixel_bytes());
  const bool real = load.layout.type == sample_type::f32;
  for (int k = 0; k < job.rows; ++k) {
    const std::byte* in = job.in[0].row[job.y + k - job.in[0].y] + (job.x0 - job.in[0].x) * load.layout.pixel_bytes();
    std::byte* out = job.out[k];
    if (load.swap) {
      with_sample(load.layout.type, [&](auto zero) {
        using T = decltype(zero);
        swap_ends(reinterpret_cast<const T*>(in), reinterpret_cast<T*>(out), pixels, load.layout.channels);
      });
    } else if (!real) {
      std::memcpy(out, in, size);
    }
    if (real) load.rows->clean(load.swap ? out : in, reinterpret_cast<float*>(out), size / sizeof(float));
  }
}

struct two_kernels {
  kernel stage, table;
  int rows;  ///< at a time
};

void run_both(const void* data, const row_job& job) {
  const auto& both = *static_cast<const two_kernels*>(data);
  row_job part = job;
  for (int k = 0; k < job.rows; k += part.rows) {
    part.in = job.in;
    part.out = job.out + k;
    part.y = job.y + k;
    part.rows = std::min(both.rows, job.rows - k);
    part.first = job.first && k == 0;
    both.stage.run(both.stage.data.get(), part);
    part.in[0] = {part.out, part.x0, part.y};
    both.table.run(both.table.data.get(), part);
  }
}

std::size_t scratch_of_both(const void* data, std::int64_t columns) {
  const kernel& stage = static_cast<const two_kernels*>(data)->stage;
  return stage.scratch_bytes(stage.data.get(), columns);
}

}  // namespace

kernel with_table(const prepared& stage, kernel made, kernel table) {
  const int rows = std::holds_alternative<separable>(stage.what) ? rows_at_once : max_rows;
  return {std::make_shared<two_kernels>(two_kernels{std::move(made), std::move(table), rows}), &run_both,
          &scratch_of_both};
}

kernel compile_load(const format& in, channel_order order, int level) {
  return {std::make_shared<load_data>(
              load_data{&table_of(level).rows, in, order == channel_order::bgr && in.channels >= 3}),
          &run_load, &no_scratch};
}

kernel compile(const prepared& stage, const format& in, int level) {
  return std::visit(
      [&](const auto& what) -> kernel {
        using type = std::remove_cvref_t<decltype(what)>;
        if constexpr (std::is_same_v<type, point> || std::is_same_v<type, lookup> ||
                      std::is_same_v<type, colour_table> || std::is_same_v<type, colour_shaper>)
          return compile_points({&stage, 1}, in, level);
        else if constexpr (std::is_same_v<type, global> || std::is_same_v<type, whole_picture> ||
                           std::is_same_v<type, recipe>)
          throw error(error_kind::unsupported, "a composite or statistical stage was not expanded before compilation");
        else return compile(what, in, stage.out, level);
      },
      stage.what);
}

}  // namespace tessera::inline v0::cpu
