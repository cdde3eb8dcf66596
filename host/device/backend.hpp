// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tessera/host/device/profile.hpp"
#include "tessera/host/device/resident.hpp"
#include "tessera/host/schedule/graph.hpp"

namespace tessera::inline v0 {

class source;
class sink;
class trace;
struct plan;
struct run_control;

/// A device that passes could run on.
struct device_info {
  std::string name;  ///< "cuda:0"
  int number = 0;
  std::string model;  ///< as its maker calls it
  bool usable = false;
  std::string reason;      ///< why it is not usable
  std::size_t memory = 0;  ///< bytes in all
  std::string driver;      ///< its version, "13.0"
};

/// What became of the tiles of a run; a run adds to it.
struct run_report {
  std::size_t tiles = 0;
  std::size_t tiles_on_cpu = 0;      ///< of those, done on the CPU because the device failed
  std::vector<std::string> notices;  ///< each failure and what was done about it
};

/// What a pass reads and writes: a picture in memory or a stream, read once; memory, a stream, or the counts of a statistic.
struct pass_ends {
  const const_view* memory = nullptr;
  source* stream = nullptr;
  const view* out = nullptr;
  sink* to = nullptr;
  histogram* counts = nullptr;
};

/// One pass on a device, prepared: code, constants and room for its tiles are there. One run at a time.
class device_pass {
 public:
  virtual ~device_pass() = default;
  /// Makes every tile and hands them over in order. Tiles that the device fails at are made on the CPU. Throws what the ends throw.
  virtual void run(const pass_ends& ends, const run_control& control) = 0;
};

/// What a pass consists of.
struct pass_shape {
  const graph* stages = nullptr;  ///< with a load node where the source needs one; outlives the pass
  rect result;
  extent tile{};  ///< forced; 0 chooses
  channel_order order = channel_order::rgb;
  bool streamed = false;            ///< tiles are whole rows, top to bottom
  bool counts = false;              ///< the result is counted, not kept
  int workers = 1;                  ///< CPU threads for tiles that the device fails at
  std::optional<tile_grid> grid{};  ///< counts by tiles
};

/// How a pass would run, for the plan.
struct pass_estimate {
  extent tile;
  int slots = 0;
  std::size_t host_bytes = 0;    ///< of pinned memory, all slots
  std::size_t device_bytes = 0;  ///< of each device
  double amplification = 1;      ///< bytes uploaded over those of the image
};

/// A kind of device beside the CPU. Safe from any number of threads.
class backend {
 public:
  virtual ~backend() = default;
  virtual std::vector<device_info> devices() const = 0;
  /// How fast one of its devices is; takes less than 200 ms. Throws `error` of kind device.
  virtual device_profile measure(int device) = 0;
  /// Throws `error` of kind device where a pass cannot run, whatever its tiles.
  virtual pass_estimate estimate(const pass_shape& shape) = 0;
  /// Throws `error` of kind device where memory does not suffice for the smallest tiles in a single slot, or all devices have failed.
  virtual std::unique_ptr<device_pass> prepare(const pass_shape& shape) = 0;
  /// For as many pictures at a time that are on the device; -1: the first one. Throws `error`.
  virtual std::unique_ptr<resident_pipeline> prepare_resident(const plan& p, int device, std::size_t images) = 0;
};

/// How a backend uses its devices.
struct backend_options {
  int device = -1;             ///< of several; -1: all of them
  int slots = 0;               ///< tiles in flight on a device; 0 chooses
  std::size_t host_bytes = 0;  ///< most bytes of pinned memory; 0 chooses
};

/// Null where there is no CUDA device to use; `reason` is then one line that says why. Starts CUDA.
std::shared_ptr<backend> make_cuda_backend(const backend_options& options, std::string& reason);

}  // namespace tessera::inline v0
