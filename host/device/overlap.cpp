// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <utility>

#include "tessera/host/device/figures.hpp"
#include "tessera/host/device/lanes.hpp"

namespace tessera::inline v0 {

namespace {

/// How many events of each kind and slot run now.
using running = std::map<std::pair<activity, int>, int>;

bool is_transfer(activity what) { return what == activity::upload || what == activity::download; }
bool is_engine(activity what) { return is_transfer(what) || what == activity::kernel; }

bool any_transfer(const running& now) {
  return std::any_of(now.begin(), now.end(), [](const auto& one) { return is_transfer(one.first.first); });
}

/// Whether some transfer runs beside a kernel or a transfer in the other direction of another slot.
bool is_overlapped(const running& now) {
  for (const auto& [a, count_a] : now)
    for (const auto& [b, count_b] : now)
      if (is_transfer(a.first) && a.first != b.first && a.second != b.second) return true;
  return false;
}

struct load_change {
  double when = 0;
  int by = 0;
  activity what = activity::kernel;
  int slot = 0;
};

std::vector<load_change> changes_of(std::span<const trace_event> events, int device) {
  std::vector<load_change> all;
  for (const trace_event& e : events) {
    if (e.device != device || !is_engine(e.what) || e.end <= e.start) continue;
    all.push_back({e.start, 1, e.what, e.slot});
    all.push_back({e.end, -1, e.what, e.slot});
  }
  std::sort(all.begin(), all.end(), [](const load_change& a, const load_change& b) { return a.when < b.when; });
  return all;
}

/// Seconds within [low, high] in which at least one event of the kind runs on the device.
double busy_seconds(std::span<const trace_event> events, int device, activity what, double low, double high) {
  std::vector<std::pair<double, double>> parts;
  for (const trace_event& e : events)
    if (e.device == device && e.what == what && std::min(e.end, high) > std::max(e.start, low))
      parts.emplace_back(std::max(e.start, low), std::min(e.end, high));
  std::sort(parts.begin(), parts.end());
  double sum = 0, until = -std::numeric_limits<double>::infinity();
  for (const auto& [start, end] : parts) {
    if (end > until) sum += end - std::max(start, until);
    until = std::max(until, end);
  }
  return sum;
}

/// The times before which only uploads and after which only downloads run.
std::pair<double, double> inner_window(std::span<const trace_event> events, int device) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const trace_event& e : events) {
    if (e.device != device || !is_engine(e.what) || e.end <= e.start) continue;
    low = std::min(low, e.what == activity::upload ? e.end : e.start);
    high = std::max(high, e.what == activity::download ? e.start : e.end);
  }
  return {low, high};
}

/// With x seconds in which both directions run, x + min(kernels, up + down - 2 x) of up + down - x + alone can be overlapped. That is
/// largest where the kernels just cover what only one direction takes.
double most_overlap(std::span<const trace_event> events, int device) {
  const auto [low, high] = inner_window(events, device);
  const double never = std::numeric_limits<double>::infinity();
  const double up = busy_seconds(events, device, activity::upload, low, never);
  const double down = busy_seconds(events, device, activity::download, -never, high);
  const double alone = busy_seconds(events, device, activity::upload, -never, low) +
                       busy_seconds(events, device, activity::download, high, never);
  const double kernels = busy_seconds(events, device, activity::kernel, -never, never);
  const double both = std::clamp((up + down - kernels) / 2, 0.0, std::min(up, down));
  const double total = up + down - both + alone;
  return total > 0 ? (both + std::min(kernels, up + down - 2 * both)) / total : 0;
}

}  // namespace

std::vector<transfer_stretch> transfer_stretches(std::span<const trace_event> events, int device) {
  const std::vector<load_change> changes = changes_of(events, device);
  std::vector<transfer_stretch> result;
  running now;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const load_change& c = changes[i];
    const auto place = now.try_emplace({c.what, c.slot}, 0).first;
    place->second += c.by;
    if (place->second == 0) now.erase(place);
    if (i + 1 == changes.size() || changes[i + 1].when <= c.when || !any_transfer(now)) continue;
    const bool overlapped = is_overlapped(now);
    const bool goes_on = !result.empty() && result.back().end == c.when && result.back().overlapped == overlapped;
    if (goes_on) result.back().end = changes[i + 1].when;
    else result.push_back({c.when, changes[i + 1].when, overlapped});
  }
  return result;
}

overlap overlapped_fraction(std::span<const trace_event> events) {
  overlap result;
  double hidden = 0, most = 0;
  for (const int device : devices_of(events)) {
    double total = 0;
    for (const transfer_stretch& part : transfer_stretches(events, device)) {
      total += part.end - part.start;
      if (part.overlapped) hidden += part.end - part.start;
    }
    most += total * most_overlap(events, device);
    result.transfer_seconds += total;
  }
  if (result.transfer_seconds <= 0) return result;
  result.fraction = hidden / result.transfer_seconds;
  result.most = std::max(result.fraction, most / result.transfer_seconds);  // they may differ by rounding
  return result;
}

std::vector<phase> phases(std::span<const trace_event> events) {
  std::array<phase, activities> all;
  std::vector<int> devices = devices_of(events);
  devices.push_back(-1);
  for (const trace_event& e : events) {
    phase& one = all[static_cast<std::size_t>(e.what)];
    ++one.count;
    one.bytes += e.bytes;
  }
  std::vector<phase> result;
  const double never = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].what = static_cast<activity>(i);
    if (all[i].count == 0) continue;
    for (const int device : devices) all[i].busy += busy_seconds(events, device, all[i].what, -never, never);
    result.push_back(all[i]);
  }
  return result;
}

std::string describe(std::span<const trace_event> events) {
  std::string text;
  for (const phase& one : phases(events)) {
    text += fmt::format("{:<12} {:>7} times {:>9} busy", name_of(one.what), one.count, seconds_text(one.busy));
    if (one.bytes > 0) text += fmt::format(" {:>9} {:>8.2f} GB/s", size_text(one.bytes), one.rate() / 1e9);
    text += "\n";
  }
  const overlap hidden = overlapped_fraction(events);
  if (hidden.transfer_seconds > 0)
    text += fmt::format("transfers overlapped with other slots' work for {:.1f}% of their {}, {:.1f}% possible\n",
                        100 * hidden.fraction, seconds_text(hidden.transfer_seconds), 100 * hidden.most);
  return text;
}

}  // namespace tessera::inline v0
