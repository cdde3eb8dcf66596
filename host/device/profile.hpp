// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace tessera::inline v0 {

/// Kinds of work that differ in speed from device to device; `work_of` counts each in a unit of its own.
enum class work_kind : std::uint8_t {
  point,
  lookup,
  separable,
  stencil,
  extremes,
  median,
  percentile,
  resample,
  move,
  warp,
  count
};

inline constexpr std::size_t work_kinds = 11;

/// "point", "lookup", ...
const char* name_of(work_kind kind);

/// How fast a device is: the GPU as a whole, or the CPU with one thread. 0 where something costs nothing; a rate of 0 was not measured.
struct device_profile {
  std::string name;
  double upload = 0, download = 0;      ///< bytes per second; the CPU moves nothing
  double launch = 0;                    ///< seconds per kernel beyond its work
  double start = 0;                     ///< seconds once per run
  double decode = 0, encode = 0;        ///< bytes of pixels per second that one thread reads from and writes to files
  std::array<double, work_kinds> rate;  ///< units of work per second, see `work_of`

  device_profile() { rate.fill(0); }
  double& rate_of(work_kind kind) { return rate[static_cast<std::size_t>(kind)]; }
  double rate_of(work_kind kind) const { return rate[static_cast<std::size_t>(kind)]; }
  friend bool operator==(const device_profile&, const device_profile&) = default;
};

/// What a measured profile holds for; with anything else it is measured again.
struct profile_key {
  std::string device;   ///< the GPU's name
  std::string driver;   ///< the driver's version
  std::string version;  ///< Tessera's
  friend bool operator==(const profile_key&, const profile_key&) = default;
};

/// $XDG_CACHE_HOME/tessera/profile-<device>-<driver>-<version>.json, or below $HOME/.cache; empty if neither is an absolute path.
std::string profile_path(const profile_key& key);

/// The kept profile; nothing if there is none that is whole, readable and of this key.
std::optional<device_profile> load_profile(const profile_key& key);

/// Keeps a profile, by a temporary file that is renamed; false if the place cannot be written, which costs a measurement next time and is no
/// error.
bool store_profile(const profile_key& key, const device_profile& profile);

/// The kept profile, or what `measure` returns, which is then kept.
device_profile profile_of(const profile_key& key, const std::function<device_profile()>& measure);

}  // namespace tessera::inline v0
