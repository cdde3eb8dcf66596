// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/resample.hpp"

#include <algorithm>
#include <cstring>

#include "tessera/kernels/cpu/resample_program.hpp"

namespace tessera::inline v0::cpu {

namespace {

/// One input column and row for every output column and row.
struct nearest_program {
  std::vector<std::int64_t> columns, rows;
  std::size_t pixel_bytes = 1;
};

template <std::size_t Bytes>
void pick(const std::byte* in, const std::int64_t* columns, std::int64_t origin, std::byte* out, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i)
    std::memcpy(out + i * static_cast<std::int64_t>(Bytes),
                in + (columns[i] - origin) * static_cast<std::int64_t>(Bytes), Bytes);
}

void run_nearest(const void* data, const row_job& job) {
  const auto& p = *static_cast<const nearest_program*>(data);
  const std::int64_t* columns = p.columns.data() + job.x0;
  const std::int64_t n = job.x1 - job.x0;
  for (int k = 0; k < job.rows; ++k) {
    const std::byte* in = job.in[0].row[p.rows[static_cast<std::size_t>(job.y + k)] - job.in[0].y];
    std::byte* out = job.out[k];
    switch (p.pixel_bytes) {
      case 1:
        pick<1>(in, columns, job.in[0].x, out, n);
        break;
      case 2:
        pick<2>(in, columns, job.in[0].x, out, n);
        break;
      case 3:
        pick<3>(in, columns, job.in[0].x, out, n);
        break;
      case 4:
        pick<4>(in, columns, job.in[0].x, out, n);
        break;
      case 6:
        pick<6>(in, columns, job.in[0].x, out, n);
        break;
      case 8:
        pick<8>(in, columns, job.in[0].x, out, n);
        break;
      case 12:
        pick<12>(in, columns, job.in[0].x, out, n);
        break;
      default:
        pick<16>(in, columns, job.in[0].x, out, n);
    }
  }
}

kernel compile_nearest(const axis& x, const axis& y, const format& in) {
  auto p = std::make_shared<nearest_program>();
  for (std::int64_t i = 0; i < x.out; ++i) p->columns.push_back(window_of(x, i).first);
  for (std::int64_t i = 0; i < y.out; ++i) p->rows.push_back(window_of(y, i).first);
  p->pixel_bytes = static_cast<std::size_t>(in.pixel_bytes());
  return {std::move(p), &run_nearest, &no_scratch};
}

}  // namespace

kernel compile(const resample& stage, const format& in, const format&, int level) {
  const axis x = horizontal_axis(stage, in), y = vertical_axis(stage, in);
  if (stage.kind == resample::filter::nearest) return compile_nearest(x, y, in);
  const axis_table columns = make_table(x), rows = make_table(y);
  const level_table& code = table_of(level);
  if (in.type == sample_type::u8 && !in.alpha && !stage.linear)
    if (kernel k = compile_fixed(columns, rows, in, code.resample); k.run) return k;
  // 2^-24 of white is lost at every addition: 64 taps of u16 cost at most 0.25 level.
  const bool long_sums = in.type == sample_type::u16 && columns.largest_count() + rows.largest_count() > 64;
  const bool precise = long_sums || (in.alpha && in.type != sample_type::u8);
  return precise ? compile_sums<double>(columns, rows, in, stage.linear, code, code.resample.precise)
                 : compile_sums<float>(columns, rows, in, stage.linear, code, code.resample.single);
}

}  // namespace tessera::inline v0::cpu
