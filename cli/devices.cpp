// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "options.hpp"
#include "terminal.hpp"
#include "tessera/host/batch/memory.hpp"
#include "tessera/host/device/backend.hpp"
#include "tessera/host/device/parallel.hpp"
#include "tessera/kernels/cpu/engine.hpp"

namespace tessera::cli {

namespace {

nlohmann::ordered_json json_of(const device_info& device) {
  nlohmann::ordered_json made{{"name", device.name}, {"usable", device.usable}};
  if (!device.usable) made["reason"] = device.reason;
  made["model"] = device.model;
  made["memory"] = device.memory;
  made["driver"] = device.driver;
  return made;
}

std::string line_of(const device_info& device) {
  const std::string text = fmt::format("{:<8}{}, {} of memory, driver for CUDA {}", device.name, device.model,
                                       bytes_text(device.memory), device.driver);
  return text + (device.usable ? "" : "; not used: " + device.reason) + "\n";
}

}  // namespace

int devices(const devices_options& options) {
  const std::string level = cpu::levels()[static_cast<std::size_t>(cpu::best_level())];
  const int threads = allowed_threads();
  const std::size_t memory = allowed_bytes();
  std::string reason;
  const auto cuda = make_cuda_backend({}, reason);
  const std::vector<device_info> found = cuda ? cuda->devices() : std::vector<device_info>{};
  if (options.json) {
    nlohmann::ordered_json levels = nlohmann::ordered_json::array();
    for (int i = 0; i <= cpu::best_level(); ++i) levels.push_back(cpu::levels()[static_cast<std::size_t>(i)]);
    nlohmann::ordered_json list{{{"name", "cpu"},
                                 {"usable", true},
                                 {"simd", level},
                                 {"simd_levels", levels},
                                 {"threads", threads},
                                 {"memory", memory}}};
    for (const device_info& device : found) list.push_back(json_of(device));
    if (found.empty()) list.push_back({{"name", "cuda"}, {"usable", false}, {"reason", reason}});
    print(list.dump(2) + "\n");
    return 0;
  }
  print(fmt::format("cpu     {} with {} {}, {} of memory\n", level, threads, threads == 1 ? "thread" : "threads",
                    bytes_text(memory)));
  for (const device_info& device : found) print(line_of(device));
  if (found.empty()) print("cuda    " + reason + "\n");
  return 0;
}

}  // namespace tessera::cli
