// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tessera/host/schedule/graph.hpp"
#include "tessera/kernels/cuda/engine.hpp"

namespace tessera::inline v0::cuda {

/// Bytes of a row of a buffer on the device.
std::int64_t pitch_of(const format& layout, const rect& region);

/// Where the buffers of one tile are in a slot's arena; nodes that are not alive at the same time share memory.
struct layout {
  std::vector<std::size_t> nodes;
  std::size_t scratch = 0, counters = 0, tables = 0, bytes = 0;
};

/// A graph's code for CUDA: launches one tile on a stream. The same for all devices.
class program {
 public:
  /// `grid`: counts by tiles.
  program(const graph& g, channel_order order, bool counts, const std::optional<tile_grid>& grid = {});

  const std::vector<std::byte>& constants() const { return constants_; }
  layout place(const std::vector<span>& regions) const;
  /// The buffer of a node: that of the source takes the upload, that of the last node the result.
  buffer buffer_of(std::size_t node, const std::vector<span>& regions, const layout& where, std::byte* arena) const;
  std::size_t last() const { return alias_.back(); }
  std::size_t counter_bytes() const { return counter_bytes_; }

  /// Memory of a caller in the place of the first and the last buffer.
  struct outside {
    std::optional<buffer> in, out;
  };
  /// A picture of a launch: its arena, and where its ends are.
  struct picture {
    std::byte* arena = nullptr;
    outside ends{};
  };
  /// Called after the launch of each stage, with its name.
  using listener = std::function<cudaError_t(const std::string& name)>;

  /// Enqueues everything between upload and download, for the same regions of all pictures: they share the launches.
  cudaError_t launch(const std::vector<span>& regions, const layout& where, std::span<const picture> pictures,
                     const std::byte* constants, cudaStream_t to, const listener& done) const;
  /// The same for one picture.
  cudaError_t launch(const std::vector<span>& regions, const layout& where, std::byte* arena,
                     const std::byte* constants, cudaStream_t to, const listener& done,
                     const outside& ends = {}) const {
    const picture one{arena, ends};
    return launch(regions, where, {&one, 1}, constants, to, done);
  }

 private:
  struct step {
    std::string name;
    kernel code;
    std::size_t constants = 0;  ///< offset
    std::vector<int> inputs;
  };
  void add(step& s);
  void add_statistics(std::size_t node, const global& stage);
  void add_picture(std::size_t node);
  buffer picture_of(std::size_t node, const std::byte* constants) const;
  bool makes(std::size_t node) const { return steps_[node].code.launch != nullptr; }

  const graph& graph_;
  std::vector<step>
      steps_;  ///< by node; no code: a source, among the constants or uploaded, or a load that changes nothing
  std::vector<step> statistics_;    ///< by node; what makes the tables of a stage that must see the whole picture first
  std::vector<std::size_t> alias_;  ///< the node whose buffer a node's samples are in
  std::vector<std::size_t> last_use_;
  std::vector<std::byte> constants_;
  step count_;
  std::size_t counter_bytes_ = 0, table_bytes_ = 0;
};

}  // namespace tessera::inline v0::cuda
