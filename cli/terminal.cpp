// SPDX-License-Identifier: Apache-2.0
#include "terminal.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "tessera/kernels/error.hpp"

namespace tessera::cli {

namespace {

[[noreturn]] void refuse_output(int code) {
  if (code == EPIPE) throw closed_output{};
  throw error(code == ENOSPC ? error_kind::no_space : error_kind::unreadable,
              std::string("standard output cannot be written (") + std::strerror(code) + ")");
}

bool is_terminal(int descriptor) {
  const char* kind = std::getenv("TERM");
  return isatty(descriptor) && !(kind && std::strcmp(kind, "dumb") == 0);
}

}  // namespace

void print(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) refuse_output(errno);
}

int flush_results() {
  if (std::fflush(stdout) != 0) refuse_output(errno);
  return 0;
}

bool is_output_closed() {
  pollfd output{STDOUT_FILENO, POLLOUT, 0};
  return poll(&output, 1, 0) == 1 && (output.revents & POLLERR) != 0;
}

void complain(std::string_view text) { note(red("tessera: ") + std::string(text) + "\n"); }

void note(std::string_view text) {
  std::fwrite(text.data(), 1, text.size(), stderr);
  std::fflush(stderr);
}

bool has_progress_bar() { return is_terminal(2); }

std::string red(std::string_view text) {
  const char* refused = std::getenv("NO_COLOR");
  if (!is_terminal(2) || (refused && *refused)) return std::string(text);
  return "\033[31m" + std::string(text) + "\033[0m";
}

int terminal_width() {
  winsize size{};
  return ioctl(2, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

std::string printable(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return result;
}

}  // namespace tessera::cli
