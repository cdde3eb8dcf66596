// SPDX-License-Identifier: Apache-2.0
// Where the pixels of a warp lie in the input.
#include "tessera/kernels/cpu/warp_inline.hpp"

namespace tessera::inline v0::cpu::TESSERA_LEVEL {

namespace {

using half_word_tag = hn::Rebind<std::int32_t, double_tag>;

/// Whole pixels and what is left, of places that have been bounded.
TESSERA_FN void put_places(hn::Vec<double_tag> at, std::int32_t* whole, double* rest) {
  const double_tag d;
  const auto floor = hn::Floor(at);
  hn::StoreU(hn::DemoteTo(half_word_tag(), floor), half_word_tag(), whole);
  hn::StoreU(hn::Sub(at, floor), d, rest);
}

void locate_axis(const double* m, std::int64_t x, std::int64_t y, int n, std::int64_t size, bool round,
                 std::int32_t* whole, double* rest) {
  const double_tag d;
  const auto row = hn::Set(d, m[1] * (static_cast<double>(y) + 0.5) + m[2]);
  const auto step = hn::Set(d, m[0]), half = hn::Set(d, 0.5);
  const auto low = hn::Set(d, -2.0), high = hn::Set(d, static_cast<double>(size) + 1.0);
  for (int i = 0; i < n; i += static_cast<int>(hn::Lanes(d))) {
    const auto column = hn::Iota(d, static_cast<double>(x + i));  // whole numbers: exact from any start
    auto at = hn::Sub(hn::Add(hn::Mul(step, hn::Add(column, half)), row), half);
    if (round) at = hn::Add(at, half);
    at = hn::Min(hn::Max(at, low), high);  // all that lies outside is alike
    put_places(at, whole + i, rest + i);
  }
}

/// The same sums and quotients as `map_spot`, several columns at once.
void locate_projective(const double* m, std::int64_t x, std::int64_t y, int n, extent size, double half,
                       warp_positions& at) {
  const double_tag d;
  const double row = static_cast<double>(y) + 0.5;
  const auto line = [&](const double* of, auto column) {
    return hn::Add(hn::Mul(hn::Set(d, of[0]), column), hn::Set(d, of[1] * row + of[2]));
  };
  const auto outside = hn::Set(d, -2.0), behind = hn::Set(d, horizon), to_corner = hn::Set(d, half);
  const auto put = [&](auto quotient, auto seen, std::int64_t length, std::int32_t* whole, double* rest) {
    const auto high = hn::Set(d, static_cast<double>(length) + 1.0);
    const auto low = hn::IfThenElse(seen, hn::Sub(quotient, to_corner), outside);
    put_places(hn::Min(hn::IfThenElse(hn::Gt(low, outside), low, outside), high), whole, rest);
  };
  for (int i = 0; i < n; i += static_cast<int>(hn::Lanes(d))) {
    const auto column = hn::Add(hn::Iota(d, static_cast<double>(x + i)), hn::Set(d, 0.5));
    const auto w = line(m + 6, column);
    const auto seen = hn::Gt(w, behind);
    put(hn::Div(line(m, column), w), seen, size.width, at.x + i, at.right + i);
    put(hn::Div(line(m + 3, column), w), seen, size.height, at.y + i, at.below + i);
  }
}

TESSERA_FN std::int32_t split_position(double at, std::int64_t size, double& rest) {
  at = near_picture(at, size);
  const double whole = exact_floor(at);
  rest = at - whole;
  return static_cast<std::int32_t>(whole);
}

template <warp::map How>
void locate_spots(const double* m, std::int64_t x, std::int64_t y, int n, extent size, double half,
                  warp_positions& at) {
  for (int i = 0; i < n; ++i) {
    spot where{-2, -2};
    if (map_spot(How, m, static_cast<double>(x + i) + 0.5, static_cast<double>(y) + 0.5, where))
      where = {where.x - half, where.y - half};
    at.x[i] = split_position(where.x, size.width, at.right[i]);
    at.y[i] = split_position(where.y, size.height, at.below[i]);
  }
}

}  // namespace

void locate(const warp& stage, std::int64_t x, std::int64_t y, int n, extent size, warp_positions& at) {
  using map = warp::map;
  const bool round = stage.kind == warp::interpolation::nearest;
  const double* m = stage.matrix;
  if (stage.how == map::affine) {
    locate_axis(m, x, y, n, size.width, round, at.x, at.right);
    locate_axis(m + 3, x, y, n, size.height, round, at.y, at.below);
    return;
  }
  const double half = round ? 0.0 : 0.5;
  if (stage.how == map::projective) locate_projective(m, x, y, n, size, half, at);
  if (stage.how == map::undistort) locate_spots<map::undistort>(m, x, y, n, size, half, at);
  if (stage.how == map::swirl) locate_spots<map::swirl>(m, x, y, n, size, half, at);
  if (stage.how == map::to_polar) locate_spots<map::to_polar>(m, x, y, n, size, half, at);
  if (stage.how == map::from_polar) locate_spots<map::from_polar>(m, x, y, n, size, half, at);
}

}  // namespace tessera::inline v0::cpu::TESSERA_LEVEL
