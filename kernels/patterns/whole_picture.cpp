// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/whole_picture.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

namespace tessera::inline v0 {

namespace {

/// The marks of one channel: weak and strong places on their way to what the result is made of.
class flood {
 public:
  flood(std::int64_t width, std::int64_t height)
      : width_(width), height_(height), marks_(static_cast<std::size_t>(width * height)) {}

  template <class T>
  void mark(const const_view& in, int channel, float low, float high) {
    const int channels = in.format.channels;
    for (std::int64_t y = 0; y < height_; ++y)
      for (std::int64_t x = 0; x < width_; ++x) {
        const float level = static_cast<float>(in.samples<T>(y)[x * channels + channel]) * (1.0f / white<T>);
        at(x, y) = level >= low ? weak : none;
        if (level >= high) reach(x, y);
      }
  }

  /// What is weak beside something strong becomes strong, until nothing changes.
  void spread() {
    while (!open_.empty()) {
      const std::int64_t place = open_.back(), x = place % width_, y = place / width_;
      open_.pop_back();
      for (std::int64_t v = std::max<std::int64_t>(0, y - 1); v <= std::min(height_ - 1, y + 1); ++v)
        for (std::int64_t u = std::max<std::int64_t>(0, x - 1); u <= std::min(width_ - 1, x + 1); ++u)
          if (at(u, v) == weak) reach(u, v);
    }
  }

  template <class T>
  void write(const view& out, int channel) const {
    const int channels = out.format.channels;
    for (std::int64_t y = 0; y < height_; ++y)
      for (std::int64_t x = 0; x < width_; ++x)
        out.samples<T>(y)[x * channels + channel] = static_cast<T>(at(x, y) == strong ? white<T> : 0.0f);
  }

 private:
  enum state : std::uint8_t { none, weak, strong };

  std::uint8_t& at(std::int64_t x, std::int64_t y) { return marks_[static_cast<std::size_t>(y * width_ + x)]; }
  std::uint8_t at(std::int64_t x, std::int64_t y) const { return marks_[static_cast<std::size_t>(y * width_ + x)]; }

  void reach(std::int64_t x, std::int64_t y) {
    at(x, y) = strong;
    open_.push_back(y * width_ + x);
  }

  std::int64_t width_, height_;
  std::vector<std::uint8_t> marks_;
  std::vector<std::int64_t> open_;  ///< strong places whose neighbours have not been looked at
};

struct thresholds {
  float low, high;
};

void connect(const void* self, const const_view& in, const view& out) {
  const auto& limits = *static_cast<const thresholds*>(self);
  with_sample(in.format.type, [&](auto zero) {
    using T = decltype(zero);
    for (int c = 0; c < in.format.colour_channels(); ++c) {
      flood marks(in.format.size.width, in.format.size.height);
      marks.mark<T>(in, c, limits.low, limits.high);
      marks.spread();
      marks.write<T>(out, c);
    }
  });
}

}  // namespace

whole_picture connected_above(const char* operator_name, float low, float high) {
  if (low > high)
    throw error(error_kind::usage, std::string(operator_name) + ": low is above high; low " + std::to_string(low) +
                                       " must be at most " + std::to_string(high))
        .with_operator(operator_name)
        .with_parameter("low");
  return {std::make_shared<const thresholds>(thresholds{low, high}), &connect};
}

}  // namespace tessera::inline v0
