// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tessera/host/device/profile.hpp"
#include "tessera/host/schedule/plan.hpp"

namespace tessera::inline v0 {

/// Which device runs a plan, and why.
struct choice {
  bool cuda = false;
  std::string why;  ///< a sentence with figures: "the GPU would take 12.0 ms, the CPU 5.00 ms with 2 threads: ..."
  double cuda_seconds = 0;  ///< estimates for all pictures; infinite where the profile lacks a rate
  double cpu_seconds = 0;
};

/// The GPU has to be faster by this factor: estimates err, and the CPU is always there.
inline constexpr double choice_margin = 1.1;

/// Estimates a plan on both devices and picks the GPU where it wins by the margin. `cpu` is the profile of one thread. With `from_file`, pictures
/// are decoded and encoded by the CPU in either case. `pictures` like this one share the start; a `plan` is of one picture.
choice choose(const plan& p, const device_profile& cpu, int threads, const device_profile& gpu, bool from_file,
              int pictures = 1);

}  // namespace tessera::inline v0
