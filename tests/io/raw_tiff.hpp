// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <functional>
#include <vector>

#include "io/pictures.hpp"

namespace pictures {

/// A TIFF that our sink does not write, by libtiff; `fill` writes its rows.
inline bytes write_raw(const std::function<void(TIFF*)>& fill, const char* mode = "w") {
  const scratch_folder folder;
  TIFF* const tiff = TIFFOpen((folder / "x.tif").c_str(), mode);
  TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, 3);
  fill(tiff);
  TIFFClose(tiff);
  return load(folder / "x.tif");
}

inline void set_fields(TIFF* tiff, int width, int height, int bits, int samples, int photometric) {
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, width);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, height);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, samples);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, photometric);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
}

template <class T>
void put_rows(TIFF* tiff, std::vector<std::vector<T>> rows, int plane = 0) {
  for (std::size_t y = 0; y < rows.size(); ++y)
    TIFFWriteScanline(tiff, rows[y].data(), static_cast<std::uint32_t>(y), static_cast<std::uint16_t>(plane));
}

}  // namespace pictures
