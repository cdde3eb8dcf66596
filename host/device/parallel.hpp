// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace tessera::inline v0 {

/// Calls body(0) to body(workers - 1), at the same time as far as the machine allows, and returns when all have ended.
/// The body must not throw: an exception that leaves a parallel algorithm ends the process.
void parallel(int workers, const std::function<void(int)>& body);

/// The same for a body that may throw: the first exception is thrown on when all have ended.
void share_work(int parts, const std::function<void(int)>& body);

/// The processors that affinity and cgroup allow this process, at least 1.
int allowed_threads();

}  // namespace tessera::inline v0
