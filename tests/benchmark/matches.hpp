// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "contests.hpp"

namespace tessera::test {

/// Whom a program's contests are held against.
struct opponent {
  std::string name;  ///< as the results have it: "opencv"
  std::string version;
  void (*set_threads)(int);
  const std::vector<contest>& contests;
};

/// Times both sides of every contest, into memory that was used before and into fresh memory, and a copy of the same
/// bytes, by Google Benchmark. The program's options:
/// [--type=u8|u16|f32] [--side=4096] [--threads=2] [--simd=LEVEL] [--only=NAME] [Google Benchmark's options]
/// Results are compared before anything is timed. Returns the program's status.
int compete(const opponent& peer, int argc, char** argv);

}  // namespace tessera::test
