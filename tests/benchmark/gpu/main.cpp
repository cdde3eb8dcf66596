// SPDX-License-Identifier: Apache-2.0
// tessera-gpu-bench [SECTION] [--size WxH] [--runs N]: what the CUDA path reaches on this machine's first GPU, checked against the CPU before
// it is timed, against copies of the same bytes in the same run. Markdown on standard output.
#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>

#include "bench.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::test {

namespace {

struct section {
  const char* name;
  void (*run)(bench_settings& settings);
};

constexpr section sections[] = {
    {"streaming", &streaming}, {"chain", &point_chain}, {"gaussian", &blur}, {"operators", &every_operator}};

bench_settings read_arguments(int argc, char** argv) {
  bench_settings s;
  long long width = 0, height = 0;
  bool known = true;
  for (int i = 1; i < argc; ++i) {
    if (!std::strcmp(argv[i], "--size") && i + 1 < argc)
      known = known && std::sscanf(argv[++i], "%lldx%lld", &width, &height) == 2 && width > 0 && height > 0;
    else if (!std::strcmp(argv[i], "--runs") && i + 1 < argc) s.runs = std::atoi(argv[++i]);
    else if (!std::strcmp(argv[i], "--damage")) s.damage = true;
    else if (argv[i][0] != '-') s.only = argv[i];
    else known = false;
  }
  bool any = false;
  for (const section& part : sections) any = any || std::string(part.name).find(s.only) != std::string::npos;
  if (!known || !any || s.runs < 7)
    throw error(error_kind::usage,
                "tessera-gpu-bench [streaming|chain|gaussian|operators] [--size WxH] [--runs N, 7 or more]");
  s.size = {width, height};
  return s;
}

void introduce(bench_settings& settings) {
  int count = 0, driver = 0;
  cudaDeviceProp found{};
  cuda::check(cudaDriverGetVersion(&driver), "cudaDriverGetVersion");
  if (driver == 0) throw error(error_kind::device, "no NVIDIA driver is installed");
  cuda::check(cudaGetDeviceCount(&count), "cudaGetDeviceCount");
  cuda::check(cudaSetDevice(0), "cudaSetDevice");
  cuda::check(cudaGetDeviceProperties(&found, 0), "cudaGetDeviceProperties");
  settings.simulated = std::string(found.name).starts_with("Simulated");
  if (settings.simulated) {
    settings.runs = 1;
    say("Simulated GPU: that the benchmarks run is tested; there are no figures.");
  } else {
    say(fmt::format("{}, compute capability {}.{}, {} multiprocessors, driver for CUDA {}.{}; medians of {}.",
                    found.name, found.major, found.minor, found.multiProcessorCount, driver / 1000, driver % 1000 / 10,
                    settings.runs));
  }
}

int run(int argc, char** argv) {
  bench_settings settings = read_arguments(argc, argv);
  introduce(settings);
  for (const section& part : sections)
    if (std::string(part.name).find(settings.only) != std::string::npos) part.run(settings);
  if (settings.wrong_results) say("\nWRONG results: see above.");
  return settings.wrong_results ? 1 : 0;
}

}  // namespace

}  // namespace tessera::test

int main(int argc, char** argv) {
  try {
    return tessera::test::run(argc, argv);
  } catch (const std::exception& failure) {
    fmt::print(stderr, "tessera-gpu-bench: {}\n", failure.what());
    return 2;
  }
}
