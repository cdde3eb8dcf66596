// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/lanes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <tuple>

namespace tessera::inline v0 {

namespace {

/// Events of a stream are timed one by one, to about half a microsecond.
constexpr double clock_error = 1e-6;

lane lane_of(const trace_event& e) {
  switch (e.what) {
    case activity::decode:
      return {e.device, lane::kind::decode, 0, 0};
    case activity::encode:
      return {e.device, lane::kind::encode, 0, 0};
    case activity::redo_on_cpu:
      return {e.device, lane::kind::redo, 0, 0};
    default:
      return {e.device, lane::kind::slot, e.slot, 0};
  }
}

auto order_of(const lane& l) { return std::tuple(l.device, l.what, l.slot, l.layer); }

/// Puts an event into the first of the lanes from `first` on that is free by then.
placed_event place(const trace_event& e, lane_plan& plan, std::vector<double>& ends, std::size_t first) {
  std::size_t at = first;
  while (at < ends.size() && ends[at] > e.start + clock_error) ++at;
  if (at == ends.size()) {
    lane next = lane_of(e);
    next.layer = static_cast<int>(at - first);
    plan.lanes.push_back(next);
    ends.push_back(e.start);
  }
  const double start = std::max(e.start, ends[at]);
  ends[at] = std::max(start, e.end);
  return {0, at, start, ends[at]};
}

}  // namespace

lane_plan plan_lanes(std::span<const trace_event> events) {
  std::vector<std::size_t> order(events.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto key = [&](std::size_t i) {
    return std::tuple_cat(order_of(lane_of(events[i])), std::tuple(events[i].start, events[i].end, i));
  };
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });
  lane_plan plan;
  std::vector<double> ends;
  std::size_t first = 0;
  for (const std::size_t i : order) {
    lane layerless = plan.lanes.empty() ? lane{} : plan.lanes.back();
    layerless.layer = 0;
    if (plan.lanes.empty() || layerless != lane_of(events[i])) first = plan.lanes.size();
    placed_event placed = place(events[i], plan, ends, first);
    placed.event = i;
    plan.events.push_back(placed);
  }
  std::stable_sort(plan.events.begin(), plan.events.end(),
                   [](const placed_event& a, const placed_event& b) { return a.lane < b.lane; });
  return plan;
}

std::string label_of(const lane& l) {
  std::string text = l.what == lane::kind::decode   ? "decode"
                     : l.what == lane::kind::encode ? "encode"
                     : l.what == lane::kind::redo   ? (l.device < 0 ? "redo" : "redo on CPU")
                                                    : fmt::format("slot {}", l.slot);
  if (l.layer > 0) text += fmt::format(" ({})", l.layer + 1);
  return text;
}

std::string device_text(int device) { return device < 0 ? "CPU" : fmt::format("GPU {}", device); }

std::vector<int> devices_of(std::span<const trace_event> events) {
  std::vector<int> devices;
  for (const trace_event& e : events)
    if (e.device >= 0) devices.push_back(e.device);
  std::sort(devices.begin(), devices.end());
  devices.erase(std::unique(devices.begin(), devices.end()), devices.end());
  return devices;
}

}  // namespace tessera::inline v0
