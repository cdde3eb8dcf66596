// SPDX-License-Identifier: Apache-2.0
#include "shared_memory.hpp"

#include "cuda_runtime.h"
#include "report.hpp"

#include <sys/mman.h>

#include <cstring>

#if defined(TESSERA_ADDRESS_SANITIZER)
#include <sanitizer/asan_interface.h>
#endif

namespace cudasim {
namespace {

constexpr std::size_t most_bytes = std::size_t{256} << 10, guard_bytes = 4096;
constexpr int undefined_byte = 0xdb;
std::byte* shared_pages = nullptr;
std::size_t shared_bytes = 0;

std::byte* start() { return shared_pages + most_bytes - (shared_bytes + 15) / 16 * 16; }

}  // namespace

void open_shared_memory(std::size_t bytes) {
  if (!shared_pages) {
    void* mapped = mmap(nullptr, most_bytes + guard_bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) fault("no memory for shared memory");
    shared_pages = static_cast<std::byte*>(mapped);
    mprotect(shared_pages + most_bytes, guard_bytes, PROT_NONE);
  }
  shared_bytes = bytes;
#if defined(TESSERA_ADDRESS_SANITIZER)
  __asan_poison_memory_region(shared_pages, most_bytes);
  __asan_unpoison_memory_region(start(), bytes);
#endif
}

void fill_shared_memory() {
  if (shared_bytes > 0) std::memset(start(), undefined_byte, shared_bytes);
}

std::byte* dynamic_shared() { return start(); }

}  // namespace cudasim
