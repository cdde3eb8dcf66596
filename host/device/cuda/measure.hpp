// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/device/profile.hpp"

namespace tessera::inline v0::cuda {

/// Copies, launches and the reference pipeline of every kind of work, on one device. Throws `error` of kind device.
device_profile measure(int device);

}  // namespace tessera::inline v0::cuda
