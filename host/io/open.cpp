// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/open.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "tessera/host/io/codecs.hpp"
#include "tessera/host/io/deepzoom.hpp"
#include "tessera/host/io/failure.hpp"
#include "tessera/host/io/tiff_form.hpp"
#include "tessera/host/io/webp.hpp"

namespace tessera::inline v0 {

namespace {

using namespace std::string_view_literals;

struct signature {
  std::string_view start;
  const char* what;
  bool picture = false;  ///< a picture, of a format that is not read
};

/// What is often found under a picture's name.
constexpr std::array signatures{
    signature{"8BPS"sv, "a Photoshop document", true},
    signature{"<svg"sv, "an SVG drawing", true},
    signature{"%PDF"sv, "a PDF document"},
    signature{"<!DOCTYPE"sv, "an HTML page"},
    signature{"<!doctype"sv, "an HTML page"},
    signature{"<html"sv, "an HTML page"},
    signature{"<?xml"sv, "an XML document"},
    signature{"PK\x03\x04"sv, "a ZIP archive"},
    signature{"\x1f\x8b"sv, "a gzip file"},
    signature{"\x7f"
              "ELF"sv,
              "a program"},
    signature{"#!"sv, "a script"},
    signature{"RIFF"sv, "a sound or video file"},
    signature{"\x1a\x45\xdf\xa3"sv, "a Matroska video"},
};

signature look_of(std::span<const std::byte> head) {
  const std::string_view text(reinterpret_cast<const char*>(head.data()), head.size());
  for (const signature& l : signatures) {
    if (text.starts_with(l.start)) return l;
  }
  if (text.size() > 12 && text.substr(4, 4) == "ftyp") return {{}, "a HEIC, AVIF or video file", true};
  if (std::ranges::all_of(text, [](char c) { return c == 0; })) return {{}, "nothing but zeros"};
  const auto plain = [](char c) {
    return (c >= 32 && c < 127) || c == '\n' || c == '\r' || c == '\t' || (c & 0x80) != 0;
  };
  return {{}, std::ranges::all_of(text, plain) ? "text" : "unknown data"};
}

[[noreturn]] void refuse(const io::input& from, std::span<const std::byte> head) {
  const signature found = look_of(head);
  if (found.picture) {
    io::fail(error_kind::unsupported, from.name(),
             fmt::format("is {}, a format that is not read here; convert it to PNG or TIFF first", found.what));
  }
  const auto promised = container_of_name(from.name());
  if (promised && promised->kind == container::deepzoom)
    io::fail(error_kind::unsupported, from.name(),
             "describes a DeepZoom, which is only written here; read the picture that it was made from");
  io::fail(error_kind::unreadable, from.name(),
           promised ? fmt::format("is not a picture: its name says {} but it holds {}; give the right file",
                                  promised->name, found.what)
                    : fmt::format("is not a picture but {}; give a JPEG, PNG, TIFF or another picture", found.what));
}

std::unique_ptr<source> open_untimed(io::input from, const read_options& options) {
  std::array<std::byte, 32> buffer{};
  const auto n = from.read_at(0, buffer.data(), buffer.size());
  if (n < 0) io::fail_reading(static_cast<int>(-n), from.name());
  const std::span<const std::byte> head(buffer.data(), static_cast<std::size_t>(n));
  if (head.empty()) io::fail(error_kind::unreadable, from.name(), "is empty (0 bytes); copy it again from its origin");
  const auto type = container_of_content(head);
  if (!type) refuse(from, head);
  switch (type->kind) {
    case container::jpeg:
      return io::open_jpeg(std::move(from), options);
    case container::png:
      return io::open_png(std::move(from), options);
    case container::tiff:
      return io::open_tiff(std::move(from), options);
    case container::deepzoom:
    case container::other:
      break;
  }
  if (type->name == "GIF") return io::open_gif(std::move(from), options);
  if (type->name == "WebP" && io::is_animated_webp(from)) return io::open_animated_webp(std::move(from), options);
  return io::open_other(std::move(from), *type, options);
}

std::unique_ptr<source> open_input(io::input from, const read_options& options) {
  if (options.limit_seconds <= 0) return open_untimed(std::move(from), options);
  const auto clock = std::make_shared<io::decode_clock>(from.name(), options.limit_seconds);
  from.set_clock(clock);
  const io::decode_clock::running counted(*clock);
  auto opened = open_untimed(std::move(from), options);
  clock->check();
  return io::timed(std::move(opened), clock);
}

}  // namespace

std::unique_ptr<source> open_source(const std::string& path, const read_options& options) {
  return open_input(io::input(path, options), options);
}

std::unique_ptr<source> open_source(bytes&& data, const read_options& options, const std::string& name) {
  return open_input(io::input(std::move(data), name), options);
}

std::unique_ptr<source> open_source(std::span<const std::byte> data, const read_options& options,
                                    const std::string& name) {
  return open_input(io::input(data, name), options);
}

std::unique_ptr<sink> open_sink(const destination& to, const file_type& type, const format& layout,
                                const metadata& extra, const encode_options& options) {
  check_settings(type, options);
  if (storable(type, layout, options) != layout) {
    io::fail(error_kind::usage, to.path,
             fmt::format("{} cannot hold {} channels of {} as they are; convert them to `storable` first", type.name,
                         layout.channels, name_of(layout.type)));
  }
  if (layout.size.width < 1 || layout.size.height < 1)
    io::fail(error_kind::usage, to.path, "a picture without pixels cannot be written");
  switch (type.kind) {
    case container::jpeg:
      return io::create_jpeg(to, layout, extra, options);
    case container::png:
      return io::create_png(to, layout, extra, options);
    case container::tiff:
      return io::create_tiff(to, layout, extra, options);
    case container::deepzoom:
      return io::create_deepzoom(to, layout, extra, options);
    case container::other:
      break;
  }
  return io::create_other(to, type, layout, extra, options);
}

std::size_t encoder_memory(const file_type& type, const format& layout, const encode_options& options) {
  const auto row = static_cast<std::size_t>(layout.row_bytes());
  const std::size_t whole = row * static_cast<std::size_t>(layout.size.height),
                    some = (std::size_t{256} << 10) + 32 * row;
  if (type.kind == container::tiff) return some + io::memory_of(io::tiff_form_of(layout, options));
  if (type.kind == container::deepzoom) return some + io::memory_of(io::deepzoom_form_of(layout, options));
  if (type.kind == container::other) return some + 2 * whole;
  const auto progressive = options.settings.find("progressive");
  // Coefficients of 16 bits for the whole picture: what a progressive JPEG keeps until its end.
  const bool keeps =
      type.kind == container::jpeg && progressive != options.settings.end() && progressive->second != "false";
  return some + (keeps ? 2 * whole : 0);
}

std::string describe_levels(const file_type& type, const format& layout, const encode_options& options) {
  io::piece_shape shape;
  if (type.kind == container::tiff) shape = io::tiff_form_of(layout, options).shape;
  if (type.kind == container::deepzoom) shape = io::deepzoom_form_of(layout, options).shape;
  if (shape.levels.size() < 2) return {};
  std::int64_t tiles = 0;
  for (std::size_t level = 0; level < shape.levels.size(); ++level)
    tiles += shape.pieces(level) * shape.band_count(level);
  const extent first = layout.size, last = shape.levels.back().size;
  return fmt::format("{} levels from {}x{} to {}x{}, {} tiles of {}x{}", shape.levels.size(), first.width, first.height,
                     last.width, last.height, tiles, shape.columns, shape.rows);
}

std::string folder_of_parts(const std::string& path) {
  const auto type = container_of_name(path);
  if (!type || type->kind != container::deepzoom) return {};
  return path.substr(0, path.rfind('.')) + "_files";
}

namespace io {

void check_whole(const input& from, std::uint64_t bytes_needed, const char* reason, const read_options& options) {
  if (bytes_needed <= options.limit_bytes) return;
  fail(
      error_kind::limit, from.name(),
      fmt::format("is {} and needs {} bytes of memory, more than the {} allowed; raise --memory-limit, or save it anew "
                  "without that",
                  reason, bytes_needed, options.limit_bytes));
}

void check_size(const input& from, std::int64_t width, std::int64_t height, const read_options& options) {
  if (width < 1 || height < 1)
    fail(error_kind::unreadable, from.name(), "has no pixels according to its header; the file is damaged");
  if (width <= options.limit_pixels / height) return;
  fail(error_kind::limit, from.name(),
       fmt::format(
           "claims {}x{} pixels, more than the {} that are read; raise the limit with --limit-pixels if this is true",
           width, height, options.limit_pixels));
}

void check_page(const input& from, const read_options& options, int pages) {
  if (options.page >= 1 && options.page <= pages) return;
  fail(error_kind::not_found, from.name(),
       pages == 1
           ? fmt::format("has no page {}: it holds one picture; leave --page out", options.page)
           : fmt::format("has no page {}: it has {}; give --page a number of 1 to {}", options.page, pages, pages));
}

}  // namespace io
}  // namespace tessera::inline v0
