// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tessera/host/device/resident.hpp"
#include "tessera/host/schedule/plan.hpp"

namespace tessera::inline v0::cuda {

/// Compiles a plan for so many pictures at a time in the memory of a device. Throws `error` of kind unsupported where a stage must see the whole picture first.
std::unique_ptr<resident_pipeline> make_resident(plan p, int device, std::size_t images);

}  // namespace tessera::inline v0::cuda
