// SPDX-License-Identifier: Apache-2.0
#include "example.hpp"

#include <vector>

#include <fmt/format.h>

#include "patterns.hpp"
#include "tessera/host/engine.hpp"
#include "tessera/host/pipeline/pipeline.hpp"

namespace tessera::cli {

namespace {

constexpr extent example_size{240, 160};

image small_photo() {
  image made(make_format(sample_type::u8, 3, example_size));
  const auto photo = make_photo(example_size, 1);
  std::vector<std::uint16_t> rgb(static_cast<std::size_t>(example_size.width) * 3);
  for (std::int64_t y = 0; y < example_size.height; ++y) {
    photo->row(y, rgb.data());
    u8* row = made.edit().samples<u8>(y);
    for (std::size_t i = 0; i < rgb.size(); ++i) row[i] = static_cast<u8>((rgb[i] * 255 + 32767) / 65535);
  }
  return made;
}

/// "240x160 RGB u8 with means of 101.2 112.4 120.5".
std::string describe(const image& picture) {
  const format& f = picture.format();
  std::string means;
  for (int c = 0; c < f.channels; ++c) {
    double sum = 0;
    with_sample(f.type, [&](auto zero) {
      for (std::int64_t y = 0; y < f.size.height; ++y)
        for (std::int64_t x = 0; x < f.size.width; ++x)
          sum += static_cast<double>(picture.pixels().samples<decltype(zero)>(y)[x * f.channels + c]);
    });
    means += fmt::format(" {:.4g}", sum / static_cast<double>(f.size.width * f.size.height));
  }
  return fmt::format("{}x{} {}{} {}, mean{}{}", f.size.width, f.size.height,
                     f.colour_channels() == 1 ? "gray" : name_of(f.colour), f.alpha ? "+alpha" : "", name_of(f.type),
                     f.channels > 1 ? "s" : "", means);
}

}  // namespace

std::string example_result(const operator_info& info) try {
  engine engine;
  const image before = small_photo(), after = engine.run(parse(info.example), before);
  return fmt::format("  result:   {}\n            of `tessera generate photo {}x{}`: {}\n", describe(after),
                     example_size.width, example_size.height, describe(before));
} catch (const error& fault) {
  // An example may name a file that is not here; tessera's samples hold it.
  if (fault.kind() != error_kind::not_found) throw;
  return fmt::format("  result:   none here, since {} is a file of yours (samples/looks has one)\n", fault.file());
}

}  // namespace tessera::cli
