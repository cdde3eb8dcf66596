// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>

#include <fmt/format.h>

namespace tessera::test {

/// What a benchmark's main does: `run`, and a sentence about what stopped it.
inline int run_program(const char* name, int (*run)(int, char**), int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& problem) {
    fmt::print(stderr, "{}: {}\n", name, problem.what());
    return 1;
  }
}

}  // namespace tessera::test
