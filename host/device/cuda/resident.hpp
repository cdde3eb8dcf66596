// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/device/resident.hpp"
#include "tessera/host/schedule/plan.hpp"

namespace tessera::inline v0::cuda {

/// Compiles a plan for pictures in the memory of a device. Throws `error` of kind unsupported where a stage must see the whole picture first.
std::unique_ptr<resident_pipeline> make_resident(plan p, int device);

}  // namespace tessera::inline v0::cuda
