// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ctime>

namespace tessera::test {

/// Nanoseconds that all threads of the process have worked.
inline double processor_time() {
  std::timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return 1e9 * static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec);
}

}  // namespace tessera::test
