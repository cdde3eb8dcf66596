// SPDX-License-Identifier: Apache-2.0
#include "memory.hpp"

#include "report.hpp"

#include <sys/mman.h>

#include <cstdint>
#include <cstring>
#include <map>

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/asan_interface.h>
#endif

namespace cudasim {
namespace {

constexpr std::size_t page = 4096, alignment = 256;
constexpr std::size_t address_bytes = std::size_t{1} << 38;
constexpr int pattern = 0xdb;

// Addresses are never used twice, so that freed memory faults for as long as the process lives.
struct memory_state {
  std::byte* base = nullptr;
  std::size_t next = std::size_t{1} << 20;
  int open_device = -1;
  std::map<const std::byte*, block_of_memory> allocations, registrations;
};

memory_state& memory() {
  static auto* const only = new memory_state;
  return *only;
}

std::size_t rounded_up(std::size_t value, std::size_t unit) { return (value + unit - 1) / unit * unit; }

std::byte* first_page(const block_of_memory& block) {
  return block.data - reinterpret_cast<std::uintptr_t>(block.data) % page;
}

// Data ends at the end of a page, as near as the alignment allows; what overruns it meets the next page.
std::byte* page_end(const block_of_memory& block) { return block.data + rounded_up(block.bytes, alignment); }

void protect(const block_of_memory& block, int rights) {
  std::byte* first = first_page(block);
  if (mprotect(first, static_cast<std::size_t>(page_end(block) - first), rights) != 0)
    fault("mprotect failed on device memory");
}

void reserve() {
  void* mapped = mmap(nullptr, address_bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (mapped == MAP_FAILED) fault("no addresses for device memory");
  memory().base = static_cast<std::byte*>(mapped);
}

#if defined(__SANITIZE_ADDRESS__)
void guard(const block_of_memory& block) {
  std::byte* first = first_page(block);
  __asan_poison_memory_region(first, static_cast<std::size_t>(block.data - first));
  __asan_poison_memory_region(block.data + block.bytes,
                              static_cast<std::size_t>(page_end(block) - block.data) - block.bytes);
}

void unguard(const block_of_memory& block) {
  std::byte* first = first_page(block);
  __asan_unpoison_memory_region(first, static_cast<std::size_t>(page_end(block) - first));
}

void check_around(const block_of_memory&, const void*) {}
#else
void guard(const block_of_memory&) {}
void unguard(const block_of_memory&) {}

void check_around(const block_of_memory& block, const void* kernel) {
  const auto check = [&](const std::byte* from, const std::byte* to) {
    for (; from < to; ++from)
      if (*from != std::byte{pattern})
        fault("kernel " + name_of(kernel) + " wrote beside an allocation of " + std::to_string(block.bytes) +
              " bytes, at byte " + std::to_string(from - block.data));
  };
  check(first_page(block), block.data);
  check(block.data + block.bytes, page_end(block));
}
#endif

const block_of_memory* block_at(const std::map<const std::byte*, block_of_memory>& blocks, const void* pointer) {
  const auto* address = static_cast<const std::byte*>(pointer);
  auto after = blocks.upper_bound(address);
  if (after == blocks.begin()) return nullptr;
  const block_of_memory& block = (--after)->second;
  return address < block.data + block.bytes ? &block : nullptr;
}

void give_back(const block_of_memory& block) {
  unguard(block);
  protect(block, PROT_NONE);
  std::byte* first = first_page(block);
  madvise(first, static_cast<std::size_t>(page_end(block) - first), MADV_DONTNEED);
}

}  // namespace

void* allocate(int device, std::size_t bytes) {
  memory_state& m = memory();
  if (!m.base) reserve();
  const std::size_t room = rounded_up(rounded_up(bytes, alignment), page);
  if (room + 2 * page > address_bytes - m.next) return nullptr;
  std::byte* end = m.base + m.next + room;
  m.next += room + page;
  const block_of_memory block{end - rounded_up(bytes, alignment), bytes, device};
  protect(block, PROT_READ | PROT_WRITE);
  std::memset(first_page(block), pattern, static_cast<std::size_t>(end - first_page(block)));
  guard(block);
  if (m.open_device != device) protect(block, PROT_NONE);
  m.allocations.emplace(block.data, block);
  return block.data;
}

std::optional<block_of_memory> deallocate(void* pointer) {
  const auto found = memory().allocations.find(static_cast<std::byte*>(pointer));
  if (found == memory().allocations.end()) return std::nullopt;
  const block_of_memory block = found->second;
  memory().allocations.erase(found);
  give_back(block);
  return block;
}

const block_of_memory* allocation_at(const void* pointer) { return block_at(memory().allocations, pointer); }

bool is_device_address(const void* pointer) {
  const auto* address = static_cast<const std::byte*>(pointer);
  return memory().base && address >= memory().base && address < memory().base + address_bytes;
}

void open_memory(int device) {
  if (memory().open_device == device) return;
  close_memory();
  for (const auto& [start, block] : memory().allocations)
    if (block.device == device) protect(block, PROT_READ | PROT_WRITE);
  memory().open_device = device;
}

void close_memory() {
  const int device = memory().open_device;
  if (device < 0) return;
  memory().open_device = -1;
  for (const auto& [start, block] : memory().allocations)
    if (block.device == device) protect(block, PROT_NONE);
}

void check_memory(int device, const void* kernel) {
  for (const auto& [start, block] : memory().allocations)
    if (block.device == device) check_around(block, kernel);
}

bool add_registration(void* pointer, std::size_t bytes, int device) {
  auto& all = memory().registrations;
  auto* start = static_cast<std::byte*>(pointer);
  const auto next = all.lower_bound(start);
  if (block_at(all, start) || (next != all.end() && next->second.data < start + bytes)) return false;
  all.emplace(start, block_of_memory{start, bytes, device});
  return true;
}

bool remove_registration(void* pointer) { return memory().registrations.erase(static_cast<std::byte*>(pointer)) == 1; }

const block_of_memory* registration_at(const void* pointer) { return block_at(memory().registrations, pointer); }

holdings memory_held(const std::function<bool(int device)>& alive) {
  holdings result;
  for (const auto& [start, block] : memory().allocations) {
    if (!alive(block.device)) continue;
    ++result.allocations;
    result.device_bytes += block.bytes;
  }
  for (const auto& [start, block] : memory().registrations) result.registrations += alive(block.device) ? 1 : 0;
  return result;
}

void release_all_memory() {
  close_memory();
  for (const auto& [start, block] : memory().allocations) give_back(block);
  memory().allocations.clear();
  memory().registrations.clear();
}

}  // namespace cudasim
