// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "tessera/host/io/input.hpp"
#include "tessera/host/io/jpeg_guard.hpp"

namespace tessera::inline v0::io {

/// libjpeg's decoder reading from an input; its address must not change.
struct jpeg_decoder {
  jpeg_decompress_struct codec{};
  jpeg_failure failure{};
  jpeg_source_mgr reader{};
  jpeg_progress_mgr progress{};
  const input* from = nullptr;
  std::uint64_t position = 0;
  enum class refusal : std::uint8_t { none, scans, time } refused = refusal::none;  ///< by us, not by libjpeg
  std::vector<JOCTET> buffer;  ///< empty where the data lies in memory

  explicit jpeg_decoder(const input& data);
  jpeg_decoder(const jpeg_decoder&) = delete;
  jpeg_decoder& operator=(const jpeg_decoder&) = delete;
  ~jpeg_decoder() { jpeg_destroy_decompress(&codec); }

  /// Reads the header from the start of the data; false on failure, which is then described.
  bool read_header(bool keep_markers);
};

/// The scans that such a picture may have.
int most_scans(std::int64_t width, std::int64_t height);

/// ICC, EXIF, XMP, IPTC and density from the markers that the decoder kept.
metadata jpeg_metadata(const jpeg_decompress_struct& codec);

/// The quality setting whose luminance table is nearest (ITU T.81 table K.1 scaled as libjpeg does); 0 if there is no table.
int estimated_quality(const jpeg_decompress_struct& codec);

}  // namespace tessera::inline v0::io
