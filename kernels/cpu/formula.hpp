// SPDX-License-Identifier: Apache-2.0
#pragma once

// Compiles an operator's formula for one SIMD level. The buffers have room for a whole vector past their end.

#include "tessera/kernels/cpu/formula_steps.hpp"
#include "tessera/kernels/patterns/derived_numbers.hpp"
#include "tessera/kernels/patterns/pixel_window.hpp"
#include "tessera/kernels/position.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

template <class Op>
void sample_formula(const void* op, float* data, std::size_t n, const scale& levels) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  const value in(1.0f / levels.in_white);
  for (std::size_t i = 0; i < n; i += lanes()) store(level_of(self(load(data + i) * in), levels), data + i);
}

/// Planes are r, g, b and alpha.
template <class Op>
void pixel_formula(const void* op, float* const* planes, std::size_t n, const scale& levels) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  const value in(1.0f / levels.in_white);
  for (std::size_t i = 0; i < n; i += lanes())
    store_pixel(self(load_pixel<pixel_of<Op>>(planes, i, in)), levels, planes, i);
}

/// For formulas so cheap that rows of floats in between would cost more.
template <class Op>
constexpr bool is_direct = requires {
  Op::direct;
};

template <class Op>
std::size_t direct_formula(const void* op, const u8* in, u8* out, std::size_t pixels, const scale& levels) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  const value factor(1.0f / levels.in_white), white(levels.out_white);
  const pixel_reader<3> read;
  const auto made = [&](std::size_t i) {
    value level[3];
    fetch_ahead(in + i * 3);
    read(in + i * 3, level);
    return self(rgb<value>{level[0] * factor, level[1] * factor, level[2] * factor});
  };
  const auto left = [&](std::size_t i) { return (pixels - i) * 3; };
  std::size_t i = 0;
  if constexpr (requires(rgb<value> v) { self(v).raw; }) {
    for (; left(i) >= HWY_MAX_BYTES; i += lanes()) narrow(unrounded_level_of(made(i), levels), out + i);
  } else {
    const pixel_writer<3> write;
    const quadruple_writer write_four;
    const auto level = [&](std::size_t at, value* result) {
      const rgb<value> v = made(at);
      result[0] = packable_level_of<Op>(v.r, white), result[1] = packable_level_of<Op>(v.g, white);
      result[2] = packable_level_of<Op>(v.b, white);
    };
    value result[3];
    for (; left(i) >= 9 * lanes() + HWY_MAX_BYTES; i += 4 * lanes()) {
      byte_vec packed[4];
#pragma GCC unroll 4
      for (std::size_t k = 0; k < 4; ++k) level(i + k * lanes(), result), packed[k] = write.pack(result);
      write_four(packed, out + i * 3);
    }
    for (; left(i) >= HWY_MAX_BYTES; i += lanes()) level(i, result), write(result, out + i * 3);
  }
  return i;
}

template <class Op>
void pixels_formula(const void* op, float* const* planes, const float* const* second, std::size_t n,
                    const scale& levels) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  const value in(1.0f / levels.in_white);
  for (std::size_t i = 0; i < n; i += lanes())
    store_pixel(self(load_pixel<rgba<value>>(planes, i, in), load_pixel<rgba<value>>(second, i, in)), levels, planes,
                i);
}

TESSERA_FN position<value> position_of(const sample_place& at, std::size_t i) {
  const auto column = at.x + static_cast<std::uint32_t>(i);
  return {counted_from(static_cast<float>(column)),
          value(static_cast<float>(at.y)),
          at.width,
          at.height,
          column,
          at.y,
          at.channel};
}

template <class Op>
void placed_sample_formula(const void* op, float* data, std::size_t n, const scale& levels, const sample_place& at) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  const value in(1.0f / levels.in_white);
  for (std::size_t i = 0; i < n; i += lanes())
    store(level_of(self(load(data + i) * in, position_of(at, i)), levels), data + i);
}

