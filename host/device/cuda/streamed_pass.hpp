// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <vector>

#include "tessera/host/device/backend.hpp"
#include "tessera/host/device/cuda/program.hpp"
#include "tessera/host/device/cuda/slot_pool.hpp"

namespace tessera::inline v0::cuda {

/// What the tiles of a pass take at most, and how much of the picture is uploaded more than once.
struct pass_plan {
  extent tile;
  slot_bytes size;
  double amplification = 1;
};

/// Regions, bytes and amplification of a pass with tiles of a given size.
pass_plan measure(const pass_shape& shape, const program& code, extent tile);
/// The tile that suits: a few MiB to upload, less than 1.05 of amplification where `most` bytes of a slot allow it.
extent choose_tile(const pass_shape& shape, const program& code, std::size_t most);

/// A pass whose tiles go through slots: upload, kernels and download of one tile are enqueued on its slot's stream while other slots are
/// at work; results are handed over in order.
class streamed_pass : public device_pass {
 public:
  streamed_pass(const pass_shape& shape, std::shared_ptr<program> code, std::shared_ptr<slot_pool> slots,
                const pass_plan& tiles, int slots_each);
  /// Makes the slots and puts the constants on every device that works, as slot_pool::provide does.
  std::optional<device_failure> start(const std::vector<device_failure>& left_out);
  void run(const pass_ends& ends, const run_control& control) override;

 private:
  /// Another pass may have asked for more than there is since.
  void make_sure_of_slots(const run_control& control);

  pass_shape shape_;
  std::shared_ptr<program> code_;
  std::shared_ptr<slot_pool> slots_;
  std::vector<rect> tiles_;
  slot_bytes size_;
  int slots_each_;
  std::map<int, device_memory> constants_;  ///< by device
};

}  // namespace tessera::inline v0::cuda
