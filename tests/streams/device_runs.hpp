// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "support/pictures.hpp"
#include "tessera/host/device/backend.hpp"
#include "tessera/host/schedule/executor.hpp"

namespace tessera::test {

/// New devices where they are simulated, whose work runs in an order that the seed chooses. Real ones stay as they are.
void start_anew(std::uint64_t seed = 1);
/// What the program holds of simulated devices, streams and memory; 0 of real ones, where nobody counts.
long held_things();

/// How a picture goes through the CUDA path.
struct device_way {
  bool streamed = false;  ///< from a stream to a stream, else from memory to memory
  extent tile{};
  int slots = 0;
  border_rule edges{};
  bool demanded = true;
};

/// The result on the devices; `report` is filled in. Throws `error` of kind device where CUDA does not start.
image on_device(const std::string& look, const image& in, const device_way& way, run_report* report = nullptr);
/// The result on the CPU.
image on_processor(const std::string& look, const image& in, const border_rule& edges = {});

}  // namespace tessera::test
