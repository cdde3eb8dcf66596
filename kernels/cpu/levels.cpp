// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>
#include <vector>

#include "tessera/kernels/cpu/level_table.hpp"

namespace tessera::inline v0::cpu {

namespace {

#if defined(__x86_64__)
bool machine_runs(std::string_view level) {
  __builtin_cpu_init();
  const bool sse4 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt") &&
                    __builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul");
  const bool avx2 =
      sse4 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
  if (level == "sse4") return sse4;
  if (level == "avx2") return avx2;
  return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
         __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bitalg");
}
#else
bool machine_runs(std::string_view) { return true; }
#endif

}  // namespace

std::span<const char* const> levels() {
  static const std::vector<const char*> names = [] {
    std::vector<const char*> usable;
    for (const level_entry& entry : level_list())
      if (machine_runs(entry.name)) usable.push_back(entry.name);
    return usable;
  }();
  return names;
}

int best_level() {
  if (levels().empty())
    throw error(error_kind::device,
                "this processor lacks SSE4.2, which Tessera needs at least (x86-64-v2, any PC since 2010)");
  return static_cast<int>(levels().size()) - 1;
}

int level_named(std::string_view name) {
  if (name.empty()) return best_level();
  std::string known;
  for (std::size_t i = 0; i < levels().size(); ++i) {
    if (name == levels()[i]) return static_cast<int>(i);
    known += (i ? ", " : "") + std::string(levels()[i]);
  }
  throw error(error_kind::usage, "simd: this machine has no \"" + std::string(name) + "\"; it has " + known)
      .with_parameter("simd");
}

}  // namespace tessera::inline v0::cpu