template <class Op>
void placed_pixel_formula(const void* op, float* const* planes, std::size_t n, const scale& levels,
                          const sample_place& at) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  const value in(1.0f / levels.in_white);
  for (std::size_t i = 0; i < n; i += lanes())
    store_pixel(self(load_pixel<pixel_of<Op, position<value>>>(planes, i, in), position_of(at, i)), levels, planes, i);
}

template <class Op>
void mixing_formula(const void* op, const float* centre, const float* filtered, float* out, std::size_t n,
                    const scale& levels) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  const value in(1.0f / levels.in_white);
  for (std::size_t i = 0; i < n; i += lanes())
    store(level_of(self(load(centre + i) * in, load(filtered + i) * in), levels), out + i);
}

template <class Op>
void mixing_formula_u8(const void* op, const u8* centre, const float* filtered, float unit, u8* out, std::size_t n,
                       const scale& levels) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  const value in(1.0f / levels.in_white), in_filtered(unit * (1.0f / levels.in_white)), white(levels.out_white);
  const auto fraction = [&](const u8* c, const float* f) { return self(widen(c) * in, load(f) * in_filtered); };
  std::size_t i = 0;
  for (; i + 4 * lanes() <= n; i += 4 * lanes()) {
    const auto whole = [&](std::size_t b) {
      const std::size_t at = i + b * lanes();
      return to_whole(packable_level_of<Op>(fraction(centre + at, filtered + at), white));
    };
    fetch_ahead(out + i);
    hn::StoreU(bytes_in_order(whole(0), whole(1), whole(2), whole(3)), byte_tag(), out + i);
  }
  by_vectors(centre, out, i, n, [&](std::size_t at, const u8* from, u8* to) {
    narrow(unrounded_level_of(fraction(from, filtered + at), levels), to);
  });
}

/// What a stencil formula reads through: at(dx, dy) is the neighbour, a fraction of white.
struct window {
  const stencil_rows& rows;
  std::size_t i;
  TESSERA_FN value operator()(int dx, int dy) const {
    return load(rows.rows[rows.reach_y + dy] + static_cast<std::ptrdiff_t>(i) + dx * rows.step);
  }
};

template <class Op>
void stencil_formula(const void* op, const stencil_rows& rows, float* out, std::size_t n) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  for (std::size_t i = 0; i < n; i = next_block(i, n, lanes())) store(self(window{rows, i}), out + i);
}

/// What a formula reads derived numbers through.
struct window_of_numbers {
  const stencil_rows& rows;
  std::size_t i;
  TESSERA_FN value first(int dx, int dy) const { return number(0, dx, dy); }
  TESSERA_FN value second(int dx, int dy) const { return number(1, dx, dy); }
  TESSERA_FN value third(int dx, int dy) const { return number(2, dx, dy); }

 private:
  TESSERA_FN value number(int which, int dx, int dy) const {
    const int row = which * (2 * rows.reach_y + 1) + rows.reach_y + dy;
    return load(rows.rows[row] + static_cast<std::ptrdiff_t>(i) + dx * rows.step);
  }
};

template <class Op>
void derive_formula(const void* op, const stencil_rows& rows, float* const* numbers, std::size_t n) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  for (std::size_t i = 0; i < n; i = next_block(i, n, lanes())) {
    const derived_numbers<value> made = self.derive(window{rows, i});
    store(made.first, numbers[0] + i);
    store(made.second, numbers[1] + i);
    store(made.third, numbers[2] + i);
  }
}

template <class Op>
void conclude_formula(const void* op, const stencil_rows& numbers, float* out, std::size_t n) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  for (std::size_t i = 0; i < n; i = next_block(i, n, lanes()))
    store(self.conclude(window_of_numbers{numbers, i}), out + i);
}

