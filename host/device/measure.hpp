// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "tessera/host/device/profile.hpp"
#include "tessera/host/schedule/plan.hpp"

namespace tessera::inline v0 {

/// Fills in the rate of every kind of work from the seconds that `run` takes for its reference pipeline on a u8 RGB picture of this size.
void measure_rates(device_profile& profile, extent size, const std::function<double(const plan& p)>& run);

/// One CPU thread at a SIMD level, measured on small pictures in about 100 ms.
device_profile measure_cpu(int level);

}  // namespace tessera::inline v0
