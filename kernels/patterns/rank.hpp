// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// One whole number for both directions or two, horizontal and vertical: `2`, `{3, 1}`, in text `radius=2` or `radius=3x1`.
class window_sides {
 public:
  using value_type = int;
  constexpr window_sides(int both) : items_{both, both} {}
  constexpr window_sides(int x, int y) : items_{x, y}, count_(2) {}

  constexpr int x() const { return items_[0]; }
  constexpr int y() const { return items_[count_ - 1]; }

  // What a parameter that holds a list offers.
  constexpr const int* begin() const { return items_.data(); }
  constexpr const int* end() const { return items_.data() + count_; }
  constexpr int* begin() { return items_.data(); }
  constexpr std::size_t size() const { return count_; }
  constexpr void resize(std::size_t count) { count_ = count; }

 private:
  std::array<int, 2> items_;
  std::size_t count_ = 1;
};

/// The largest radius of a rank window.
inline constexpr int largest_radius = 250;

/// The parameters `radius` and `size` that every operator with a rectangular window has.
template <class Op>
constexpr auto window_parameters() {
  return params{param{"radius", &Op::radius, list_of{0, largest_radius, 1, 2},
                      "pixels on each side of the centre; 3x1: 3 beside, 1 above and below", unit::pixels},
                param{"size", &Op::size, list_of{0, 2 * largest_radius + 1, 1, 2},
                      "odd width and height of the window, instead of radius", unit::pixels}};
}

/// What a window looks like within its rectangle.
enum class window_shape : std::uint8_t { rectangle, ellipse, cross };

/// The parameters of an operator whose window may have another shape.
template <class Op>
constexpr auto shaped_window_parameters() {
  const auto window = window_parameters<Op>();
  return params{param_at<0>(window), param_at<1>(window),
                param{"shape", &Op::shape,
                      one_of<window_shape>({{"rectangle", window_shape::rectangle},
                                            {"ellipse", window_shape::ellipse},
                                            {"cross", window_shape::cross}}),
                      "of the window; an ellipse is that of OpenCV's getStructuringElement"}};
}

/// The smallest or the largest sample of a window of such a shape. Throws `error` of kind usage if a size is even.
rank shaped_rank(rank::which kind, const window_sides& radius, const window_sides& size, window_shape shape);

/// The radius of a square window, from `size` unless that is 0. Throws `error` of kind usage if it is even.
int radius_of_window(int radius, int size);

/// Local moments over the window that `radius` or, unless 0, `size` says. Throws `error` of kind usage if a size is even.
moments window_moments(const window_sides& radius, const window_sides& size);

/// The parameter `epsilon` of the guided filter.
template <class Op>
constexpr auto guided_epsilon() {
  return param{"epsilon", &Op::epsilon, range{1e-6, 1},
               "windows with a smaller variance are smoothed; the square of a difference, white is 1"};
}

/// A formula over whole pixels that reaches equally far to all sides.
inline pixel_stencil square_stencil(int reach) { return {{}, reach, reach, false}; }

/// The rank filter over the window that `radius` or, unless 0, `size` says. Throws `error` of kind usage if a size is even.
rank window_rank(rank::which kind, const window_sides& radius, const window_sides& size, double fraction = 0.5);

}  // namespace tessera::inline v0
