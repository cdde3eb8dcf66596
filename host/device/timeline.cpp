// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <ostream>
#include <string_view>
#include <utility>

#include "tessera/host/device/figures.hpp"
#include "tessera/host/device/lanes.hpp"

namespace tessera::inline v0 {

namespace {

constexpr double width = 1200, left = 170, right = width - 30, lane_step = 32, bar_height = 26, first_lane = 118;
/// More tiles than this are too narrow to be told apart; then so many are shown.
constexpr std::size_t most_tiles = 40, window_tiles = 24;

struct look {
  const char* fill;
  const char* ink;
};

/// Colours that the colour-blind tell apart (Okabe and Ito, 2008), in the order of `activity`.
constexpr std::array<look, activities> looks = {{{"#b3b3b3", "#000"},
                                                 {"#0072b2", "#fff"},
                                                 {"#009e73", "#fff"},
                                                 {"#e69f00", "#000"},
                                                 {"#cc79a7", "#000"},
                                                 {"#d55e00", "#fff"}}};
constexpr const char *overlapped_fill = "#333", *alone_fill = "#ddd";

const look& look_of(activity what) { return looks[static_cast<std::size_t>(what)]; }

struct time_window {
  double start = 0, end = 1;
  std::size_t shown = 0, tiles = 0;
  bool whole = true;
  double x(double when) const { return left + (right - left) * (std::clamp(when, start, end) - start) / (end - start); }
  bool meets(double from, double to) const { return to >= start && from <= end; }
};

/// Tiles of several files share numbers, so that they are counted by what each does once.
std::size_t count_tiles(std::span<const trace_event> events, double from, double to) {
  std::array<std::size_t, activities> counts{};
  for (const trace_event& e : events)
    if (e.end >= from && e.start <= to) ++counts[static_cast<std::size_t>(e.what)];
  const std::size_t kernels = std::exchange(counts[static_cast<std::size_t>(activity::kernel)], 0);
  const std::size_t most = *std::max_element(counts.begin(), counts.end());
  return most > 0 ? most : kernels;
}

time_window choose_window(std::span<const trace_event> events) {
  if (events.empty()) return {};
  time_window all{events[0].start, events[0].end};
  for (const trace_event& e : events) all = {std::min(all.start, e.start), std::max(all.end, e.end)};
  if (all.end <= all.start) all.end = all.start + 1e-6;
  all.shown = all.tiles = count_tiles(events, all.start, all.end);
  if (all.tiles <= most_tiles) return all;
  const double centre = (all.start + all.end) / 2;
  const double half = (all.end - all.start) * window_tiles / static_cast<double>(all.tiles) / 2;
  time_window part{centre - half, centre + half, 0, all.tiles, false};
  part.shown = count_tiles(events, part.start, part.end);
  return part;
}

std::string escaped(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') result += "&amp;";
    else if (c == '<') result += "&lt;";
    else if (c == '>') result += "&gt;";
    else result += byte < 32 || byte > 126 ? '?' : c;  // names of kernels are ASCII; the rest may be no UTF-8
  }
  return result;
}

std::string text_at(double x, double y, std::string_view attributes, std::string_view text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" {}>{}</text>\n", x, y, attributes, escaped(text));
}

/// The largest of 1, 2, 5 times a power of ten that gives at least five ticks.
double tick_step(double length) {
  const double power = std::pow(10, std::floor(std::log10(length / 5)));
  for (const double factor : {5.0, 2.0})
    if (length / (factor * power) >= 5) return factor * power;
  return power;
}

void write_axis(std::ostream& out, const time_window& w, double bottom) {
  const double unit = w.end >= 2 ? 1 : w.end >= 2e-3 ? 1e-3 : 1e-6;
  const char* name = unit == 1 ? "s" : unit == 1e-3 ? "ms" : "us";
  const double step = tick_step(w.end - w.start);
  const int decimals = std::max(0, -static_cast<int>(std::floor(std::log10(step / unit) + 1e-9)));
  const auto last = static_cast<std::int64_t>(std::floor(w.end / step + 1e-9));
  for (auto k = static_cast<std::int64_t>(std::ceil(w.start / step - 1e-9)); k <= last; ++k) {
    const double when = static_cast<double>(k) * step, x = w.x(when);
    out << fmt::format("<path d=\"M{0:.1f} {1:.1f}V{2:.1f}\" stroke=\"#e5e5e5\"/>\n", x, first_lane - 6, bottom);
    out << text_at(x, bottom + 16, "class=\"tick\"", fmt::format("{:.{}f}", when / unit, decimals));
  }
  out << text_at((left + right) / 2, bottom + 34, "class=\"tick\"",
                 fmt::format("time since the start of the run, {}", name));
}

void write_legend(std::ostream& out, std::span<const trace_event> events) {
  double x = 24;
  const auto entry = [&](const char* fill, std::string_view name) {
    out << fmt::format("<rect x=\"{:.1f}\" y=\"82\" width=\"14\" height=\"14\" fill=\"{}\"/>\n", x, fill);
    out << text_at(x + 20, 94, "class=\"legend\"", name);
    x += 48 + 7 * static_cast<double>(name.size());
  };
  for (const phase& one : phases(events)) entry(look_of(one.what).fill, name_of(one.what));
  if (overlapped_fraction(events).transfer_seconds <= 0) return;
  entry(overlapped_fill, "transfer beside other work");
  entry(alone_fill, "transfer alone");
}

