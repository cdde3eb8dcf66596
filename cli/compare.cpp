// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "measure.hpp"
#include "options.hpp"
#include "settings.hpp"
#include "terminal.hpp"
#include "tessera/host/files.hpp"

namespace tessera::cli {

namespace {

std::string format_text(const format& f) {
  return fmt::format("{}x{}, {} {} x {}", f.size.width, f.size.height, f.channels,
                     f.channels == 1 ? "channel" : "channels", name_of(f.type));
}

std::string decibels(double value) { return std::isinf(value) && value > 0 ? "inf" : fmt::format("{:.2f}", value); }

/// The differences as a picture of 8 bits, stretched so that the largest is white.
image difference_picture(const const_view& a, const const_view& b, double largest) {
  const format& f = a.format;
  image made(make_format(sample_type::u8, f.colour_channels() == 1 ? 1 : 3, f.size));
  const view out = made.edit();
  const double factor = largest > 0 && std::isfinite(largest) ? 255 / largest : 0;
  for (std::int64_t y = 0; y < f.size.height; ++y)
    with_sample(f.type, [&](auto zero) {
      using T = decltype(zero);
      for (std::int64_t x = 0; x < f.size.width; ++x)
        for (int c = 0; c < made.format().channels; ++c) {
          const double apart = std::abs(static_cast<double>(a.samples<T>(y)[x * f.channels + c]) -
                                        static_cast<double>(b.samples<T>(y)[x * f.channels + c]));
          out.samples<u8>(y)[x * made.format().channels + c] =
              static_cast<u8>(std::isfinite(apart) ? std::min(255.0, apart * factor + 0.5) : 255);
        }
    });
  return made;
}

int report(const compare_options& options, const image& a, const image& b) {
  const difference d = measure(a, b, options.tolerance);
  const auto samples = a.format().size.width * a.format().size.height * a.format().channels;
  std::string text = fmt::format("{}\n{:8} {:>10} {:>10} {:>8} {:>8}\n", format_text(a.format()), "channel", "largest",
                                 "mean", "PSNR dB", "SSIM");
  for (const auto& c : d.channels)
    text += fmt::format("{:8} {:10.6g} {:10.4g} {:>8} {:8.6f}\n", c.name, c.largest, c.mean, decibels(c.psnr), c.ssim);
  if (d.different() == 0)
    text += d.largest() == 0 ? "the same\n" : fmt::format("the same within {:g}\n", options.tolerance);
  else
    text += fmt::format("different: {} of {} samples, first at {},{}\n", d.different(), samples, d.first_x, d.first_y);
  if (!options.diff.empty()) write(difference_picture(a, b, d.largest()), options.diff);
  print(text);
  return d.different() == 0 ? 0 : 1;
}

}  // namespace

int compare(const compare_options& options) {
  if (!options.diff.empty() && !container_of_name(options.diff))
    throw error(error_kind::usage, "--diff: \"" + options.diff + "\" does not end like a picture, such as .png")
        .with_parameter("--diff");
  read_options reading = read_limits(options.limits);
  reading.limit_bytes /= 2;  // both are held
  const image a = read(options.first, reading), b = read(options.second, reading);
  if (a.format() == b.format()) return report(options, a, b);
  print("different: " + options.first + " is " + format_text(a.format()) + "; " + options.second + " is " +
        format_text(b.format()) + "\n");
  return 1;
}

}  // namespace tessera::cli
