// SPDX-License-Identifier: Apache-2.0
#pragma once

#if __has_include(<nvtx3/nvToolsExt.h>)
#include <nvtx3/nvToolsExt.h>
#endif

namespace tessera::inline v0::cuda {

/// A stretch of the calling thread's time that NVIDIA's profilers show under a name; costs nothing where none is attached.
class named_range {
 public:
#if __has_include(<nvtx3/nvToolsExt.h>)
  explicit named_range(const char* name) { nvtxRangePushA(name); }
  ~named_range() { nvtxRangePop(); }
#else
  explicit named_range(const char*) {}
#endif
  named_range(const named_range&) = delete;
};

}  // namespace tessera::inline v0::cuda
