// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <vector>

#include "support/scratch.hpp"

namespace tessera::test {

using words = std::vector<std::string>;

/// What a run of the command left.
struct outcome {
  int status = -1;  ///< exit status, or -1 if a signal ended it
  int signal = 0;
  std::string out, err;
  double seconds = 0;
  long peak_kilobytes = 0;
};

/// How to run it.
struct surroundings {
  std::string input;               ///< standard input
  std::string folder;              ///< working folder; empty: the test's own
  std::function<void()> in_child;  ///< called between fork and exec
  int output = -1;                 ///< a descriptor for standard output, instead of collecting it
};

/// A command that runs.
class running {
 public:
  running(const words& arguments, const surroundings& where = {});
  running(const running&) = delete;
  running& operator=(const running&) = delete;
  ~running();
  pid_t pid() const { return pid_; }
  void send(int signal) const;
  outcome wait();

 private:
  pid_t pid_ = -1;
  int out_ = -1, err_ = -1;
  double start_ = 0;
};

/// Runs `tessera` with these arguments to its end.
outcome run(const words& arguments, const surroundings& where = {});

/// Path of the command.
std::string binary();

/// Every file below a folder with its content, to see that nothing was touched; temporaries and hidden files included.
std::vector<std::pair<std::string, std::string>> snapshot(const std::string& folder);

/// The names of our temporaries below a folder: there must be none.
words temporaries(const std::string& folder);

/// Makes a picture with `tessera generate`.
std::string picture(const scratch& folder, const std::string& name, const std::string& pattern = "photo",
                    const std::string& size = "64x48", const words& more = {});

/// Whether the command can still read a picture to its end.
bool is_whole(const std::string& file);

/// Whether a text says something.
inline bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// 1, or more where a sanitizer slows everything down.
double slowness();

}  // namespace tessera::test
