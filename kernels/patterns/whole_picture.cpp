// SPDX-License-Identifier: Apache-2.0
#include "tessera/kernels/patterns/whole_picture.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <vector>

namespace tessera::inline v0 {

namespace {

static_assert(std::endian::native == std::endian::little);

struct spot {
  std::uint32_t x, y;
};

/// Weak and strong places of one channel on their way to what the result is made of: a byte each, in rows `pitch` apart. A flood stays within its rows.
class flood {
 public:
  enum state : std::uint8_t { none = 0, weak = 1, strong = 255 };

  /// states[k] is what mark k stands for until `strong` is written in its place.
  using state_table = std::array<state, 256>;

  flood(std::uint8_t* marks, std::int64_t pitch, std::int64_t width, std::int64_t first, std::int64_t last,
        const state_table& states)
      : marks_(marks), pitch_(pitch), width_(width), first_(first), last_(last), states_(states) {}

  template <class T>
  void mark(const const_view& in, int channel, float low, float high) {
    const int channels = in.format.channels;
    for (std::int64_t y = first_; y < last_; ++y)
      for (std::int64_t x = 0; x < width_; ++x) {
        const float level = static_cast<float>(in.samples<T>(y)[x * channels + channel]) * (1.0f / white<T>);
        at(x, y) = level >= high ? strong : level >= low ? weak : none;
      }
  }

  /// From every mark that `states` calls strong to what it calls weak, until nothing changes.
  void spread() {
    for_marks([&](std::int64_t x, std::int64_t y) {
      if (states_[at(x, y)] != strong) return;
      reach(x, y);
      go_on();
    });
  }

  /// The same from what is strong on one side of the border above row `y`.
  void cross(std::int64_t y) {
    for (std::int64_t x = 0; x < width_; ++x)
      for (const std::int64_t from : {y - 1, y})
        if (at(x, from) == strong) look_at(x, y - 1, y + 1);
    go_on();
  }

  /// Black where nothing strong has been reached.
  void drop_weak() {
    constexpr std::uint64_t lows = 0x7f7f7f7f7f7f7f7f;
    for (std::int64_t y = first_; y < last_; ++y) {
      std::int64_t x = 0;
      for (; x + 8 <= width_; x += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, &at(x, y), sizeof eight);
        if (eight == 0) continue;
        const std::uint64_t others = ~eight,
                            whole = ~(((others & lows) + lows) | others | lows);  // top bits of the 255s
        eight = (whole << 1) - (whole >> 7);
        std::memcpy(&at(x, y), &eight, sizeof eight);
      }
      for (; x < width_; ++x)
        if (at(x, y) != strong) at(x, y) = none;
    }
  }

  template <class T>
  void write(const view& out, int channel) const {
    const int channels = out.format.channels;
    for (std::int64_t y = first_; y < last_; ++y)
      for (std::int64_t x = 0; x < width_; ++x)
        out.samples<T>(y)[x * channels + channel] = static_cast<T>(at(x, y) == strong ? white<T> : 0.0f);
  }

 private:
  /// What is left of what has been reached.
  void go_on() {
    while (!open_.empty()) {
      const spot from = open_.back();
      open_.pop_back();
      look_at(from.x, std::max<std::int64_t>(first_, from.y - std::int64_t{1}),
              std::min<std::int64_t>(last_, from.y + std::int64_t{2}));
    }
  }

  /// Calls f for every mark but zeros, most of a picture of edges: the first byte is the lowest of eight.
  template <class F>
  void for_marks(const F& f) {
    for (std::int64_t y = first_; y < last_; ++y) {
      std::int64_t x = 0;
      for (; x + 8 <= width_; x += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, &at(x, y), sizeof eight);
        for (; eight != 0; eight &= ~(std::uint64_t{0xff} << std::countr_zero(eight) / 8 * 8))
          f(x + std::countr_zero(eight) / 8, y);
      }
      for (; x < width_; ++x)
        if (at(x, y) != none) f(x, y);
    }
  }

