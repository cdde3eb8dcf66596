// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tessera/kernels/cpu/engine.hpp"
#include "tessera/kernels/operator.hpp"
#include "tessera/kernels/patterns/prepared.hpp"

namespace tessera::inline v0 {

/// A node of the graph that one pass runs: the picture it makes, row by row, and from what. Node 0 is the source and has no stage.
struct node {
  std::string name;
  std::vector<int> inputs;  ///< nodes made before this one; of two the first stage takes both
  /// One, or a run of point stages that is one pass over memory; empty: the source, a load or a picture in memory.
  std::vector<prepared> stages;
  format in, out;  ///< of the first input, and what this node makes
  bool monotone = true;
  cpu::kernel kernel;
  std::shared_ptr<const held_picture> held{};  ///< the node is this picture
  bool copies = false;                         ///< it makes what it takes
};

/// Whether a stage may stand in a run that is one pass over memory; a statistical one only begins it.
bool is_point(const prepared& stage);

/// A directed acyclic graph in topological order; the last node is the result.
struct graph {
  std::vector<node> nodes;
  border_rule edges;
  const format& output() const { return nodes.back().out; }
};

/// What one tile asks of a node.
struct span {
  rect region;                               ///< of the node's picture, clipped to it
  std::int64_t pad_left = 0, pad_right = 0;  ///< columns made up beyond the picture's edges
  std::int64_t capacity = 0;                 ///< rows kept at a time
};

/// The region of a node's input that one of its output regions reads, not clipped.
rect needs(const node& n, const rect& out);

/// The positions in [0, size) that the border rule puts in the place of [low, high).
struct interval {
  std::int64_t low, high;
};
interval resolve(border_kind kind, interval wanted, std::int64_t size);

/// Regions and paddings of every node for one tile of the result; the only halo arithmetic there is.
std::vector<span> regions(const graph& g, const rect& tile);

/// Whether a tile goes on from the rows that the one above it has left: a margin needs no pixels, and a warp or a turn needs other columns than
/// above.
bool goes_on(const std::vector<span>& above, const std::vector<span>& below);

/// How a tile proceeds: which rows each node makes when the result advances. Rings are as large as `simulate` finds by stepping.
class stepper {
 public:
  stepper(const graph& g, const std::vector<span>& spans);

  /// Rows [first, last) that a node is to make in this step, and the lowest row of it that anyone still reads.
  struct work {
    std::int64_t first = 0, last = 0, lowest = 0;
  };

  /// Works out the step that brings the result to row `last`.
  const std::vector<work>& advance(std::int64_t last);
  /// Extends the regions downwards: the next tile follows below, with the same columns.
  void extend(const std::vector<span>& spans);

 private:
  const graph& graph_;
  std::vector<span> spans_;
  std::vector<std::int64_t> next_;
  std::vector<work> work_;
};

/// Sets the capacities for a run of result rows done in steps of at most cpu::max_rows.
void simulate(const graph& g, std::vector<span>& spans);

}  // namespace tessera::inline v0
