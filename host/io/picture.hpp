// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tessera/kernels/error.hpp"
#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/view.hpp"

namespace tessera::inline v0 {

using bytes = std::vector<std::byte>;

enum class container : std::uint8_t { jpeg, png, tiff, deepzoom, other };

/// What a file carries beside its pixels, each as the raw block of its standard; empty if absent.
struct metadata {
  bytes icc;                    ///< ICC profile
  bytes exif;                   ///< TIFF-structured EXIF block, without the "Exif\0\0" prefix
  bytes xmp;                    ///< XMP packet
  bytes iptc;                   ///< IPTC-IIM records
  double dpi_x = 0, dpi_y = 0;  ///< resolution in pixels per inch; 0 if unknown
  bytes photoshop;              ///< Photoshop image resources (8BIM) without IPTC and thumbnails
  bytes georeference;           ///< GeoTIFF's and GDAL's tags, structured like `exif`; carried from TIFF to TIFF
  bytes xmp_extension;          ///< JPEG's second part of a large packet: 32 letters of identity, then the data
  std::vector<bytes> comments;  ///< of a JPEG
  std::vector<std::pair<std::string, bytes>> png_chunks;  ///< texts, time, gamma and the like: name and content
};

/// The colours that pictures are brought to before anything is done with them. Untagged ones count as sRGB.
struct target_colours {
  /// `linear`: light of sRGB's primaries in floats, encoded again when it is written.
  enum class which : std::uint8_t { keep, srgb, linear, profile } kind = which::keep;
  std::shared_ptr<const bytes> profile{};  ///< of `profile`; see `colours_of_file`
};

/// What is known of a picture before its pixels are read.
struct picture_info {
  format layout;  ///< as the rows come out of the source
  container kind = container::other;
  std::string format_name;  ///< "JPEG", "PNG", "TIFF", "WebP", ...
  int orientation = 1;      ///< EXIF 1..8; the rows come as stored, the caller turns them
  std::string compression;  ///< "deflate", "lzw", "none", ... where the container has a choice
  int quality = 0;          ///< JPEG: the quality estimated from the tables; 0 if unknown
  int pages = 1;            ///< pictures that the file holds; `read_options::page` chooses one
  bool pyramid = false;     ///< the other pages are this one, smaller
  int shrunk = 1;           ///< the rows come at one part of this many of the file's size; see `source::shrink`
  extent full;              ///< the file's size where that is more than 1
  std::string stored;       ///< how the file stores it where that differs from layout: "CMYK", "palette", "1 bit"
  metadata extra;
};

/// A picture being read, top to bottom.
class source {
 public:
  virtual ~source() = default;
  virtual const picture_info& info() const = 0;
  /// Reads the next `count` rows into rows[0..count); each has room for a row of `info().layout`. Throws `error` on damage.
  virtual void read(std::byte* const* rows, std::int64_t count) = 0;
  /// Decodes a piece of what will be read next; any thread may, while another one reads. False if there is nothing to do.
  virtual bool help() { return false; }
  /// Before the first row: from here on a picture of 1/2, 1/4 or 1/8 of the width and height, rounded up, comes out, as the decoder makes it at
  /// less cost than the whole one. False, and nothing changes, where it cannot.
  virtual bool shrink(int) { return false; }
  /// Starts again at the first row; throws `error` if the input cannot be read twice.
  virtual void rewind() = 0;
  /// Upper bound of the bytes the decoder itself holds while reading.
  virtual std::size_t memory() const = 0;
};

/// A picture being written, top to bottom; nothing is visible under its final name before `finish`.
class sink {
 public:
  virtual ~sink() = default;
  /// Writes the next `count` rows.
  virtual void write(const std::byte* const* rows, std::int64_t count) = 0;
  /// Does a piece of the encoding that waits for a thread; any thread may, while another one writes. False if nothing waits.
  virtual bool help() { return false; }
  /// Completes the picture. A sink destroyed before that leaves nothing behind.
  virtual void finish() = 0;
};

/// How a file is to be written.
struct encode_options {
  std::optional<int> quality{};                   ///< JPEG and lossy formats, 1..100; absent: 90
  bool keep_quality = false;                      ///< the quality of the input, where it is known; see `like_input`
  std::string input_compression{};                ///< what a TIFF input used; see `like_input`
  std::map<std::string, std::string> settings{};  ///< -O key=value
  int threads = 1;                                ///< that write one picture together: one writes, the others help
  tessera::colour background{1, 1, 1, 1};         ///< what transparent pixels become where the format has no alpha
  enum class keep : std::uint8_t { all, no_private, none } keep_metadata = keep::all;
};

}  // namespace tessera::inline v0