  std::uint8_t& at(std::int64_t x, std::int64_t y) { return marks_[y * pitch_ + x]; }
  std::uint8_t at(std::int64_t x, std::int64_t y) const { return marks_[y * pitch_ + x]; }

  void reach(std::int64_t x, std::int64_t y) {
    at(x, y) = strong;
    open_.push_back({static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y)});
  }

  /// The three columns around `x` of rows [top, bottom).
  void look_at(std::int64_t x, std::int64_t top, std::int64_t bottom) {
    const std::int64_t left = std::max<std::int64_t>(0, x - 1), right = std::min(width_ - 1, x + 1);
    for (std::int64_t v = top; v < bottom; ++v)
      for (std::int64_t u = left; u <= right; ++u)
        if (states_[at(u, v)] == weak) reach(u, v);
  }

  std::uint8_t* marks_;
  std::int64_t pitch_, width_, first_, last_;
  const state_table& states_;
  std::vector<spot> open_;  ///< strong places whose neighbours have not been looked at
};

/// The bytes that floods run over.
struct marks {
  std::uint8_t* data;
  std::int64_t pitch;
  extent size;
  const flood::state_table& states;

  flood rows(std::int64_t first, std::int64_t last) const { return {data, pitch, size.width, first, last, states}; }
};

/// Bands of rows are marked and flooded side by side, then what crosses their borders, then what has become of each is written.
template <class Mark, class Write>
void connect_bands(const marks& all, const work_sharing& work, const Mark& mark, const Write& write) {
  constexpr std::int64_t least_rows = 64;
  const std::int64_t height = all.size.height, count = std::clamp<std::int64_t>(height / least_rows, 1, work.workers);
  const auto band = [&](int i) { return all.rows(height * i / count, height * (i + 1) / count); };
  work.share(static_cast<int>(count), [&](int i) {
    flood rows = band(i);
    mark(rows);
    rows.spread();
  });
  flood whole = all.rows(0, height);
  for (std::int64_t i = 1; i < count; ++i) whole.cross(height * i / count);
  work.share(static_cast<int>(count), [&](int i) {
    flood rows = band(i);
    write(rows);
  });
}

struct thresholds {
  float low, high;
};

/// One channel of bytes is its own marks. What is strong stays so as 255, so nothing is left where that is not strong.
void connect_bytes(const thresholds& limits, const view& picture, const work_sharing& work) {
  flood::state_table states;
  for (std::size_t k = 0; k < 256; ++k) {
    const float level = static_cast<float>(k) * (1.0f / white<u8>);
    states[k] = level >= limits.high ? flood::strong : level >= limits.low ? flood::weak : flood::none;
  }
  const marks all{picture.samples<u8>(0), picture.pitch, picture.format.size, states};
  if (states[flood::strong] == flood::strong)
    return connect_bands(
        all, work, [](const flood&) {}, [](flood& rows) { rows.drop_weak(); });
  for (std::int64_t y = 0; y < all.size.height; ++y) std::fill_n(picture.samples<u8>(y), all.size.width, u8{0});
}

void connect(const void* self, const const_view& in, const view& out, const work_sharing& work) {
  const auto& limits = *static_cast<const thresholds*>(self);
  const extent size = in.format.size;
  if (in.format.type == sample_type::u8 && in.format.channels == 1 && in.data == out.data && out.pitch >= size.width)
    return connect_bytes(limits, out, work);
  flood::state_table states{};
  states[flood::weak] = flood::weak;
  states[flood::strong] = flood::strong;
  std::vector<std::uint8_t> bytes(static_cast<std::size_t>(size.width * size.height));
  const marks all{bytes.data(), size.width, size, states};
  with_sample(in.format.type, [&](auto zero) {
    using T = decltype(zero);
    for (int c = 0; c < in.format.colour_channels(); ++c)
      connect_bands(
          all, work, [&](flood& rows) { rows.mark<T>(in, c, limits.low, limits.high); },
          [&](const flood& rows) { rows.write<T>(out, c); });
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
