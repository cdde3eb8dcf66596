// SPDX-License-Identifier: Apache-2.0
#include "tessera/host/device/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <utility>

#include "tessera/host/device/lanes.hpp"

namespace tessera::inline v0 {

namespace {

std::string quoted(const std::string& text) {
  return nlohmann::json(text).dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

/// A viewer's process and thread numbers count from 1, the host first.
int process_of(int device) { return device + 2; }

void write_names(std::ostream& out, const std::vector<lane>& lanes, const char*& separator) {
  for (std::size_t i = 0; i < lanes.size(); ++i) {
    const int process = process_of(lanes[i].device);
    if (i == 0 || lanes[i].device != lanes[i - 1].device) {
      out << std::exchange(separator, ",\n")
          << fmt::format(
                 R"({{"ph":"M","pid":{0},"name":"process_name","args":{{"name":"{1}"}}}},
{{"ph":"M","pid":{0},"name":"process_sort_index","args":{{"sort_index":{0}}}}})",
                 process, device_text(lanes[i].device));
    }
    out << separator
        << fmt::format(
               R"({{"ph":"M","pid":{0},"tid":{1},"name":"thread_name","args":{{"name":"{2}"}}}},
{{"ph":"M","pid":{0},"tid":{1},"name":"thread_sort_index","args":{{"sort_index":{1}}}}})",
               process, i + 1, label_of(lanes[i]));
  }
}

}  // namespace

const char* name_of(activity what) {
  switch (what) {
    case activity::decode:
      return "decode";
    case activity::upload:
      return "upload";
    case activity::kernel:
      return "kernel";
    case activity::download:
      return "download";
    case activity::encode:
      return "encode";
    case activity::redo_on_cpu:
      return "redo on CPU";
  }
  return "";
}

void trace::add(trace_event event) {
  event.end = std::max(event.start, event.end);
  const std::lock_guard hold(guard_);
  events_.push_back(std::move(event));
}

std::vector<trace_event> trace::events() const {
  std::vector<trace_event> all;
  {
    const std::lock_guard hold(guard_);
    all = events_;
  }
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.start < b.start; });
  return all;
}

void write_chrome_trace(std::ostream& out, std::span<const trace_event> events) {
  const lane_plan plan = plan_lanes(events);
  out << "{\"displayTimeUnit\":\"ms\",\"traceEvents\":[\n";
  const char* separator = "";
  write_names(out, plan.lanes, separator);
  for (const placed_event& placed : plan.events) {
    const trace_event& e = events[placed.event];
    out << separator
        << fmt::format(
               R"({{"ph":"X","pid":{},"tid":{},"name":{},"cat":"{}","ts":{:.3f},"dur":{:.3f},"args":{{"tile":{},"bytes":{}}}}})",
               process_of(e.device), placed.lane + 1, quoted(e.name.empty() ? name_of(e.what) : e.name),
               name_of(e.what), placed.start * 1e6, (placed.end - placed.start) * 1e6, e.tile, e.bytes);
  }
  out << "\n]}\n";
}

}  // namespace tessera::inline v0
