// SPDX-License-Identifier: Apache-2.0
#include "fibre.hpp"

#include "report.hpp"

#include <sys/mman.h>

#include <cstdint>

#if !defined(__x86_64__)
#include <ucontext.h>
#endif
#if defined(TESSERA_THREAD_SANITIZER)
#include <sanitizer/tsan_interface.h>
#elif defined(TESSERA_ADDRESS_SANITIZER)
#include <sanitizer/common_interface_defs.h>
#endif

#if defined(__x86_64__)
// Keeps the registers that a call must keep on the stack, and takes up where the other stack was left.
asm(R"(
.text
.type cudasim_switch, @function
cudasim_switch:
  pushq %rbp
  pushq %rbx
  pushq %r12
  pushq %r13
  pushq %r14
  pushq %r15
  movq %rsp, (%rdi)
  movq %rsi, %rsp
  popq %r15
  popq %r14
  popq %r13
  popq %r12
  popq %rbx
  popq %rbp
  ret
.size cudasim_switch, .-cudasim_switch
)");
extern "C" void cudasim_switch(void** from, void* to);
#endif

namespace cudasim {
namespace {

#if defined(TESSERA_ADDRESS_SANITIZER)
constexpr std::size_t usable_bytes = std::size_t{256} << 10;
#else
constexpr std::size_t usable_bytes = std::size_t{64} << 10;
#endif
constexpr std::size_t stack_page = 4096;

#if defined(TESSERA_ADDRESS_SANITIZER)
fibre* left = nullptr;

// The bounds of a thread's own stack are known only to the sanitizer, which tells them after the first switch away.
void landed(void* fake_stack) {
  const void* bottom = nullptr;
  std::size_t bytes = 0;
  __sanitizer_finish_switch_fiber(fake_stack, &bottom, &bytes);
  if (left->stack) return;
  left->stack = static_cast<std::byte*>(const_cast<void*>(bottom));
  left->stack_bytes = bytes;
}
#endif

#if defined(__x86_64__)
void prepare_context(fibre& made, std::byte* top, void (*entry)()) {
  // Six registers, the address to return to, and a frame without a caller.
  auto* slots = reinterpret_cast<void**>(top) - 8;
  slots[6] = reinterpret_cast<void*>(entry);
  made.stack_pointer = slots;
}

void switch_context(fibre& from, fibre& to) { cudasim_switch(&from.stack_pointer, to.stack_pointer); }
#else
ucontext_t* context_of(fibre& f) {
  if (!f.stack_pointer) f.stack_pointer = new ucontext_t;
  return static_cast<ucontext_t*>(f.stack_pointer);
}

void prepare_context(fibre& made, std::byte* top, void (*entry)()) {
  ucontext_t* context = context_of(made);
  getcontext(context);
  context->uc_stack = {.ss_sp = made.stack, .ss_flags = 0, .ss_size = static_cast<std::size_t>(top - made.stack)};
  makecontext(context, entry, 0);
}

void switch_context(fibre& from, fibre& to) { swapcontext(context_of(from), context_of(to)); }
#endif

}  // namespace

void create(fibre& made, int index, void (*entry)()) {
  const std::size_t bytes = usable_bytes + 2 * stack_page;
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED || mprotect(memory, stack_page, PROT_NONE) != 0)
    fault("no memory for the stack of a CUDA thread");
  made.stack = static_cast<std::byte*>(memory) + stack_page;
  made.stack_bytes = usable_bytes + stack_page;
  // Stacks that all begin at the same place of a page would share the same few lines of the cache.
  const std::size_t colour = static_cast<std::size_t>(index) * 320 % stack_page;
  prepare_context(made, made.stack + made.stack_bytes - colour / 64 * 64, entry);
#if defined(TESSERA_THREAD_SANITIZER)
  made.sanitizer = __tsan_create_fiber(0);
#endif
}

void adopt(fibre& thread) {
  thread.stack = nullptr;
#if defined(TESSERA_THREAD_SANITIZER)
  thread.sanitizer = __tsan_get_current_fiber();
#endif
}

void go(fibre& from, fibre& to) {
#if defined(TESSERA_THREAD_SANITIZER)
  __tsan_switch_to_fiber(to.sanitizer, __tsan_switch_to_fiber_no_sync);
#elif defined(TESSERA_ADDRESS_SANITIZER)
  left = &from;
  __sanitizer_start_switch_fiber(&from.fake_stack, to.stack, to.stack_bytes);
#endif
  switch_context(from, to);
#if defined(TESSERA_ADDRESS_SANITIZER)
  landed(from.fake_stack);
#endif
}

void arrive() {
#if defined(TESSERA_ADDRESS_SANITIZER)
  landed(nullptr);
#endif
}

void release([[maybe_unused]] void* token) {
#if defined(TESSERA_THREAD_SANITIZER)
  __tsan_release(token);
#endif
}

void acquire([[maybe_unused]] void* token) {
#if defined(TESSERA_THREAD_SANITIZER)
  __tsan_acquire(token);
#endif
}

}  // namespace cudasim
