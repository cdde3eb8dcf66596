// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/schedule/content_box.hpp"

#include <algorithm>
#include <cmath>

namespace tessera::inline v0 {

namespace {

/// A sample as a fraction of white; colour times alpha where there is any.
template <class T>
double seen(const T* pixel, int c, const format& f) {
  const double level = static_cast<double>(pixel[c]) / static_cast<double>(white<T>);
  if (!f.alpha || c + 1 == f.channels) return level;
  return level * static_cast<double>(pixel[f.channels - 1]) / static_cast<double>(white<T>);
}

}  // namespace

template <class T>
void content_box::add(const T* row) {
  const std::int64_t width = layout_.size.width;
  const int channels = layout_.channels;
  if (corner_.empty())
    for (int c = 0; c < channels; ++c) corner_.push_back(seen(row, c, layout_));
  const auto unlike = [&](std::int64_t x) {
    for (int c = 0; c < channels; ++c)
      if (std::abs(seen(row + x * channels, c, layout_) - corner_[static_cast<std::size_t>(c)]) > tolerance_)
        return true;
    return false;
  };
  std::int64_t first = 0;
  while (first < width && !unlike(first)) ++first;
  if (first == width) return;
  // From the right only as far as the rows before did not reach.
  std::int64_t last = width;
  const std::int64_t known = std::max(first + 1, box_.x1);
  while (last > known && !unlike(last - 1)) --last;
  box_ = hull(box_, {first, y_, last, y_ + 1});
}

void content_box::write(const std::byte* const* rows, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i, ++y_)
    with_sample(layout_.type, [&](auto zero) { add(reinterpret_cast<const decltype(zero)*>(rows[i])); });
}

}  // namespace tessera::inline v0
