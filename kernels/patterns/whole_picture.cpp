// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/whole_picture.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

namespace tessera::inline v0 {

namespace {

/// Weak and strong places of one channel on their way to what the result is made of: a byte each, in rows `pitch` apart.
class flood {
 public:
  enum state : std::uint8_t { none = 0, weak = 1, strong = 255 };

  flood(std::uint8_t* marks, std::int64_t pitch, extent size)
      : marks_(marks), pitch_(pitch), width_(size.width), height_(size.height) {}

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

  /// The same where the marks are the picture's own bytes: state[level] is what each of them becomes.
  void mark(const std::array<state, 256>& states) {
    for_marks(states[0] == none, [&](std::int64_t x, std::int64_t y) {
      std::uint8_t& place = at(x, y);
      place = states[place];
      if (place == strong) reach(x, y);
    });
  }

  /// What is weak beside something strong becomes strong, until nothing changes.
  void spread() {
    while (!open_.empty()) {
      const std::int64_t place = open_.back(), x = place % pitch_, y = place / pitch_;
      open_.pop_back();
      for (std::int64_t v = std::max<std::int64_t>(0, y - 1); v <= std::min(height_ - 1, y + 1); ++v)
        for (std::int64_t u = std::max<std::int64_t>(0, x - 1); u <= std::min(width_ - 1, x + 1); ++u)
          if (at(u, v) == weak) reach(u, v);
    }
  }

  void drop_weak() {
    for_marks(true, [&](std::int64_t x, std::int64_t y) {
      if (at(x, y) == weak) at(x, y) = none;
    });
  }

  template <class T>
  void write(const view& out, int channel) const {
    const int channels = out.format.channels;
    for (std::int64_t y = 0; y < height_; ++y)
      for (std::int64_t x = 0; x < width_; ++x)
        out.samples<T>(y)[x * channels + channel] = static_cast<T>(at(x, y) == strong ? white<T> : 0.0f);
  }

 private:
  /// Eight at a time where zeros need not be looked at: most of a picture of edges.
  template <class F>
  void for_marks(bool skip_zeros, const F& f) {
    for (std::int64_t y = 0; y < height_; ++y)
      for (std::int64_t x = 0; x < width_;) {
        std::uint64_t eight = 1;
        if (skip_zeros && x + 8 <= width_) std::memcpy(&eight, &at(x, y), sizeof eight);
        const std::int64_t end = std::min(width_, x + 8);
        for (; eight != 0 && x < end; ++x) f(x, y);
        x = end;
      }
  }

  std::uint8_t& at(std::int64_t x, std::int64_t y) { return marks_[y * pitch_ + x]; }
  std::uint8_t at(std::int64_t x, std::int64_t y) const { return marks_[y * pitch_ + x]; }

  void reach(std::int64_t x, std::int64_t y) {
    at(x, y) = strong;
    open_.push_back(y * pitch_ + x);
  }

  std::uint8_t* marks_;
  std::int64_t pitch_, width_, height_;
  std::vector<std::int64_t> open_;  ///< strong places whose neighbours have not been looked at
};

struct thresholds {
  float low, high;
};

/// One channel of bytes is its own marks.
void connect_bytes(const thresholds& limits, const view& picture) {
  std::array<flood::state, 256> states;
  for (std::size_t k = 0; k < 256; ++k) {
    const float level = static_cast<float>(k) * (1.0f / white<u8>);
    states[k] = level >= limits.high ? flood::strong : level >= limits.low ? flood::weak : flood::none;
  }
  flood marks(picture.samples<u8>(0), picture.pitch, picture.format.size);
  marks.mark(states);
  marks.spread();
  marks.drop_weak();
}

void connect(const void* self, const const_view& in, const view& out) {
  const auto& limits = *static_cast<const thresholds*>(self);
  const extent size = in.format.size;
  if (in.format.type == sample_type::u8 && in.format.channels == 1 && in.data == out.data && out.pitch >= size.width)
    return connect_bytes(limits, out);
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size.width * size.height));
  with_sample(in.format.type, [&](auto zero) {
    using T = decltype(zero);
    for (int c = 0; c < in.format.colour_channels(); ++c) {
      flood marks(bytes.data(), size.width, size);
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