/// What fits into a bar: the kernel's name, else the tile's number, else nothing.
std::string caption(const trace_event& e, double room) {
  const auto fits = [&](const std::string& text) { return 7 * static_cast<double>(text.size()) + 4 <= room; };
  const std::string number = std::to_string(e.tile);
  if (const std::string both = e.name + " " + number; e.what == activity::kernel && !e.name.empty() && fits(both))
    return both;
  return fits(number) ? number : "";
}

void write_bar(std::ostream& out, const trace_event& e, const placed_event& placed, const time_window& w, double y) {
  const double from = w.x(placed.start), room = std::max(0.5, w.x(placed.end) - from);
  out << fmt::format(
      "<rect class=\"event\" x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{}\" fill=\"{}\"><title>{}{}{}, tile "
      "{}, {} to {}{}</title></rect>\n",
      from, y, room > 3 ? room - 0.8 : room, bar_height, look_of(e.what).fill, name_of(e.what),
      e.name.empty() ? "" : " ", escaped(e.name), e.tile, seconds_text(e.start), seconds_text(e.end),
      e.bytes > 0 ? ", " + size_text(e.bytes) : "");
  if (const std::string text = caption(e, room); !text.empty())
    out << text_at(from + room / 2, y + 17, fmt::format("class=\"caption\" fill=\"{}\"", look_of(e.what).ink), text);
}

void write_stretches(std::ostream& out, std::span<const trace_event> events, int device, const time_window& w,
                     double y) {
  for (const transfer_stretch& part : transfer_stretches(events, device)) {
    if (!w.meets(part.start, part.end)) continue;
    const double from = w.x(part.start);
    out << fmt::format(
        "<rect class=\"stretch\" x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{}\" fill=\"{}\"/>\n", from, y,
        std::max(0.1, w.x(part.end) - from), bar_height / 2, part.overlapped ? overlapped_fill : alone_fill);
  }
}

void write_head(std::ostream& out, std::span<const trace_event> events, const time_window& w, double height) {
  out << fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" "
      "font-family=\"DejaVu Sans, Verdana, sans-serif\" font-size=\"12\">\n<style>.tick,.caption{{text-anchor:middle}}"
      ".caption{{font-size:11px}}.label{{text-anchor:end}}.head{{font-size:18px}}</style>\n"
      "<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n",
      width, height);
  if (events.empty()) {
    out << text_at(24, 32, "class=\"head\"", "Nothing was recorded");
    return;
  }
  double first = events[0].start, last = events[0].end;
  for (const trace_event& e : events) first = std::min(first, e.start), last = std::max(last, e.end);
  const overlap hidden = overlapped_fraction(events);
  std::string title = fmt::format("{} {} in {}", w.tiles, w.tiles == 1 ? "tile" : "tiles", seconds_text(last - first));
  if (hidden.transfer_seconds > 0)
    title += fmt::format(": transfers overlapped {:.0f}% of their time, {:.0f}% possible", 100 * hidden.fraction,
                         100 * hidden.most);
  out << text_at(24, 32, "class=\"head\"", title);
  std::string rates;
  for (const phase& one : phases(events))
    if (one.bytes > 0)
      rates += fmt::format("{}{} {} at {:.2f} GB/s", rates.empty() ? "" : ", ", name_of(one.what), size_text(one.bytes),
                           one.rate() / 1e9);
  out << text_at(24, 52, "fill=\"#555\"", rates);
  if (!w.whole)
    out << text_at(24, 70, "fill=\"#555\"",
                   fmt::format("Shown is the middle of the run, {} of it: {} of {} tiles.",
                               seconds_text(w.end - w.start), w.shown, w.tiles));
}

}  // namespace

void write_timeline(std::ostream& out, std::span<const trace_event> events) {
  const time_window w = choose_window(events);
  const lane_plan plan = plan_lanes(events);
  const std::vector<int> devices = devices_of(events);
  const double bottom = first_lane + lane_step * static_cast<double>(plan.lanes.size() + devices.size());
  write_head(out, events, w, events.empty() ? 60 : bottom + 48);
  if (!events.empty()) {
    write_legend(out, events);
    write_axis(out, w, bottom);
    const bool several = plan.lanes.front().device != plan.lanes.back().device;
    std::vector<double> tops;
    double y = first_lane;
    const auto label = [&](int device, const std::string& text) {
      out << text_at(left - 10, y + 17, "class=\"label\"", (several ? device_text(device) + " " : "") + text);
    };
    for (std::size_t i = 0; i < plan.lanes.size(); ++i) {
      const int device = plan.lanes[i].device;
      label(device, label_of(plan.lanes[i]));
      tops.push_back(y);
      y += lane_step;
      if (device < 0 || (i + 1 < plan.lanes.size() && plan.lanes[i + 1].device == device)) continue;
      label(device, "transfers");
      write_stretches(out, events, device, w, y + bar_height / 4);
      y += lane_step;
    }
    for (const placed_event& placed : plan.events)
      if (w.meets(placed.start, placed.end)) write_bar(out, events[placed.event], placed, w, tops[placed.lane]);
  }
  out << "</svg>\n";
}

}  // namespace tessera::inline v0
