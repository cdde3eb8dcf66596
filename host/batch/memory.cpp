// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/batch/memory.hpp"

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>

#include <fmt/format.h>

#include "tessera/kernels/error.hpp"

namespace tessera::inline v0 {

std::size_t resident_bytes() {
  std::ifstream file("/proc/self/statm");
  std::size_t total = 0, resident = 0;
  file >> total >> resident;
  return resident * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::size_t peak_resident_bytes() {
  // getrusage would count the process that started this one, too.
  std::ifstream file("/proc/self/status");
  std::size_t kilobytes = 0;
  for (std::string word; file >> word;)
    if (word == "VmHWM:" && file >> kilobytes) break;
  return kilobytes * 1024;
}

std::size_t allowed_bytes() {
  auto bytes = static_cast<std::size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
  for (const char* name : {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    std::ifstream file(name);
    std::size_t limit = 0;
    if (file >> limit && limit > 0) bytes = std::min(bytes, limit);
  }
  return bytes;
}

std::size_t parse_bytes(const std::string& text, const std::string& parameter) {
  double number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  std::string suffix(failure == std::errc() ? end : text.data(), text.data() + text.size());
  if (suffix.ends_with("iB")) suffix.resize(suffix.size() - 2);
  else if (suffix.ends_with("B")) suffix.resize(suffix.size() - 1);
  const std::string_view letters = "KMGT";
  int power = 0;
  if (suffix.size() == 1) power = static_cast<int>(letters.find(static_cast<char>(suffix[0] & ~0x20))) + 1;
  const bool known = suffix.empty() || (suffix.size() == 1 && power > 0);
  const double bytes = std::ldexp(number, 10 * power);
  if (failure != std::errc() || !known || !(bytes >= 1) || bytes > 9e18)
    throw error(error_kind::usage,
                fmt::format("{}: \"{}\" is no size; write a number with K, M, G or T, such as 256M", parameter, text))
        .with_parameter(parameter);
  return static_cast<std::size_t>(bytes);
}

std::string bytes_text(std::size_t bytes) {
  const double value = static_cast<double>(bytes);
  if (bytes < 1024) return fmt::format("{} bytes", bytes);
  if (bytes < std::size_t{1} << 20) return fmt::format("{:.1f} KiB", value / 1024);
  if (bytes < std::size_t{1} << 30) return fmt::format("{:.1f} MiB", value / (1 << 20));
  return fmt::format("{:.2f} GiB", value / (1 << 30));
}

bool memory_gate::try_acquire(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  if (bytes > budget_ - used_) return false;
  used_ += bytes;
  return true;
}

bool memory_gate::acquire(std::size_t bytes, const std::stop_token& stop) {
  if (bytes > budget_) return false;
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, stop, [&] { return bytes <= budget_ - used_; })) return false;
  used_ += bytes;
  return true;
}

void memory_gate::release(std::size_t bytes) {
  const std::lock_guard lock(mutex_);
  used_ -= bytes;
  changed_.notify_all();
}

bool memory_share::try_grow(std::size_t more) {
  if (!gate_.try_acquire(more)) return false;
  bytes_ += more;
  return true;
}

bool memory_share::reset(std::size_t bytes, const std::stop_token& stop) {
  clear();
  if (!gate_.acquire(bytes, stop)) return false;
  bytes_ = bytes;
  return true;
}

void memory_share::shrink(std::size_t to) {
  if (to >= bytes_) return;
  gate_.release(bytes_ - to);
  bytes_ = to;
}

}  // namespace tessera::inline v0
