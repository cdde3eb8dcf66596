// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <random>

#include "support/expect_right.hpp"
#include "tessera/kernels/operators/linear/convolve.hpp"
#include "tessera/kernels/operators/linear/laplacian.hpp"
#include "tessera/kernels/operators/linear/sobel.hpp"

namespace tessera::tests {

namespace {

constexpr sample_type stencil_types[] = {sample_type::u8, sample_type::u16, sample_type::f32};
constexpr border_kind stencil_borders[] = {border_kind::replicate, border_kind::reflect, border_kind::reflect101,
                                           border_kind::wrap, border_kind::constant};
constexpr extent sizes[] = {{1, 1}, {1, 17}, {19, 1}, {37, 23}, {1201, 3}};

std::vector<double> weights(std::size_t count, double low, double high) {
  std::mt19937 random(static_cast<unsigned>(count));
  std::vector<double> result;
  for (std::size_t i = 0; i < count; ++i)
    result.push_back(low + (high - low) * static_cast<double>(random() % 1000) / 1000.0);
  return result;
}

void check_formulas(const picture& in, border_kind border) {
  for (int direction = 0; direction < 3; ++direction) {
    const sobel op{static_cast<slope>(direction), direction == 0 ? 0.0f : 0.5f};
    expect_right(stage_of(op, in.layout), in, sobel_oracle(in, direction, static_cast<double>(op.offset), border),
                 border);
  }
  for (const bool diagonals : {false, true}) {
    const laplacian op{diagonals, 0.25f};
    expect_right(stage_of(op, in.layout), in, laplacian_oracle(in, diagonals, 0.25, border), border);
  }
}

void check_matrices(const picture& in, border_kind border) {
  const int radii[][2] = {{0, 0}, {1, 1}, {2, 1}, {0, 3}, {4, 4}};
  for (const auto& [x, y] : radii)
    for (const double low : {0.0, -1.0}) {
      const auto count = static_cast<std::size_t>((2 * x + 1) * (2 * y + 1));
      std::vector<double> matrix = weights(count, low, 1.5);
      for (double& w : matrix) w *= 2.0 / static_cast<double>(count);
      const prepared stage{stencil{{}, x, y, matrix, 0.1}, in.layout};
      expect_right(stage, in, matrix_oracle(in, matrix, x, y, 0.1, border), border);
    }
}

}  // namespace

TEST(stencil, formulas_are_right_for_every_format) {
  for (const extent size : sizes)
    for (const sample_type type : stencil_types)
      for (int channels = 1; channels <= 4; ++channels)
        check_formulas(noise(make_format(type, channels, size), 4), border_kind::replicate);
}

TEST(stencil, matrices_are_right_for_every_format) {
  for (const extent size : sizes)
    for (const sample_type type : stencil_types)
      for (int channels = 1; channels <= 4; ++channels)
        check_matrices(noise(make_format(type, channels, size), 4), border_kind::replicate);
}

TEST(stencil, is_right_on_hard_pictures_at_every_border) {
  for (const sample_type type : stencil_types)
    for (const border_kind border : stencil_borders)
      for (const int channels : {3, 4})
        for (const picture& in : hard_pictures(make_format(type, channels, {29, 11}))) {
          check_formulas(in, border);
          check_matrices(in, border);
        }
}

TEST(stencil, refuses_a_change_of_type) {
  const format in = make_format(sample_type::u8, 1, {4, 4});
  prepared stage{stencil{{}, 0, 0, {1}, 0}, in};
  stage.out.type = sample_type::u16;
  EXPECT_THROW(cpu::compile(stage, in, 0), error);
}

}  // namespace tessera::tests
