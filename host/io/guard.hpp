// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csetjmp>

namespace tessera::inline v0::io {

/// The place to which C code jumps back on an error. libjpeg's and libpng's error calls must not return, and an exception must not
/// cross their frames.
struct jump_target {
  std::jmp_buf place;
};

/// Calls `step(context)`; false if it jumped to the target. Between the two there may be no object with a destructor.
bool run_guarded(jump_target& target, void (*step)(void*), void* context);

/// The same for a callable that only calls C functions.
template <class F>
bool guarded(jump_target& target, F step) {
  return run_guarded(
      target, [](void* f) { (*static_cast<F*>(f))(); }, &step);
}

}  // namespace tessera::inline v0::io
