// SPDX-License-Identifier: Apache-2.0
// The tests of tests/streams on the devices of this machine.
#include "streams/device_runs.hpp"

namespace tessera::test {

void start_anew(std::uint64_t) {}

long held_things() { return 0; }

}  // namespace tessera::test
