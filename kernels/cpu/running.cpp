// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/cpu/running.hpp"

#include <algorithm>

#include "tessera/kernels/cpu/separable_program.hpp"

namespace tessera::inline v0::cpu {

namespace {

/// Calls f with the sums of the narrowest type that holds a window of white.
template <class F>
decltype(auto) with_sums(const separable_data& s, const F& f) {
  const double largest = static_cast<double>(s.area()) * white_of(s.in.type);
  if (largest < 0x1p16) return f(s.running->words);
  if (largest < 0x1p31) return f(s.running->longs);
  return f(s.running->long_longs);
}

/// What lies one after the other in the memory that is kept: columns, the row's sums of columns, blocks and windows of a chunk.
template <class Sum>
struct sums_space {
  std::size_t row, chunk;
  sums_space(const separable_data& s, std::size_t wide)
      : row(wide + running_slack), chunk(separable_chunk + s.margin() + running_slack) {}
  std::size_t bytes() const { return (2 * row + 2 * chunk) * sizeof(Sum); }
};

template <class Sum>
void add_rows(const running_sums<Sum>& code, const separable_data& s, const row_task& t, Sum* columns, Sum* all,
              std::size_t wide) {
  const std::size_t last = s.taps() - 1;
  const auto add = [&](auto zero, auto add_row, auto pass_row) {
    using T = decltype(zero);
    const auto row = [&](std::size_t k) { return reinterpret_cast<const T*>(t.rows[k]); };
    if (t.first) {
      std::fill_n(columns, wide, Sum{0});
      for (std::size_t k = 0; k < last; ++k) add_row(row(k), columns, wide);
    }
    pass_row(row(last), row(0), columns, all, wide);
  };
  if (s.in.type == sample_type::u8) add(u8{}, code.add_u8, code.pass_u8);
  else add(u16{}, code.add_u16, code.pass_u16);
}

template <class Sum>
void run_sums(const running_sums<Sum>& code, const separable_data& s, const row_task& t, const work_space& w) {
  const std::size_t wide = wide_of(s, t), step = static_cast<std::size_t>(s.in.channels);
  const sums_space<Sum> space(s, wide);
  auto* columns = reinterpret_cast<Sum*>(w.kept);
  Sum *all = columns + space.row, *blocks = all + space.row, *windows = blocks + space.chunk;
  add_rows(code, s, t, columns, all, wide);
  const bool bytes = s.in.type == sample_type::u8 && !s.epilogue && s.area() <= largest_byte_area;
  for (std::size_t i = 0; i < t.n; i += separable_chunk) {
    const std::size_t n = std::min(separable_chunk, t.n - i);
    code.windows(all + i, static_cast<std::size_t>(2 * s.rx + 1), step, blocks, windows, n);
    if (bytes) {
      code.to_bytes(windows, s.area(), reinterpret_cast<u8*>(t.out) + i, n);
      continue;
    }
    code.to_levels(windows, s.area(), w.filtered, n);
    finish(s, w.filtered, w.centre, t.centre, t.out, i, n);
  }
}

}  // namespace

std::size_t running_bytes(const separable_data& s, std::size_t wide) {
  return with_sums(s, [&]<class Sum>(const running_sums<Sum>&) { return sums_space<Sum>(s, wide).bytes(); });
}

void running_row(const separable_data& s, const row_task& t, const work_space& w) {
  with_sums(s, [&](const auto& code) { run_sums(code, s, t, w); });
}

}  // namespace tessera::inline v0::cpu
