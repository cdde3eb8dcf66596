// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include <cstdio>
#include <cstdlib>

namespace cudasim {

void fault(const std::string& what) {
  std::fprintf(stderr, "CUDA simulator: %s\n", what.c_str());
  std::fflush(stderr);
  std::abort();
}

std::string name_of(const void* function) {
  char text[32];
  std::snprintf(text, sizeof text, "%p", function);
  return text;
}

}  // namespace cudasim
