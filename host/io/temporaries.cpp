// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/io/temporaries.hpp"

#include <fmt/format.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <new>
#include <optional>
#include <thread>

namespace tessera::inline v0 {

namespace {

/// Pids say nothing across hosts that share a folder, so the host is part of the name.
std::uint32_t host_number() {
  char name[256] = {};
  ::gethostname(name, sizeof name - 1);
  std::uint32_t hash = 2166136261u;  // FNV-1a
  for (const char* p = name; *p != 0; ++p) hash = (hash ^ static_cast<unsigned char>(*p)) * 16777619u;
  return hash;
}

struct parsed_name {
  long pid;
  std::uint32_t host;
};

std::optional<parsed_name> parse_name(const std::string& name) {
  long pid = 0;
  unsigned host = 0, number = 0;
  int used = 0;
  if (std::sscanf(name.c_str(), ".tessera-%ld-%8x-%8x.tmp%n", &pid, &host, &number, &used) != 3) return std::nullopt;
  if (used != static_cast<int>(name.size()) || pid <= 0) return std::nullopt;
  return parsed_name{pid, host};
}

}  // namespace

int live_temporaries::add(const std::string& path) noexcept {
  if (path.size() >= longest_path || closed()) return -1;
  for (std::size_t i = 0; i < capacity; ++i) {
    int expected = free_place;
    if (!places_[i].state.compare_exchange_strong(expected, being_written)) continue;
    std::memcpy(places_[i].path, path.c_str(), path.size() + 1);
    places_[i].state.store(listed);
    // A handler that ran since the check above has not seen this place.
    if (closed()) {
      release(static_cast<int>(i));
      return -1;
    }
    return static_cast<int>(i);
  }
  return -1;
}

bool live_temporaries::release(int place) noexcept {
  if (place < 0) return true;
  int expected = listed;
  return places_[static_cast<std::size_t>(place)].state.compare_exchange_strong(expected, free_place);
}

void live_temporaries::remove_all() noexcept {
  const int saved = errno;
  closed_.store(true);
  for (place& p : places_) {
    int expected = listed;
    if (p.state.compare_exchange_strong(expected, removed)) remove_tree(p.path);
  }
  errno = saved;
}

bool remove_tree(const std::string& path) noexcept {
  if (::unlink(path.c_str()) == 0) return true;
  if (errno != EISDIR && errno != EPERM) return false;
  // Other threads may still be adding to it, which soon fails, or be removing it, too.
  constexpr int most_tries = 1000;
  try {
    std::error_code failure;
    for (int tries = 0; tries < most_tries; ++tries) {
      std::filesystem::remove_all(path, failure);
      if (!std::filesystem::exists(std::filesystem::symlink_status(path, failure))) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  } catch (const std::bad_alloc&) {
    // The next run will find it.
  }
  return false;
}

std::string temporary_name(const std::string& folder) {
  // Names only have to be unlikely to meet; std::random_device would ask cpuid, 37 us in a virtual machine (measured).
  const auto ticks = static_cast<std::uint64_t>(std::chrono::steady_clock::now().time_since_epoch().count());
  const auto number = static_cast<std::uint32_t>((ticks * 0x9e3779b97f4a7c15u) >> 32);
  return fmt::format("{}/.tessera-{}-{:08x}-{:08x}.tmp", folder.empty() ? "." : folder, ::getpid(), host_number(),
                     number);
}

bool is_temporary_name(const std::string& file_name) { return parse_name(file_name).has_value(); }

int remove_stale_temporaries(const std::string& folder) {
  int count = 0;
  std::error_code ignored;
  const std::uint32_t host = host_number();
  for (std::filesystem::directory_iterator it(folder.empty() ? "." : folder, ignored), end; !ignored && it != end;
       it.increment(ignored)) {
    const auto name = parse_name(it->path().filename().string());
    if (!name || name->host != host || (::kill(static_cast<pid_t>(name->pid), 0) == 0 || errno != ESRCH)) continue;
    if (remove_tree(it->path().string())) ++count;
  }
  return count;
}

}  // namespace tessera::inline v0
