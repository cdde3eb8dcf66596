// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/guard.hpp"

namespace tessera::inline v0::io {

bool run_guarded(jump_target& target, void (*step)(void*), void* context) {
  if (setjmp(target.place) != 0) return false;
  step(context);
  return true;
}

}  // namespace tessera::inline v0::io
