// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "tessera/host/io/tiff_layout.hpp"

namespace tessera::inline v0::io {

namespace {

sample_type type_of_layout(const tiff_layout& layout) {
  if (layout.sample_format == SAMPLEFORMAT_IEEEFP) return sample_type::f32;
  return layout.bits == 16 ? sample_type::u16 : sample_type::u8;
}

/// TIFF palettes have 16 bits; files that use 8 of them by mistake are recognised as other readers do.
std::vector<std::uint8_t> palette_table(TIFF* tiff, int bits) {
  std::uint16_t* channel[3] = {};
  const std::size_t count = std::size_t{1} << bits;
  std::vector<std::uint8_t> table(count * 3);
  if (TIFFGetField(tiff, TIFFTAG_COLORMAP, &channel[0], &channel[1], &channel[2]) == 0) return table;
  bool wide = false;
  for (std::size_t i = 0; i < count; ++i) {
    for (const std::uint16_t* c : channel) wide = wide || c[i] > 255;
  }
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t c = 0; c < 3; ++c)
      table[i * 3 + c] = static_cast<std::uint8_t>(wide ? channel[c][i] >> 8 : channel[c][i]);
  }
  return table;
}

template <class T>
void invert(std::byte* row, std::int64_t pixels, int channels, bool alpha) {
  auto* p = reinterpret_cast<T*>(row);
  const T top = static_cast<T>(white<T>);
  const int colours = channels - (alpha ? 1 : 0);
  for (std::int64_t i = 0; i < pixels; ++i) {
    for (int c = 0; c < colours; ++c) p[i * channels + c] = static_cast<T>(top - p[i * channels + c]);
  }
}

template <class T>
void divide_by_alpha(std::byte* row, std::int64_t pixels, int channels) {
  auto* p = reinterpret_cast<T*>(row);
  for (std::int64_t i = 0; i < pixels; ++i, p += channels) {
    const T a = p[channels - 1];
    for (int c = 0; c + 1 < channels; ++c) {
      if constexpr (std::is_same_v<T, float>) {
        p[c] = a > 0 ? p[c] / a : 0.0f;
      } else {
        const std::uint64_t top = std::uint64_t{static_cast<T>(~T{0})};
        p[c] = a == 0 ? T{0} : static_cast<T>(std::min<std::uint64_t>(top, (p[c] * top + a / 2) / a));
      }
    }
  }
}

void clear_not_a_number(std::byte* row, std::int64_t count) {
  auto* p = reinterpret_cast<float*>(row);
  for (std::int64_t i = 0; i < count; ++i) p[i] = p[i] == p[i] ? p[i] : 0.0f;
}

}  // namespace

tiff_row_converter::tiff_row_converter(TIFF* tiff, const tiff_layout& layout, const bytes& profile) : layout_(layout) {
  const extent size{layout.width, layout.height};
  if (layout.photometric == PHOTOMETRIC_PALETTE) {
    table_ = palette_table(tiff, layout.bits);
    result_ = make_format(sample_type::u8, 3, size);
  } else if (layout.photometric == PHOTOMETRIC_SEPARATED) {
    of_cmyk_.emplace(profile, false, layout.bits);
    result_ = make_format(type_of_layout(layout), 3, size);
  } else if (layout.lab()) {
    of_lab_.emplace(layout.photometric == PHOTOMETRIC_ICCLAB, layout.bits);
    result_ = make_format(type_of_layout(layout), 3, size);
  } else {
    if (layout.bits < 8) {
      const int top = (1 << layout.bits) - 1;
      for (int i = 0; i <= top; ++i) table_.push_back(static_cast<std::uint8_t>(i * 255 / top));
    }
    result_ = make_format(type_of_layout(layout), layout.samples, size);
    in_place_ = table_.empty();
  }
}

void tiff_row_converter::unpack(const std::uint8_t* from, std::uint8_t* to) const {
  const int bits = layout_.bits, channels = result_.channels, step = layout_.samples;
  const int mask = (1 << bits) - 1;
  for (std::int64_t x = 0; x < layout_.width; ++x) {
    const std::int64_t bit = x * step * bits;
    const int value = from[bit / 8] >> (8 - bits - static_cast<int>(bit % 8)) & mask;
    for (int c = 0; c < channels; ++c) to[x * channels + c] = table_[static_cast<std::size_t>(value * channels + c)];
  }
}

void tiff_row_converter::convert(const std::byte* from, std::byte* to) const {
  if (!table_.empty()) {
    unpack(reinterpret_cast<const std::uint8_t*>(from), reinterpret_cast<std::uint8_t*>(to));
  } else if (of_cmyk_) {
    of_cmyk_->convert(from, to, layout_.width, layout_.samples);
  } else if (of_lab_) {
    of_lab_->convert(from, to, layout_.width, layout_.samples);
  } else if (from != to) {
    std::memcpy(to, from, static_cast<std::size_t>(result_.row_bytes()));
  }
  finish_row(to);
}

void tiff_row_converter::finish_row(std::byte* row) const {
  const std::int64_t width = layout_.width;
  const int channels = result_.channels;
  const bool premultiplied = result_.alpha && layout_.extra_kind == EXTRASAMPLE_ASSOCALPHA;
  with_sample(result_.type, [&](auto sample) {
    using T = decltype(sample);
    if constexpr (std::is_same_v<T, float>) clear_not_a_number(row, width * channels);
    if (layout_.photometric == PHOTOMETRIC_MINISWHITE) invert<T>(row, width, channels, result_.alpha);
    if (premultiplied) divide_by_alpha<T>(row, width, channels);
  });
}

std::string tiff_row_converter::stored() const {
  std::string result;
  const auto add = [&](const std::string& word) { result += result.empty() ? word : ", " + word; };
  if (layout_.photometric == PHOTOMETRIC_PALETTE) add("palette");
  if (layout_.photometric == PHOTOMETRIC_SEPARATED) add("CMYK");
  if (layout_.lab()) add("L*a*b*");
  if (layout_.photometric == PHOTOMETRIC_MINISWHITE) add("white is zero");
  if (layout_.bits < 8) add(fmt::format("{} bit", layout_.bits));
  if (result_.alpha && layout_.extra_kind == EXTRASAMPLE_ASSOCALPHA) add("premultiplied alpha");
  if (layout_.planar) add("planar");
  if (layout_.tiled) add("tiled");
  return result;
}

}  // namespace tessera::inline v0::io
