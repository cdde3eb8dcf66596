// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/deepzoom.hpp"

#include <fmt/format.h>

#include <string>
#include <string_view>

#include "tessera/host/io/codecs.hpp"
#include "tessera/host/io/metadata_edit.hpp"
#include "tessera/host/io/output_folder.hpp"

namespace tessera::inline v0::io {

namespace {

/// Those of `vips dzsave`.
constexpr int usual_tile = 254, usual_overlap = 1;

bytes as_bytes(std::string_view text) {
  const auto* data = reinterpret_cast<const std::byte*>(text.data());
  return {data, data + text.size()};
}

/// The descriptor, as Microsoft's schema of 2008 has it.
bytes descriptor_of(const deepzoom_form& form) {
  return as_bytes(
      fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                  "<Image xmlns=\"http://schemas.microsoft.com/deepzoom/2008\" Format=\"{}\" Overlap=\"{}\" "
                  "TileSize=\"{}\">\n  <Size Width=\"{}\" Height=\"{}\"/>\n</Image>\n",
                  form.suffix, form.shape.overlap, form.shape.rows, form.layout.size.width, form.layout.size.height));
}

/// What the names of tiles end with, without the point.
std::string suffix_of(const encode_options& options) {
  const std::string suffix = setting(options, "suffix", "jpg");
  return suffix.substr(suffix.starts_with('.') ? 1 : 0);
}

class deepzoom_sink final : public sink {
 public:
  deepzoom_sink(const destination& to, const format& layout, const metadata& extra, const encode_options& options)
      : out_(to),
        form_(deepzoom_form_of(layout, options)),
        tiles_(deepzoom_tiles(options)),
        options_(deepzoom_tile_options(options)) {
    extra_.icc = metadata_to_write(extra, layout, options).icc;
    for (std::size_t level = 0; level < form_.shape.levels.size(); ++level) out_.make(std::to_string(level));
    // Tiles are files: they need no order, so that whoever encodes one writes it as well.
    stream_.start(
        form_.shape, [this](const piece_queue::piece& piece) { return write_tile(piece); },
        [](const piece_queue::piece&, const bytes&) {});
  }
  void write(const std::byte* const* rows, std::int64_t count) override {
    for (std::int64_t i = 0; i < count; ++i) stream_.write(rows[i]);
  }
  bool help() override { return stream_.help(); }
  void finish() override {
    stream_.drain();
    out_.commit(descriptor_of(form_));
  }

 private:
  bytes write_tile(const piece_queue::piece& piece) const;

  output_folder out_;
  deepzoom_form form_;
  file_type tiles_;
  encode_options options_;
  metadata extra_;
  piece_stream stream_;
};

bytes deepzoom_sink::write_tile(const piece_queue::piece& piece) const {
  const format& level = form_.shape.levels[piece.of.level];
  const rect part = form_.shape.part(piece);
  format layout = level;
  layout.size = {part.width(), part.height()};
  const std::byte* const first = piece.band + part.x0 * level.pixel_bytes();
  std::vector<const std::byte*> rows;
  for (std::int64_t y = 0; y < part.height(); ++y) rows.push_back(first + y * level.row_bytes());
  bytes file;
  const auto to = open_sink(destination::to_memory(file), tiles_, layout, extra_, options_);
  to->write(rows.data(), part.height());
  to->finish();
  const std::size_t number = form_.shape.levels.size() - 1 - piece.of.level;  // DeepZoom counts from the smallest
  out_.write(fmt::format("{}/{}_{}.{}", number, piece.number, piece.of.band, form_.suffix), file);
  return {};
}

}  // namespace

file_type deepzoom_tiles(const encode_options& options) {
  const auto type = container_of_name("x." + suffix_of(options));
  return type && type->kind == container::png ? *type : *container_of_name("x.jpg");
}

encode_options deepzoom_tile_options(const encode_options& options) {
  encode_options tile = options;
  for (const char* key : {"deepzoom", "tile", "overlap", "suffix"}) tile.settings.erase(key);
  tile.threads = 1;
  return tile;
}

deepzoom_form deepzoom_form_of(const format& layout, const encode_options& options) {
  deepzoom_form form{layout};
  form.suffix = suffix_of(options);
  form.threads = options.threads;
  form.shape.levels = pyramid_formats(layout, 1);
  form.shape.rows = form.shape.columns = integer_setting(options, "tile", usual_tile, 16, 4096);
  form.shape.overlap = integer_setting(options, "overlap", usual_overlap, 0, 64);
  if (options.threads > 1) form.shape.bands = static_cast<int>(std::min<std::int64_t>(3, form.shape.band_count(0)));
  return form;
}

std::size_t memory_of(const deepzoom_form& form) {
  const auto side = static_cast<std::size_t>(form.shape.rows + 2 * form.shape.overlap);
  const std::size_t tile = side * side * static_cast<std::size_t>(form.layout.pixel_bytes());
  constexpr std::size_t state = 512 << 10;  // of a compressor
  // The file of a tile while it grows, and the coefficients of a progressive JPEG.
  return form.shape.memory() + static_cast<std::size_t>(form.threads) * (5 * tile + state);
}

std::unique_ptr<sink> create_deepzoom(const destination& to, const format& layout, const metadata& extra,
                                      const encode_options& options) {
  return std::make_unique<deepzoom_sink>(to, layout, extra, options);
}

}  // namespace tessera::inline v0::io
