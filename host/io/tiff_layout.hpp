// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tessera/host/io/colour.hpp"
#include "tessera/host/io/piece_reader.hpp"
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
  std::int64_t bands() const { return (height + band_rows - 1) / band_rows; }
  /// Whether its colours are CIE L*a*b*, which an embedded profile does not change.
  bool lab() const { return photometric == PHOTOMETRIC_CIELAB || photometric == PHOTOMETRIC_ICCLAB; }
  /// Bytes of a row with its samples interleaved, packed as in the file.
  std::int64_t raw_row_bytes() const { return (width * samples * bits + 7) / 8; }
};

/// Has every handle of a file turn YCbCr of JPEG into RGB, on the directory where it stands; nothing else is changed.
void decode_as_rgb(TIFF* tiff);

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

/// Reads rows as stored, from strips or tiles, interleaved or planar; its address must not change.
class tiff_row_reader {
 public:
  /// How a thread that decodes opens the file for itself, and what it throws when the file is damaged from a row on, or lacks a strip or tile there.
  struct access {
    std::function<std::unique_ptr<tiff_handle>()> open;
    std::function<void(const tiff_handle& handle, std::int64_t row)> fail;
    std::function<void(std::int64_t row)> lacks;
    int threads = 1;
  };
  tiff_row_reader(tiff_handle& handle, const tiff_layout& layout, access file);
  tiff_row_reader(const tiff_row_reader&) = delete;
  tiff_row_reader& operator=(const tiff_row_reader&) = delete;

  /// Bytes that it holds at most.
  std::uint64_t memory() const;
  /// Threads that may decode at the same time.
  int decoders() const { return held_ > 1 ? file_.threads : 1; }
  /// Decodes row `y` into `to`; rows are asked for in order. Throws what `fail` throws.
  void read(std::int64_t y, std::byte* to);
  /// See `source::help`.
  bool help() { return !direct_ && pieces_.help(); }

 private:
  void decode(const piece_reader::piece& piece);
  bool decode_with(tiff_handle& handle, const piece_reader::piece& piece, bytes& stored) const;
  static bool is_there(TIFF* tiff, std::uint32_t piece);
  bool load_tile(TIFF* tiff, const piece_reader::piece& piece, bytes& stored) const;
  bool load_strip(TIFF* tiff, const piece_reader::piece& piece, bytes& stored) const;
  void scatter(const std::byte* from, std::int64_t from_pitch, std::int64_t x, std::int64_t columns, std::int64_t rows,
               int plane, std::byte* band) const;
  std::int64_t across() const {
    return layout_.tiled ? (layout_.width + layout_.tile_width - 1) / layout_.tile_width : 1;
  }
  std::int64_t rows_of_band() const { return std::min(layout_.band_rows, layout_.height); }

  /// What a decoding thread holds.
  struct hand {
    std::unique_ptr<tiff_handle> handle;
    bytes stored;
  };

  tiff_handle* handle_;
  tiff_layout layout_;
  access file_;
  std::uint64_t piece_bytes_ = 0;
  bool direct_ = false;  ///< strips are decoded row by row, without a buffer
  int held_ = 1;         ///< bands
  piece_reader pieces_;
  bool started_ = false;
  std::mutex mutex_;
  std::vector<hand> idle_;
};

}  // namespace tessera::inline v0::io
