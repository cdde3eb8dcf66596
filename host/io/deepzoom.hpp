// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "tessera/host/io/open.hpp"
#include "tessera/host/io/piece_stream.hpp"

namespace tessera::inline v0::io {

/// How a picture becomes a DeepZoom: levels down to one pixel, tiles as files of a format of their own.
struct deepzoom_form {
  format layout;
  std::string suffix = "jpg";  ///< of the tiles
  int threads = 1;
  piece_shape shape{};
};

/// What the options ask for. Throws `error` of kind usage.
deepzoom_form deepzoom_form_of(const format& layout, const encode_options& options);

/// The format of the tiles.
file_type deepzoom_tiles(const encode_options& options);

/// The options for each tile.
encode_options deepzoom_tile_options(const encode_options& options);

/// Upper bound of the bytes that writing takes.
std::size_t memory_of(const deepzoom_form& form);

/// A DeepZoom: NAME.dzi, which describes it, and NAME_files/LEVEL/COLUMN_ROW.jpg.
std::unique_ptr<sink> create_deepzoom(const destination& to, const format& layout, const metadata& extra,
                                      const encode_options& options);

}  // namespace tessera::inline v0::io
