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
  const pixel_writer<3> write;
  std::size_t i = 0;
  for (; (pixels - i) * 3 >= HWY_MAX_BYTES; i += lanes()) {
    value level[3];
    fetch_ahead(in + i * 3);
    read(in + i * 3, level);
    const auto made = self(rgb<value>{level[0] * factor, level[1] * factor, level[2] * factor});
    if constexpr (requires { made.raw; }) {
      narrow(unrounded_level_of(made, levels), out + i);
    } else {
      const value result[] = {min(white, made.r * white), min(white, made.g * white), min(white, made.b * white)};
      write(result, out + i * 3);
    }
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
void mixing_formula_u8(const void* op, const u8* centre, const float* filtered, u8* out, std::size_t n,
                       const scale& levels) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  const value in(1.0f / levels.in_white), white(levels.out_white);
  const auto level = [&](const u8* c, const float* f) { return self(widen(c) * in, load(f) * in) * white; };
  std::size_t i = 0;
  for (; i + 4 * lanes() <= n; i += 4 * lanes()) {
    // What is below 0, or no number, becomes 0 where bytes are packed.
    const auto whole = [&](std::size_t b) {
      return to_whole(min(white, level(centre + i + b * lanes(), filtered + i + b * lanes())));
    };
    hn::StoreU(bytes_in_order(whole(0), whole(1), whole(2), whole(3)), byte_tag(), out + i);
  }
  const auto put = [&](const u8* c, const float* f, u8* to) { narrow(bounded(level(c, f), value(0.0f), white), to); };
  for (; i + lanes() <= n; i += lanes()) put(centre + i, filtered + i, out + i);
  if (i == n) return;
  u8 rest[HWY_MAX_BYTES] = {};
  std::copy_n(centre + i, n - i, rest);
  put(rest, filtered + i, rest);
  std::copy_n(rest, n - i, out + i);
}

/// What a stencil formula reads through: at(dx, dy) is the neighbour, a fraction of white.
struct window {
  const stencil_rows& rows;
  std::size_t i;
  TESSERA_FN value operator()(int dx, int dy) const {
    return load(rows.rows[rows.reach_y + dy] + static_cast<std::ptrdiff_t>(i) + dx * rows.step);
  }
};

/// The vector after the one at `i`: the last one ends where the samples do, so that rows need room behind only if they are shorter than a vector.
TESSERA_FN std::size_t next_vector(std::size_t i, std::size_t n) {
  const std::size_t next = i + lanes();
  return next >= n ? n : std::min(next, n - lanes());
}

template <class Op>
void stencil_formula(const void* op, const stencil_rows& rows, float* out, std::size_t n) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  for (std::size_t i = 0; i < n; i = next_vector(i, n)) store(self(window{rows, i}), out + i);
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
  for (std::size_t i = 0; i < n; i = next_vector(i, n)) {
    const derived_numbers<value> made = self.derive(window{rows, i});
    store(made.first, numbers[0] + i);
    store(made.second, numbers[1] + i);
    store(made.third, numbers[2] + i);
  }
}

template <class Op>
void conclude_formula(const void* op, const stencil_rows& numbers, float* out, std::size_t n) {
  parameters_of<Op> self = *static_cast<const Op*>(op);
  for (std::size_t i = 0; i < n; i = next_vector(i, n)) store(self.conclude(window_of_numbers{numbers, i}), out + i);
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
