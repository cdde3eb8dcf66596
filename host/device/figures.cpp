// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/figures.hpp"

#include <fmt/format.h>

#include <cmath>

namespace tessera::inline v0 {

namespace {

std::string digits(double value, const char* unit) {
  const int decimals = value == 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2;
  return fmt::format("{:.{}f} {}", value, decimals, unit);
}

}  // namespace

std::string seconds_text(double seconds) {
  if (!std::isfinite(seconds)) return "forever";
  if (seconds >= 0.9995) return digits(seconds, "s");
  if (seconds >= 0.9995e-3 || seconds <= 0) return digits(seconds * 1e3, "ms");
  return digits(seconds * 1e6, "us");
}

std::string size_text(std::int64_t bytes) {
  const auto value = static_cast<double>(bytes);
  if (value >= 999.5e6) return digits(value / 1e9, "GB");
  if (value >= 999.5e3) return digits(value / 1e6, "MB");
  return value >= 999.5 ? digits(value / 1e3, "kB") : fmt::format("{} bytes", bytes);
}

}  // namespace tessera::inline v0
