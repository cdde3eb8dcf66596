// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace tessera::cli {

/// Notes SIGINT, SIGTERM and SIGHUP while it lives; signals that were ignored before stay ignored.
class signal_watch {
 public:
  signal_watch();
  signal_watch(const signal_watch&) = delete;
  signal_watch& operator=(const signal_watch&) = delete;
  ~signal_watch();

  /// The signal that arrived, or 0.
  int caught() const;
  /// Restores what was before and raises the signal again: ends the process unless it was handled outside.
  void raise_again();

 private:
  void restore();
  bool installed_[3] = {false, false, false};
};

}  // namespace tessera::cli
