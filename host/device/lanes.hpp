// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "tessera/host/device/trace.hpp"

namespace tessera::inline v0 {

/// A row of a drawing, or a thread of a trace viewer: events in it follow each other.
struct lane {
  int device = 0;
  enum class kind : std::uint8_t { decode, slot, redo, encode } what = kind::slot;
  int slot = 0;   ///< 0 for the other kinds
  int layer = 0;  ///< above 0 where events of the same kind ran at the same time
  friend bool operator==(const lane&, const lane&) = default;
};

/// An event of a lane; `start` is moved where clocks let it begin before its predecessor's end.
struct placed_event {
  std::size_t event = 0;  ///< index
  std::size_t lane = 0;   ///< index
  double start = 0, end = 0;
};

struct lane_plan {
  std::vector<lane> lanes;           ///< by device, kind, slot and layer
  std::vector<placed_event> events;  ///< by lane and start
};

/// Gives every event a lane in which nothing overlaps.
lane_plan plan_lanes(std::span<const trace_event> events);

/// "slot 2", "decode", "decode (2)".
std::string label_of(const lane& l);

/// "GPU 1", or "CPU" for -1.
std::string device_text(int device);

/// A stretch of time in which transfers of a device run, beside other work or alone; neighbours differ in that or do not touch.
struct transfer_stretch {
  double start = 0, end = 0;
  bool overlapped = false;
};

std::vector<transfer_stretch> transfer_stretches(std::span<const trace_event> events, int device);

/// The devices that occur, in order, without the host.
std::vector<int> devices_of(std::span<const trace_event> events);

}  // namespace tessera::inline v0
