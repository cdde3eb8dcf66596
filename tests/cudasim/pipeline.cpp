// SPDX-License-Identifier: Apache-2.0
#include "cuda_pipeline_primitives.h"

#include "grid.hpp"
#include "report.hpp"

#include <cstdint>
#include <cstring>
#include <vector>

namespace {

struct pending_copy {
  void* to;
  const void* from;
  std::size_t bytes, zero_bytes;
  long group;
};

struct pipeline {
  long block = 0, group = 0;
  std::vector<pending_copy> copies;
};

/// The copies that the running thread has not waited for; those of a thread of before never arrive.
pipeline& own_pipeline() {
  static auto* const all = new pipeline[1024];
  const auto [thread, block] = cudasim::running();
  if (thread < 0) cudasim::fault("an asynchronous copy to shared memory outside a kernel");
  pipeline& own = all[thread];
  if (own.block != block) own = {.block = block, .group = 0, .copies = {}};
  return own;
}

}  // namespace

void __pipeline_memcpy_async(void* to_shared, const void* from_global, std::size_t bytes, std::size_t zero_bytes) {
  if ((bytes != 4 && bytes != 8 && bytes != 16) || zero_bytes > bytes)
    cudasim::fault("an asynchronous copy of " + std::to_string(bytes) + " bytes: kernel " + cudasim::running_thread());
  if ((reinterpret_cast<std::uintptr_t>(to_shared) | reinterpret_cast<std::uintptr_t>(from_global)) % bytes != 0)
    cudasim::fault("an asynchronous copy is not aligned to its size: kernel " + cudasim::running_thread());
  pipeline& own = own_pipeline();
  own.copies.push_back({to_shared, from_global, bytes, zero_bytes, own.group});
}

void __pipeline_commit() { ++own_pipeline().group; }

void __pipeline_wait_prior(std::size_t prior) {
  pipeline& own = own_pipeline();
  const long last = own.group - static_cast<long>(prior);
  std::erase_if(own.copies, [&](const pending_copy& each) {
    if (each.group >= last) return false;
    std::memcpy(each.to, each.from, each.bytes - each.zero_bytes);
    std::memset(static_cast<std::byte*>(each.to) + each.bytes - each.zero_bytes, 0, each.zero_bytes);
    return true;
  });
}
