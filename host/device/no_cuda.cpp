// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/backend.hpp"

namespace tessera::inline v0 {

// Alone in its unit: a program that links the CUDA part, or a simulated one, never takes this one from the library.
std::shared_ptr<backend> make_cuda_backend(const backend_options&, std::string& reason) {
  reason = "not built in: this build has no CUDA part";
  return nullptr;
}

}  // namespace tessera::inline v0
