// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tessera/host/io/colour.hpp"
#include "tessera/host/io/tiff_handle.hpp"

namespace tessera::inline v0::io {

/// How a TIFF stores its samples (TIFF 6.0), as far as it is understood here.
struct tiff_layout {
  std::int64_t width = 0, height = 0;
  int bits = 1, samples = 1, sample_format = 1, photometric = 0, compression = 1, extra_kind = 0;
  bool planar = false, tiled = false;
  std::int64_t band_rows = 0;   ///< rows of a strip or a tile
  std::int64_t tile_width = 0;  ///< of a tile
  bool alpha = false;

  std::int64_t sample_bytes() const { return bits / 8; }
  /// Whether its colours are CIE L*a*b*, which an embedded profile does not change.
  bool lab() const { return photometric == PHOTOMETRIC_CIELAB || photometric == PHOTOMETRIC_ICCLAB; }
  /// Bytes of a row with its samples interleaved, packed as in the file.
  std::int64_t raw_row_bytes() const { return (width * samples * bits + 7) / 8; }
};

/// Reads the tags; throws `error` of kind unsupported naming what is not understood.
tiff_layout read_tiff_layout(TIFF* tiff, const std::string& file);

/// Turns a row as stored into a row of the picture: few bits and palettes to u8, white-is-zero inverted, CMYK and L*a*b* to sRGB, premultiplied
/// alpha divided out, not-a-number to 0.
class tiff_row_converter {
 public:
  tiff_row_converter(TIFF* tiff, const tiff_layout& layout, const bytes& profile);
  /// The format of the picture's rows.
  const format& result() const { return result_; }
  /// Whether a row can be decoded in place: `convert` works on one buffer.
  bool in_place() const { return in_place_; }
  void convert(const std::byte* from, std::byte* to) const;
  /// How the file stores it, in words; empty if as `result` says.
  std::string stored() const;

 private:
  void unpack(const std::uint8_t* from, std::uint8_t* to) const;
  void finish_row(std::byte* row) const;

  tiff_layout layout_;
  format result_;
  std::vector<std::uint8_t> table_;  ///< of few bits or a palette: result samples for each stored value
  std::optional<cmyk_to_srgb> of_cmyk_;
  std::optional<lab_to_srgb> of_lab_;
  bool in_place_ = false;
};

/// Reads rows as stored, from strips or tiles, interleaved or planar.
class tiff_row_reader {
 public:
  tiff_row_reader(tiff_handle& handle, const tiff_layout& layout) : handle_(&handle), layout_(layout) {}
  /// Bytes that it holds at most.
  std::uint64_t memory() const;
  /// Whether it decodes strips row by row, without a buffer.
  bool direct() const { return !layout_.planar && !layout_.tiled; }
  /// Decodes row `y` into `to`; rows are asked for in order. False on damage.
  bool read(std::int64_t y, std::byte* to);

 private:
  bool load_band(std::int64_t y);
  bool load_tile(std::int64_t y, std::int64_t x, int plane);
  bool load_strip(std::int64_t y, int plane);
  void scatter(const std::byte* from, std::int64_t from_pitch, std::int64_t x, std::int64_t columns, std::int64_t rows,
               int plane);

  tiff_handle* handle_;
  tiff_layout layout_;
  bytes band_, piece_;
  std::int64_t band_start_ = -1;
};

}  // namespace tessera::inline v0::io
