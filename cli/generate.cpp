// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "options.hpp"
#include "patterns.hpp"
#include "settings.hpp"
#include "tessera/host/batch/outputs.hpp"
#include "tessera/host/io/open.hpp"

namespace tessera::cli {

namespace {

/// The weights of BT.601 luma in 1/65536.
std::int64_t luma(const std::uint16_t* rgb) {
  return (rgb[0] * 19595ll + rgb[1] * 38470ll + rgb[2] * 7471ll + 32768) >> 16;
}

/// Alpha rises from left to right, with a transparent and an opaque band beside the slope.
std::int64_t alpha_at(std::int64_t x, std::int64_t width) {
  return std::clamp<std::int64_t>((x * 3 - width / 2) * 65535 / std::max<std::int64_t>(1, 2 * width), 0, 65535);
}

void store(sample_type type, std::byte* row, std::int64_t index, std::int64_t level) {
  if (type == sample_type::u8)
    reinterpret_cast<std::uint8_t*>(row)[index] = static_cast<std::uint8_t>((level * 255 + 32767) / 65535);
  else if (type == sample_type::u16) reinterpret_cast<std::uint16_t*>(row)[index] = static_cast<std::uint16_t>(level);
  else reinterpret_cast<float*>(row)[index] = static_cast<float>(level) / 65535.0f;
}

void fill_row(const format& f, const std::uint16_t* rgb, std::byte* row) {
  for (std::int64_t x = 0; x < f.size.width; ++x) {
    const std::int64_t first = x * f.channels;
    if (f.colour_channels() == 1) store(f.type, row, first, luma(rgb + 3 * x));
    else
      for (int c = 0; c < 3; ++c) store(f.type, row, first + c, rgb[3 * x + c]);
    if (f.alpha) store(f.type, row, first + f.channels - 1, alpha_at(x, f.size.width));
  }
}

}  // namespace

int generate(const generate_options& options) {
  const format wanted = make_format(read_depth(options.depth), options.channels, read_extent(options.size, "WxH"));
  const auto made = make_pattern(options.pattern, wanted.size, options.seed);
  const bool to_stdout = options.output == "-";
  const auto type = to_stdout ? read_format("png") : container_of_name(options.output);
  if (!type)
    throw error(error_kind::usage,
                "generate: \"" + options.output + "\" does not end like a picture, such as .png or .jpg")
        .with_parameter("OUT");
  if (to_stdout && isatty(STDOUT_FILENO))
    throw error(error_kind::usage, "generate: - would write a picture to the terminal; redirect standard output");
  if (!to_stdout) check_new_file(options.output, options.overwrite);
  const encode_options encode = read_encoding(options.quality, options.settings);
  check_settings(*type, encode);
  if (storable(*type, wanted, encode) != wanted)
    throw error(error_kind::usage, "generate: " + type->name + " cannot hold " + std::to_string(options.channels) +
                                       " channels of " + options.depth + "; write another format, such as .tiff");
  const auto to = open_sink(
      to_stdout ? destination::to_descriptor(STDOUT_FILENO, "standard output") : destination::to_path(options.output),
      *type, wanted, {}, encode);
  std::vector<std::uint16_t> rgb(static_cast<std::size_t>(wanted.size.width) * 3);
  std::vector<std::byte> row(static_cast<std::size_t>(wanted.row_bytes()));
  for (std::int64_t y = 0; y < wanted.size.height; ++y) {
    made->row(y, rgb.data());
    fill_row(wanted, rgb.data(), row.data());
    const std::byte* rows[] = {row.data()};
    to->write(rows, 1);
  }
  to->finish();
  return 0;
}

}  // namespace tessera::cli
