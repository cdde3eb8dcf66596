// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/io/codecs.hpp"
#include "tessera/host/io/exif.hpp"
#include "tessera/host/io/piece_stream.hpp"
#include "tessera/host/io/tiff_handle.hpp"

namespace tessera::inline v0::io {

/// How a TIFF is cut and compressed. What is written together, a strip or a row of tiles, is a band.
struct tiff_form {
  format layout;
  int compression = COMPRESSION_ADOBE_DEFLATE;
  int level = 0;          ///< of the compression; 0: its own choice
  int quality = 90;       ///< of JPEG
  std::int64_t tile = 0;  ///< side of a tile; 0: strips
  bool big = false;       ///< BigTIFF
  int threads = 1;
  bool apart = false;   ///< pieces are encoded apart from the file; what is not compressed is only copied
  bool subifd = false;  ///< the levels of a pyramid lie below the first directory instead of after it
  piece_shape shape{};

  std::size_t piece_bytes() const {
    return tile > 0 ? static_cast<std::size_t>(tile * tile * layout.pixel_bytes()) : shape.band_bytes(0);
  }
};

/// What the options ask for. Throws `error` of kind usage.
tiff_form tiff_form_of(const format& layout, const encode_options& options);

/// Sets the tags of layout and compression; `size` is that of the picture or of a piece.
void set_form(TIFF* tiff, const tiff_form& form, const extent& size);

/// The tags of a level of the pyramid, but for where its tiles lie. Throws `error`.
exif_directory level_directory(const tiff_form& form, const extent& size, const std::string& file);

/// Encodes a strip of `rows` rows or a tile as it stands in a file. Throws `error`.
bytes encode_piece(const tiff_form& form, const std::byte* pixels, std::int64_t rows, const std::string& file);

/// Upper bound of the bytes that writing takes.
std::size_t memory_of(const tiff_form& form);

}  // namespace tessera::inline v0::io