/// What a formula over whole pixels reads through; see the `pixel_window` of patterns.
struct window_of_pixels {
  using value = cpu::TESSERA_LEVEL::value;
  using pixel = rgb<value>;
  const pixel_rows& rows;
  std::size_t i;

  TESSERA_FN pixel operator()(int dx, int dy) const { return {at(0, dx, dy), at(1, dx, dy), at(2, dx, dy)}; }
  TESSERA_FN value alpha(int dx, int dy) const {
    return rows.rows[3 * rows.height()] == nullptr ? value(1.0f) : at(3, dx, dy);
  }
  TESSERA_FN int colours() const { return rows.colours; }
  TESSERA_FN value odd_x() const {
    const auto parity = hn::Set(int_tag(), static_cast<std::int32_t>((i & 1) ^ (rows.odd_x ? 1u : 0u)));
    return hn::ConvertTo(float_tag(), hn::And(hn::Xor(hn::Iota(int_tag(), 0), parity), hn::Set(int_tag(), 1)));
  }
  TESSERA_FN value odd_y() const { return value(rows.odd_y ? 1.0f : 0.0f); }

 private:
  TESSERA_FN value at(int channel, int dx, int dy) const {
    return load(rows.rows[channel * rows.height() + rows.reach_y + dy] + static_cast<std::ptrdiff_t>(i) + dx);
  }
};

template <class Op>
void pixel_stencil_formula(const void* op, const pixel_rows& rows, float* const* planes, std::size_t n) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  for (std::size_t i = 0; i < n; i += lanes()) {
    const rgb<value> result = self(window_of_pixels{rows, i});
    store(result.r, planes[0] + i);
    store(result.g, planes[1] + i);
    store(result.b, planes[2] + i);
  }
}

template <class Op>
void moments_formula(const void* op, const float* centre, const float* mean, const float* deviation, float* out,
                     std::size_t n) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  for (std::size_t i = 0; i < n; i += lanes())
    store(self(load(centre + i), load(mean + i), load(deviation + i)), out + i);
}

/// The code of the operator's formula, whichever it has.
template <class Op>
formula_kernels kernels_of() {
  using F = formula_type<Op>;
  formula_kernels result;
  if constexpr (requires(const F& f, value v) { f(v, v); })
    result.mixed = &mixing_formula<F>, result.mixed_u8 = &mixing_formula_u8<F>;
  else if constexpr (has_moments_formula<F>) result.moments = &moments_formula<F>;
  else if constexpr (reads_pixels<F>) result.pixel_stencil = &pixel_stencil_formula<F>;
  else if constexpr (requires(const F& f, rgba<value> v) { f(v, v); })
    result.pixels = &pixels_formula<F>, result.reads_alpha = true;
  else if constexpr (requires(const F& f, value v, position<value> at) { f(v, at); })
    result.placed_sample = &placed_sample_formula<F>;
  else if constexpr (requires(const F& f, pixel_of<F, position<value>> v, position<value> at) { f(v, at); })
    result.placed_pixel = &placed_pixel_formula<F>, result.reads_alpha = takes_alpha<pixel_of<F, position<value>>>;
  else if constexpr (requires(const F& f, window w) {
                       f(w);
                       std::declval<const Op&>().reach();
                     }) {
    if constexpr (derives_numbers<F>) result.derive = &derive_formula<F>, result.conclude = &conclude_formula<F>;
    else result.stencil = &stencil_formula<F>;
  } else if constexpr (requires(const F& f, value v) { f(v); }) result.sample = &sample_formula<F>;
  else if constexpr (requires(const F& f, stepping_rows rows) { f.in_steps(rows); })
    result.steps = &stepping_formula<F>, result.begin = &begin_formula<F>;
  else if constexpr (requires(const F& f, pixel_of<F> v) { f(v); })
    result.pixel = &pixel_formula<F>, result.reads_alpha = takes_alpha<pixel_of<F>>;
  if constexpr (is_direct<F>) result.direct = &direct_formula<F>;
  return result;
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
