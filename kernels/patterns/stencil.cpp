// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/stencil.hpp"

#include <fmt/format.h>

#include <cmath>
#include <numeric>

namespace tessera::inline v0 {

stencil matrix_stencil(std::span<const float> weights, std::int64_t width, double divisor, double offset) {
  const auto count = static_cast<std::int64_t>(weights.size());
  const bool square = width == 0;
  if (square) width = std::llround(std::sqrt(static_cast<double>(count)));
  if (count == 0 || count % width != 0 || (square && width * width != count))
    throw error(error_kind::usage,
                square ? fmt::format("{} weights are no square; give the columns of the matrix with width=", count)
                       : fmt::format("{} weights do not fill rows of {}", count, width))
        .with_parameter(square ? "matrix" : "width");
  const std::int64_t height = count / width;
  if (width % 2 == 0 || height % 2 == 0)
    throw error(error_kind::usage,
                fmt::format("a matrix of {}x{} has no centre; both sides must be odd, so add rows or columns of 0",
                            width, height))
        .with_parameter("matrix");
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  const double by = divisor != 0 ? divisor : sum > 0 ? sum : 1;
  stencil result{{}, width / 2, height / 2, {}, offset};
  for (const float w : weights) result.matrix.push_back(w / by);
  return result;
}

}  // namespace tessera::inline v0
