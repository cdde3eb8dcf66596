// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <string_view>

#include "tessera/host/io/animation.hpp"
#include "tessera/host/io/byte_order.hpp"
#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/other_headers.hpp"
#include "tessera/host/io/webp.hpp"

namespace tessera::inline v0::io {

namespace {

constexpr std::size_t frame_head = 16;

/// RFC 9649, 2.7.1.1: places are halved, sizes less by one.
frame_place place_of(std::span<const std::byte> frame) {
  frame_place place{2 * little_endian(frame, 0, 3), 2 * little_endian(frame, 3, 3), little_endian(frame, 6, 3) + 1,
                    little_endian(frame, 9, 3) + 1};
  const unsigned flags = static_cast<unsigned>(frame[15]);
  place.after = (flags & 1) != 0 ? frame_place::disposal::clear : frame_place::disposal::keep;
  place.over = (flags & 2) == 0;
  return place;
}

/// A frame as a WebP of its own; one whose alpha is a chunk of its own needs the extended form.
bytes single_webp(std::span<const std::byte> frame, const frame_place& place) {
  const auto content = frame.subspan(frame_head);
  const bool extended =
      content.size() >= 4 && std::string_view(reinterpret_cast<const char*>(content.data()), 4) == "ALPH";
  bytes result;
  put_name(result, "RIFF");
  put_little_endian(result, 4 + (extended ? 18 : 0) + content.size(), 4);
  put_name(result, "WEBP");
  if (extended) {
    put_name(result, "VP8X");
    put_little_endian(result, 10, 4);
    put_little_endian(result, 0x10, 4);
    put_little_endian(result, static_cast<std::uint64_t>(place.width - 1), 3);
    put_little_endian(result, static_cast<std::uint64_t>(place.height - 1), 3);
  }
  result.insert(result.end(), content.begin(), content.end());
  return result;
}

[[noreturn]] void fail_frame(const input& from, int page) {
  fail(error_kind::unreadable, from.name(),
       fmt::format("is a WebP damaged in picture {}; copy it again from its origin", page));
}

}  // namespace

std::unique_ptr<source> open_animated_webp(input from, const read_options& options) {
  const bytes file = from.all(options.limit_bytes);
  const auto frames = webp_frames(file);
  picture_info info;
  info.kind = container::other;
  info.format_name = "WebP";
  info.pages = static_cast<int>(frames.size());
  if (frames.empty())
    fail(error_kind::unreadable, from.name(),
         "is an animated WebP without a frame or cut short; copy it again from its origin");
  check_page(from, options, info.pages);
  take_webp_metadata(from, info);
  const auto head = stated(from);
  canvas shown(from, head ? head->size : extent{}, options);
  read_options first = options;
  first.page = 1;
  first.limit_seconds = 0;  // all of them together have one
  for (int page = 1; page <= options.page; ++page) {
    const auto frame = frames[static_cast<std::size_t>(page - 1)];
    const frame_place place = place_of(frame);
    if (!shown.holds(place)) fail_frame(from, page);
    const auto single = open_source(single_webp(frame, place), first,
                                    fmt::format("{} (picture {} of {})", from.name(), page, info.pages));
    if (single->info().layout.size != extent{place.width, place.height}) fail_frame(from, page);
    shown.draw(place, rgba_of(*single).data());
    from.check_time();
  }
  return show(std::move(shown), std::move(info));
}

}  // namespace tessera::inline v0::io
