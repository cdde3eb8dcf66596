// SPDX-License-Identifier: Apache-2.0
#if defined(__x86_64__)
#include <cpuid.h>
#endif

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tessera/kernels/cpu/level_table.hpp"

namespace tessera::inline v0::cpu {

namespace {

#if defined(__x86_64__)
/// Clang 14 knows no name for it.
bool has_avx_vnni() {
  unsigned a = 0, b = 0, c = 0, d = 0;
  return __get_cpuid_count(7, 1, &a, &b, &c, &d) != 0 && (a >> 4 & 1) != 0;
}

bool machine_runs(std::string_view level) {
  __builtin_cpu_init();
  const bool sse4 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt") &&
                    __builtin_cpu_supports("aes") && __builtin_cpu_supports("pclmul");
  const bool avx2 =
      sse4 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && __builtin_cpu_supports("bmi2");
  if (level == "sse4") return sse4;
  if (level == "avx2") return avx2;
  if (level == "avx_vnni") return avx2 && has_avx_vnni();
  return avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512vbmi") && __builtin_cpu_supports("avx512vbmi2") &&
         __builtin_cpu_supports("avx512vnni") && __builtin_cpu_supports("avx512bitalg");
}
#else
bool machine_runs(std::string_view) { return true; }
#endif

/// Never freed: threads may run kernels while static objects are destroyed.
template <class T>
std::span<const T> kept(const std::vector<T>& values) {
  auto all = std::make_unique<T[]>(values.size());
  std::copy(values.begin(), values.end(), all.get());
  return {all.release(), values.size()};
}

/// Which of `built_levels` this machine runs. A processor with AVX-512 may lack AVX-VNNI, so these are not simply the first ones.
std::span<const std::size_t> usable_levels() {
  static const std::span<const std::size_t> usable = [] {
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < built_levels().size(); ++i)
      if (machine_runs(built_levels()[i].name)) found.push_back(i);
    return kept(found);
  }();
  return usable;
}

/// What `at` gives for each of them.
template <class F>
auto for_usable_levels(F at) {
  std::vector<decltype(at(std::size_t{}))> found;
  for (const std::size_t i : usable_levels()) found.push_back(at(i));
  return kept(found);
}

}  // namespace

std::span<const level_entry> level_list() {
  static const auto usable = for_usable_levels([](std::size_t i) { return built_levels()[i]; });
  return usable;
}

const formula_kernels* of_usable_levels(std::initializer_list<formula_kernels (*)()> of_build) {
  return for_usable_levels([&](std::size_t i) { return of_build.begin()[i](); }).data();
}

std::span<const char* const> levels() {
  static const auto names = for_usable_levels([](std::size_t i) { return built_levels()[i].name; });
  return names;
}

int best_level() {
  if (levels().empty())
    throw error(error_kind::device,
                "this processor lacks SSE4.2, POPCNT, AES or PCLMULQDQ, which Tessera needs at least (PCs have them "
                "since about 2011)");
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
