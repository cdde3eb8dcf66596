// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <array>
#include <optional>

#include "tessera/host/io/animation.hpp"
#include "tessera/host/io/failure.hpp"

namespace tessera::inline v0::io {

namespace {

/// GIF89a, appendix F: codes of 3 to 12 bits in sub-blocks of up to 255 bytes.
class lzw_decoder {
 public:
  lzw_decoder(std::span<const std::byte> file, std::size_t at, int bits, const input& from)
      : file_(file), from_(from), at_(at), bits_(bits) {
    reset();
  }

  /// Fills `to`; false if the codes end or make no sense before.
  bool decode(std::span<std::uint8_t> to) {
    for (std::size_t done = 0; done < to.size();) {
      const int code = next_code();
      if (code < 0 || code == clear() + 1) return false;
      if (code == clear()) {
        from_.check_time();
        reset();
        continue;
      }
      if (code > next_ || (previous_ < 0 && code > clear())) return false;
      const std::size_t count = expand(code);
      for (std::size_t i = count; i > 0 && done < to.size(); --i) to[done++] = stack_[i - 1];
      learn(code);
    }
    return true;
  }

 private:
  int clear() const { return 1 << bits_; }

  void reset() {
    width_ = bits_ + 1;
    next_ = clear() + 2;
    previous_ = -1;
  }

  int next_code() {
    for (; have_ < width_; have_ += 8) {
      if (left_ == 0) {
        if (at_ >= file_.size() || (left_ = static_cast<unsigned>(file_[at_++])) == 0) return -1;
      }
      if (at_ >= file_.size()) return -1;
      window_ |= static_cast<std::uint32_t>(file_[at_++]) << have_;
      --left_;
    }
    const int code = static_cast<int>(window_ & ((1u << width_) - 1));
    window_ >>= width_;
    have_ -= width_;
    return code;
  }

  /// The string of a code, last sample first; how long it is.
  std::size_t expand(int code) {
    std::size_t count = 0;
    if (code == next_) {
      stack_[count++] = first_;
      code = previous_;
    }
    for (; code > clear(); code = prefix_[static_cast<std::size_t>(code)])
      stack_[count++] = suffix_[static_cast<std::size_t>(code)];
    stack_[count++] = first_ = static_cast<std::uint8_t>(code);
    return count;
  }

  void learn(int code) {
    if (previous_ >= 0 && next_ < most) {
      prefix_[static_cast<std::size_t>(next_)] = static_cast<std::uint16_t>(previous_);
      suffix_[static_cast<std::size_t>(next_)] = first_;
      if (++next_ == 1 << width_ && width_ < 12) ++width_;
    }
    previous_ = code;
  }

  static constexpr int most = 4096;
  std::span<const std::byte> file_;
  const input& from_;
  std::size_t at_;
  int bits_, width_ = 0, next_ = 0, previous_ = -1, have_ = 0;
  unsigned left_ = 0;
  std::uint32_t window_ = 0;
  std::uint8_t first_ = 0;
  std::array<std::uint16_t, most> prefix_{};
  std::array<std::uint8_t, most> suffix_{};
  std::array<std::uint8_t, most + 1> stack_{};
};

struct gif_frame {
  frame_place place;
  std::size_t colours_at = 0, colours = 0, data_at = 0;
  int transparent = -1, code_bits = 0;
  bool interlaced = false;
};

/// Goes from frame to frame.
class gif_reader {
 public:
  gif_reader(std::span<const std::byte> file, const input& from) : file_(file), from_(from) {
    const unsigned flags = byte(10);
    if ((flags & 0x80) != 0) colours_ = std::size_t{2} << (flags & 7);
    at_ = 13 + 3 * colours_;
  }

  extent size() const { return {word(6), word(8)}; }

  /// The next frame, or nothing at the end; `cut` says whether the end came too early.
  std::optional<gif_frame> next(bool& cut) {
    gif_frame frame;
    cut = false;
    for (;;) {
      const unsigned mark = byte(at_);
      if (mark == 0x3b) return std::nullopt;
      if (mark == 0x21) {
        if (byte(at_ + 1) == 0xf9) read_control(frame);
        at_ += 2;
        skip_blocks();
      } else if (mark == 0x2c && at_ + 11 < file_.size()) {
        read_frame(frame);
        return frame;
      } else {
        cut = true;
        return std::nullopt;
      }
    }
  }

