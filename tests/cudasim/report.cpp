// SPDX-License-Identifier: Apache-2.0
#include "report.hpp"

#include "grid.hpp"
#include "memory.hpp"

#include <signal.h>

#include <cstdio>
#include <cstdlib>

namespace cudasim {
namespace {

struct sigaction before_segv, before_bus, before_ill;

const char* reason(int number, const void* address) {
  if (number == SIGILL)
    return running_thread().empty() ? nullptr : "an access that is not aligned to its size, or another trap";
  if (!is_device_address(address)) return nullptr;
  if (!allocation_at(address)) return "memory beside every allocation, or freed, is touched";
  return works_here() && !running_thread().empty() ? "memory of another device is touched"
                                                   : "device memory is touched by the host";
}

// The process ends here unless a piece was opened, so that what a handler must not call does no further harm.
void explain(int number, siginfo_t* information, void*) {
  if (number == SIGSEGV && open_piece(information->si_addr)) return;
  if (const char* text = reason(number, information->si_addr)) {
    const std::string who = running_thread();
    std::fprintf(stderr, "CUDA simulator: %s%s%s\n", text, who.empty() ? "" : ": kernel ", who.c_str());
  }
  // Returning runs into the same signal again: now for whom it was meant before.
  sigaction(number, number == SIGILL ? &before_ill : number == SIGBUS ? &before_bus : &before_segv, nullptr);
}

}  // namespace

void fault(const std::string& what) {
  std::fprintf(stderr, "CUDA simulator: %s\n", what.c_str());
  std::fflush(stderr);
  std::abort();
}

void catch_signals() {
  struct sigaction action {};
  action.sa_sigaction = explain;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigaction(SIGSEGV, &action, &before_segv);
  sigaction(SIGBUS, &action, &before_bus);
  sigaction(SIGILL, &action, &before_ill);
}

}  // namespace cudasim
