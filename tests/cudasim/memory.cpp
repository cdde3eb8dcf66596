// SPDX-License-Identifier: Apache-2.0
#include "memory.hpp"

#include "report.hpp"

#include <pthread.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#if defined(TESSERA_ADDRESS_SANITIZER)
#include <sanitizer/asan_interface.h>
#endif

// This file is compiled without ThreadSanitizer: pages are opened by whichever CUDA thread meets them first, which is no access of the kernel.

namespace cudasim {
namespace {

constexpr std::size_t page = 4096, alignment = 256;
constexpr std::size_t address_bytes = std::size_t{1} << 38;
constexpr std::uint64_t pattern = 0xdbdbdbdbdbdbdbdb;

// mprotect costs 0.4 ms for 10 MiB that are in use: only what work touches is opened and closed, in pieces of this size.
constexpr std::size_t piece_bytes = std::size_t{256} << 10;

struct allocation {
  block_of_memory block;
  std::byte *first, *end;    ///< whole pages; data ends where they end, as near as the alignment allows
  std::vector<bool> filled;  ///< the pieces that have been open
};

struct piece {
  std::byte *first, *end;
  const allocation* of;
};

// Addresses are never used twice, so that freed memory faults for as long as the process lives.
struct memory_state {
  std::byte* base = nullptr;
  std::size_t next = std::size_t{1} << 20;
  int open_device = -1;
  pthread_t worker{};
  std::vector<piece> open;
  std::size_t pieces = 0;
  std::map<const std::byte*, allocation> allocations;
  std::map<const std::byte*, block_of_memory> registrations;
};

memory_state& memory() {
  static auto* const only = new memory_state;
  return *only;
}

std::size_t rounded_up(std::size_t value, std::size_t unit) { return (value + unit - 1) / unit * unit; }

void protect(std::byte* first, std::byte* end, int rights) {
  if (mprotect(first, static_cast<std::size_t>(end - first), rights) != 0) fault("mprotect failed on device memory");
}

void reserve() {
  void* mapped = mmap(nullptr, address_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) fault("no addresses for device memory");
  memory().base = static_cast<std::byte*>(mapped);
}

__attribute__((no_sanitize("address"))) void fill(std::byte* first, std::byte* end) {
  auto* words = reinterpret_cast<volatile std::uint64_t*>(first);
  for (std::ptrdiff_t i = 0; i < (end - first) / 8; ++i) words[i] = pattern;
}

/// The first byte that is not as it was filled, or `end`.
__attribute__((no_sanitize("address"))) const std::byte* first_changed(const std::byte* from, const std::byte* end) {
  while (from < end && *from == static_cast<std::byte>(pattern & 255u)) ++from;
  return from;
}

void check_untouched(const allocation& it, const std::byte* from, const std::byte* end, const void* kernel) {
  const std::byte* changed = first_changed(from, end);
  if (changed == end) return;
  fault("kernel " + name_of(kernel) + " wrote beside an allocation of " + std::to_string(it.block.bytes) +
        " bytes, at byte " + std::to_string(changed - it.block.data));
}

#if defined(TESSERA_ADDRESS_SANITIZER)
void guard(const allocation& it) {
  __asan_poison_memory_region(it.first, static_cast<std::size_t>(it.end - it.first));
  __asan_unpoison_memory_region(it.block.data, it.block.bytes);
}

void unguard(const allocation& it) {
  __asan_unpoison_memory_region(it.first, static_cast<std::size_t>(it.end - it.first));
}
#else
void guard(const allocation&) {}
void unguard(const allocation&) {}
#endif

const block_of_memory& block_in(const block_of_memory& block) { return block; }
const block_of_memory& block_in(const allocation& it) { return it.block; }

template <class Map>
auto* entry_at(Map& blocks, const void* pointer) {
  const auto* address = static_cast<const std::byte*>(pointer);
  auto after = blocks.upper_bound(address);
  if (after == blocks.begin()) return static_cast<decltype(&after->second)>(nullptr);
  auto& found = (--after)->second;
  return address < block_in(found).data + block_in(found).bytes ? &found : nullptr;
}

/// The allocation that owns a page, so that what lies beside its data is found, too.
allocation* owner_of(const std::byte* address) {
  auto& all = memory().allocations;
  // Data starts less than a page behind its first page, and no allocation shares a page with another.
  auto after = all.upper_bound(address + page - 1 - reinterpret_cast<std::uintptr_t>(address) % page);
  if (after == all.begin()) return nullptr;
  allocation& found = (--after)->second;
  return address >= found.first && address < found.end ? &found : nullptr;
}

void give_back(const allocation& it) {
  unguard(it);
  protect(it.first, it.end, PROT_NONE);
  madvise(it.first, static_cast<std::size_t>(it.end - it.first), MADV_DONTNEED);
}

}  // namespace

void* allocate(int device, std::size_t bytes) {
  memory_state& m = memory();
  if (!m.base) reserve();
  const std::size_t data_bytes = rounded_up(bytes, alignment), room = rounded_up(data_bytes, page);
  if (room + 2 * page > address_bytes - m.next) return nullptr;
  std::byte* first = m.base + m.next;
  m.next += room + page;
  const block_of_memory block{first + room - data_bytes, bytes, device};
  const std::size_t pieces = room / piece_bytes + 1;
  const auto added =
      m.allocations.emplace(block.data, allocation{block, first, first + room, std::vector<bool>(pieces)});
  guard(added.first->second);
  // No memory is allocated where a signal opens a piece.
  m.pieces += pieces;
  m.open.reserve(m.pieces);
  return block.data;
}

std::optional<block_of_memory> deallocate(void* pointer) {
  close_memory();
  const auto found = memory().allocations.find(static_cast<std::byte*>(pointer));
  if (found == memory().allocations.end()) return std::nullopt;
  const block_of_memory block = found->second.block;
  memory().pieces -= found->second.filled.size();
  give_back(found->second);
  memory().allocations.erase(found);
  return block;
}

const block_of_memory* allocation_at(const void* pointer) {
  const allocation* found = entry_at(memory().allocations, pointer);
  return found ? &found->block : nullptr;
}

bool is_device_address(const void* pointer) {
  const auto* address = static_cast<const std::byte*>(pointer);
  return memory().base && address >= memory().base && address < memory().base + address_bytes;
}

void open_memory(int device) {
  if (memory().open_device != device) close_memory();
  memory().open_device = device;
  memory().worker = pthread_self();
}

bool works_here() { return memory().open_device >= 0 && pthread_equal(memory().worker, pthread_self()); }

bool open_piece(const void* pointer) {
  memory_state& m = memory();
  if (!works_here() || !is_device_address(pointer)) return false;
  const auto* address = static_cast<const std::byte*>(pointer);
  allocation* owner = owner_of(address);
  if (!owner || owner->block.device != m.open_device) return false;
  const auto index = static_cast<std::size_t>(address - owner->first) / piece_bytes;
  std::byte* first = owner->first + index * piece_bytes;
  const piece opened{first, std::min(first + piece_bytes, owner->end), owner};
  protect(opened.first, opened.end, PROT_READ | PROT_WRITE);
  if (!owner->filled[index]) fill(opened.first, opened.end);
  owner->filled[index] = true;
  m.open.push_back(opened);
  return true;
}

void close_memory() {
  for (const piece& each : memory().open) protect(each.first, each.end, PROT_NONE);
  memory().open.clear();
  memory().open_device = -1;
}

void check_memory(const void* kernel) {
  for (const piece& each : memory().open) {
    const allocation& it = *each.of;
    if (each.first == it.first) check_untouched(it, it.first, it.block.data, kernel);
    if (each.end == it.end) check_untouched(it, it.block.data + it.block.bytes, it.end, kernel);
  }
}

bool add_registration(void* pointer, std::size_t bytes, int device) {
  auto& all = memory().registrations;
  auto* start = static_cast<std::byte*>(pointer);
  const auto next = all.lower_bound(start);
  if (entry_at(all, start) || (next != all.end() && next->second.data < start + bytes)) return false;
  all.emplace(start, block_of_memory{start, bytes, device});
  return true;
}

bool remove_registration(void* pointer) { return memory().registrations.erase(static_cast<std::byte*>(pointer)) == 1; }

const block_of_memory* registration_at(const void* pointer) { return entry_at(memory().registrations, pointer); }

holdings memory_held(const std::function<bool(int device)>& alive) {
  holdings result;
  for (const auto& [start, it] : memory().allocations) {
    if (!alive(it.block.device)) continue;
    ++result.allocations;
    result.device_bytes += it.block.bytes;
  }
  for (const auto& [start, block] : memory().registrations) result.registrations += alive(block.device) ? 1 : 0;
  return result;
}

void release_all_memory() {
  close_memory();
  for (const auto& [start, it] : memory().allocations) give_back(it);
  memory().allocations.clear();
  memory().pieces = 0;
  memory().registrations.clear();
}

}  // namespace cudasim