  std::vector<std::uint8_t> pixels(const gif_frame& frame, bool& whole) const {
    const auto width = static_cast<std::size_t>(frame.place.width),
               height = static_cast<std::size_t>(frame.place.height);
    std::vector<std::uint8_t> indices(width * height), result(width * height * 4);
    whole = frame.code_bits >= 1 && frame.code_bits <= 8 &&
            lzw_decoder(file_, frame.data_at, frame.code_bits, from_).decode(indices);
    for (std::size_t i = 0; whole && i < height; ++i) {
      const std::size_t y = frame.interlaced ? interlaced_row(i, height) : i;
      for (std::size_t x = 0; x < width; ++x)
        colour(frame, indices[i * width + x], result.data() + (y * width + x) * 4);
    }
    return result;
  }

 private:
  unsigned byte(std::size_t at) const { return at < file_.size() ? static_cast<unsigned>(file_[at]) : 0; }
  std::int64_t word(std::size_t at) const { return byte(at) | byte(at + 1) << 8; }

  void skip_blocks() {
    while (at_ < file_.size() && byte(at_) != 0) at_ += byte(at_) + 1;
    ++at_;
  }

  void read_control(gif_frame& frame) const {
    const unsigned flags = byte(at_ + 3);
    const unsigned disposal = flags >> 2 & 7;
    frame.place.after = disposal == 2   ? frame_place::disposal::clear
                        : disposal == 3 ? frame_place::disposal::restore
                                        : frame_place::disposal::keep;
    if ((flags & 1) != 0) frame.transparent = static_cast<int>(byte(at_ + 6));
  }

  void read_frame(gif_frame& frame) {
    frame.place.x = word(at_ + 1);
    frame.place.y = word(at_ + 3);
    frame.place.width = word(at_ + 5);
    frame.place.height = word(at_ + 7);
    const unsigned flags = byte(at_ + 9);
    frame.interlaced = (flags & 0x40) != 0;
    frame.colours_at = 13;
    frame.colours = colours_;
    at_ += 10;
    if ((flags & 0x80) != 0) {
      frame.colours_at = at_;
      frame.colours = std::size_t{2} << (flags & 7);
      at_ += 3 * frame.colours;
    }
    frame.code_bits = static_cast<int>(byte(at_));
    frame.data_at = ++at_;
    skip_blocks();
  }

  /// Every eighth row from 0, every eighth from 4, every fourth from 2, every second from 1.
  static std::size_t interlaced_row(std::size_t i, std::size_t height) {
    for (const auto& [start, step] : {std::pair<std::size_t, std::size_t>{0, 8}, {4, 8}, {2, 4}, {1, 2}}) {
      const std::size_t rows = height > start ? (height - start + step - 1) / step : 0;
      if (i < rows) return start + i * step;
      i -= rows;
    }
    return 0;
  }

  void colour(const gif_frame& frame, std::uint8_t index, std::uint8_t* to) const {
    if (index == frame.transparent) return;
    for (std::size_t c = 0; c < 3 && index < frame.colours; ++c)
      to[c] = static_cast<std::uint8_t>(byte(frame.colours_at + 3 * std::size_t{index} + c));
    to[3] = 255;
  }

  std::span<const std::byte> file_;
  const input& from_;
  std::size_t colours_ = 0, at_ = 0;
};

int count_frames(std::span<const std::byte> file, const input& from) {
  gif_reader reader(file, from);
  bool cut = false;
  int count = 0;
  while (reader.next(cut)) ++count;
  return count;
}

}  // namespace

std::unique_ptr<source> open_gif(input from, const read_options& options) {
  const bytes file = from.all(options.limit_bytes);
  gif_reader reader(file, from);
  canvas shown(from, reader.size(), options);
  picture_info info;
  info.kind = container::other;
  info.format_name = "GIF";
  info.stored = "palette";
  info.pages = count_frames(file, from);
  if (info.pages == 0)
    fail(error_kind::unreadable, from.name(), "is a GIF without a picture or cut short; copy it again from its origin");
  check_page(from, options, info.pages);
  for (int page = 1; page <= options.page; ++page) {
    bool cut = false, whole = false;
    const auto frame = reader.next(cut);
    if (frame) check_frame(from, frame->place, options);
    const auto pixels = frame ? reader.pixels(*frame, whole) : std::vector<std::uint8_t>{};
    if (!whole) {
      fail(error_kind::unreadable, from.name(),
           fmt::format("is a GIF damaged or cut short in picture {} of {}; copy it again from its origin", page,
                       info.pages));
    }
    shown.draw(frame->place, pixels.data());
    from.check_time();
  }
  return show(std::move(shown), std::move(info));
}

}  // namespace tessera::inline v0::io
