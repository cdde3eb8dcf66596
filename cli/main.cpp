// SPDX-License-Identifier: Apache-2.0
#include <csignal>
#include <cstdlib>
#include <new>

#include "arguments.hpp"
#include "terminal.hpp"
#include "tessera/kernels/error.hpp"

/// Ends as if the pipe had never been guarded: quietly, by the signal that a shell expects.
static int end_by_closed_pipe() {
  std::signal(SIGPIPE, SIG_DFL);
  std::raise(SIGPIPE);
  return 141;
}

int main(int argc, char** argv) {
  // A reader who goes away must not leave temporaries behind, so writes report it instead; a limit on file size
  // likewise.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    const int status = tessera::cli::run(argc, argv);
    tessera::cli::flush_results();
    return status;
  } catch (const tessera::cli::closed_output&) {
    return end_by_closed_pipe();
  } catch (const tessera::error& problem) {
    if (tessera::cli::is_output_closed()) return end_by_closed_pipe();
    tessera::cli::complain(problem.what());
    return 2;
  } catch (const std::bad_alloc&) {
    tessera::cli::complain("out of memory");
    return 2;
  } catch (const std::exception& problem) {
    tessera::cli::complain(problem.what());
    return 2;
  }
}
