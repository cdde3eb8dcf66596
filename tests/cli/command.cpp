// SPDX-License-Identifier: Apache-2.0
#include "command.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <stdexcept>

namespace tessera::test {

namespace {

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

int memory_file(const std::string& content = {}) {
  const int descriptor = memfd_create("tessera-test", MFD_CLOEXEC);
  if (descriptor < 0) throw std::runtime_error("memfd_create failed");
  std::size_t done = 0;
  while (done < content.size()) {
    const auto n = ::write(descriptor, content.data() + done, content.size() - done);
    if (n <= 0) throw std::runtime_error("a memory file cannot be written");
    done += static_cast<std::size_t>(n);
  }
  lseek(descriptor, 0, SEEK_SET);
  return descriptor;
}

std::string content_of(int descriptor) {
  std::string text(static_cast<std::size_t>(lseek(descriptor, 0, SEEK_END)), '\0');
  if (pread(descriptor, text.data(), text.size(), 0) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error("a memory file cannot be read");
  return text;
}

}  // namespace

std::string binary() { return TESSERA_BINARY_DIR "/bin/tessera"; }

running::running(const words& arguments, const surroundings& where)
    : out_(where.output < 0 ? memory_file() : -1), err_(memory_file()), start_(now()) {
  const int in = memory_file(where.input);
  std::vector<std::string> all{binary()};
  all.insert(all.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (auto& word : all) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_ = fork();
  if (pid_ == 0) {
    dup2(in, 0), dup2(where.output < 0 ? out_ : where.output, 1), dup2(err_, 2);
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) ::signal(number, SIG_DFL);
    if (!where.folder.empty() && chdir(where.folder.c_str()) != 0) _exit(126);
    if (where.in_child) where.in_child();
    execv(pointers[0], pointers.data());
    _exit(127);
  }
  close(in);
}

running::~running() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  if (out_ >= 0) close(out_);
  close(err_);
}

void running::send(int signal) const { kill(pid_, signal); }

outcome running::wait() {
  int status = 0;
  rusage usage{};
  wait4(pid_, &status, 0, &usage);
  pid_ = -1;
  outcome result;
  result.seconds = now() - start_;
  if (WIFEXITED(status)) result.status = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) result.signal = WTERMSIG(status);
  if (out_ >= 0) result.out = content_of(out_);
  result.err = content_of(err_);
  result.peak_kilobytes = usage.ru_maxrss;
  return result;
}

outcome run(const words& arguments, const surroundings& where) { return running(arguments, where).wait(); }

std::vector<std::pair<std::string, std::string>> snapshot(const std::string& folder) {
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    files.emplace_back(entry.path().string(), entry.is_regular_file() ? read_file(entry.path().string()) : "");
  std::sort(files.begin(), files.end());
  return files;
}

words temporaries(const std::string& folder) {
  words found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().filename().string().find(".tmp") != std::string::npos) found.push_back(entry.path().string());
  return found;
}

std::string picture(const scratch& folder, const std::string& name, const std::string& pattern, const std::string& size,
                    const words& more) {
  std::filesystem::create_directories(std::filesystem::path(folder / name).parent_path());
  words arguments{"generate", pattern, size, folder / name};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const outcome made = run(arguments);
  if (made.status != 0) throw std::runtime_error("generate failed: " + made.err);
  return folder / name;
}

bool is_whole(const std::string& file) { return run({"info", "--statistics", file}).status == 0; }

double slowness() {
#if defined(TESSERA_ADDRESS_SANITIZER) || defined(TESSERA_THREAD_SANITIZER)
  return 20;
#else
  return 1;
#endif
}

}  // namespace tessera::test
