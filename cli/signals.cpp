// SPDX-License-Identifier: Apache-2.0
#include "signals.hpp"

#include <atomic>
#include <csignal>

namespace tessera::cli {

namespace {

constexpr int watched[3] = {SIGINT, SIGTERM, SIGHUP};

// A handler can reach nothing but a global; the one of the whole program.
std::atomic<int> last_signal{0};
static_assert(std::atomic<int>::is_always_lock_free);

extern "C" void remember_signal(int number) { last_signal = number; }

}  // namespace

signal_watch::signal_watch() {
  last_signal = 0;
  for (int i = 0; i < 3; ++i) {
    struct sigaction before {};
    sigaction(watched[i], nullptr, &before);
    if (before.sa_handler == SIG_IGN) continue;  // nohup, or a background job of a shell without job control
    struct sigaction action {};
    action.sa_handler = &remember_signal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    installed_[i] = sigaction(watched[i], &action, nullptr) == 0;
  }
}

signal_watch::~signal_watch() { restore(); }

void signal_watch::restore() {
  for (int i = 0; i < 3; ++i)
    if (installed_[i]) std::signal(watched[i], SIG_DFL), installed_[i] = false;
}

int signal_watch::caught() const { return last_signal; }

void signal_watch::raise_again() {
  restore();
  if (const int caught = last_signal; caught != 0) std::raise(caught);
}

}  // namespace tessera::cli
