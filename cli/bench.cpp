// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <filesystem>

#include "options.hpp"
#include "tessera/kernels/error.hpp"

namespace tessera::cli {

int bench(const bench_options& options) {
  std::error_code failure;
  const auto program = std::filesystem::read_symlink("/proc/self/exe", failure).parent_path() / "tessera-bench";
  if (!failure && access(program.c_str(), X_OK) == 0) {
    std::vector<std::string> words{program.string()};
    words.insert(words.end(), options.arguments.begin(), options.arguments.end());
    std::vector<char*> arguments;
    for (auto& word : words) arguments.push_back(word.data());
    arguments.push_back(nullptr);
    execv(program.c_str(), arguments.data());
  }
  throw error(error_kind::not_found,
              "bench: " + program.string() +
                  " is not there; it is a program of its own, built with cmake -DTESSERA_BUILD_BENCHMARKS=ON");
}

}  // namespace tessera::cli
