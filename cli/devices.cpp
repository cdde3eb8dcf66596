// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "options.hpp"
#include "terminal.hpp"
#include "tessera/host/batch/memory.hpp"
#include "tessera/host/device/parallel.hpp"
#include "tessera/kernels/cpu/engine.hpp"

namespace tessera::cli {

int devices(const devices_options& options) {
  const std::string level = cpu::levels()[static_cast<std::size_t>(cpu::best_level())];
  const int threads = allowed_threads();
  const std::size_t memory = allowed_bytes();
  const std::string reason = "not built in: this build has no CUDA part";
  if (options.json) {
    nlohmann::ordered_json levels = nlohmann::ordered_json::array();
    for (int i = 0; i <= cpu::best_level(); ++i) levels.push_back(cpu::levels()[static_cast<std::size_t>(i)]);
    const nlohmann::ordered_json list{{{"name", "cpu"},
                                       {"usable", true},
                                       {"simd", level},
                                       {"simd_levels", levels},
                                       {"threads", threads},
                                       {"memory", memory}},
                                      {{"name", "cuda"}, {"usable", false}, {"reason", reason}}};
    print(list.dump(2) + "\n");
    return 0;
  }
  print(fmt::format("cpu   {} with {} {}, {} of memory\ncuda  {}\n", level, threads,
                    threads == 1 ? "thread" : "threads", bytes_text(memory), reason));
  return 0;
}

}  // namespace tessera::cli
