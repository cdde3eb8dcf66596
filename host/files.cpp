// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/files.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "tessera/host/batch/memory.hpp"
#include "tessera/host/io/colours.hpp"
#include "tessera/host/io/failure.hpp"
#include "tessera/host/schedule/executor.hpp"

namespace tessera::inline v0 {

namespace {

/// `name` is the picture's in errors.
image read_all_rows(source& from, const std::string& name, const read_options& reading) {
  plan_options options;
  options.orientation = from.info().orientation;
  colour_changes changes(reading.colours);
  options.colours = [&](const format& upright, std::vector<std::string>& notices) {
    return changes.stages(from.info().extra, upright, notices);
  };
  executor runs(make_plan({}, from.info().layout, options));
  const format& made = runs.the_plan().output;
  if (static_cast<std::uint64_t>(made.row_bytes()) > reading.limit_bytes / static_cast<std::uint64_t>(made.size.height))
    io::fail(error_kind::limit, name,
             fmt::format("has {}x{} pixels, which take {} as a whole, more than the {} allowed; raise --memory-limit",
                         made.size.width, made.size.height,
                         bytes_text(static_cast<std::size_t>(made.row_bytes() * made.size.height)),
                         bytes_text(static_cast<std::size_t>(reading.limit_bytes))));
  image out(runs.the_plan().output);
  runs.run(from, out.edit());
  return out;
}

/// The picture as the file format holds it; a view of `picture` itself where nothing has to change.
const_view as_stored(const const_view& picture, const file_type& type, const encode_options& options,
                     image& converted) {
  const bool same = storable(type, picture.format, options) == picture.format;
  if (same && (picture.order == channel_order::rgb || picture.format.channels < 3)) return picture;
  plan_options p;
  p.streamed = false;
  p.order = picture.order;
  p.background = options.background;
  p.storable = [&](const format& wanted) { return storable(type, wanted, options); };
  executor runs(make_plan({}, picture.format, p));
  converted = image(runs.the_plan().output);
  runs.run(picture, converted.edit());
  return converted.pixels();
}

void write_to(const destination& to, const file_type& type, const const_view& picture, const encode_options& options,
              const metadata& extra) {
  check_settings(type, options);
  image converted;
  const const_view stored = as_stored(picture, type, options, converted);
  const auto out = open_sink(to, type, stored.format, extra, options);
  std::array<const std::byte*, 16> rows{};
  for (std::int64_t y = 0; y < stored.format.size.height;) {
    const std::int64_t count =
        std::min<std::int64_t>(static_cast<std::int64_t>(rows.size()), stored.format.size.height - y);
    for (std::int64_t k = 0; k < count; ++k) rows[static_cast<std::size_t>(k)] = stored.row(y + k);
    out->write(rows.data(), count);
    y += count;
  }
  out->finish();
}

file_type type_of_name(const std::string& path) {
  if (auto type = container_of_name(path)) return *type;
  std::string known;
  for (const std::string& extension : writable_extensions()) known += (known.empty() ? "" : ", ") + extension;
  throw error(error_kind::usage, path + ": the name does not say which format to write; it may end in " + known)
      .with_file(path);
}

}  // namespace

image read(const std::string& path, const read_options& options) {
  return read_all_rows(*open_source(path, options), path, options);
}

image decode(std::span<const std::byte> file, const read_options& options) {
  return read_all_rows(*open_source(file, options), "the picture in memory", options);
}

void write(const const_view& picture, const std::string& path, const encode_options& options, const metadata& extra) {
  write_to(destination::to_path(path), type_of_name(path), picture, options, extra);
}

bytes encode(const const_view& picture, std::string_view extension, const encode_options& options,
             const metadata& extra) {
  bytes file;
  const std::string name(extension.substr(extension.starts_with('.') ? 1 : 0));
  write_to(destination::to_memory(file), type_of_name("picture." + name), picture, options, extra);
  return file;
}

}  // namespace tessera::inline v0
