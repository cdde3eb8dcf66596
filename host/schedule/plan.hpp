// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tessera/host/pipeline/pipeline.hpp"
#include "tessera/host/schedule/graph.hpp"

namespace tessera::inline v0 {

class backend;

/// A stage of a plan's graph, in topological order.
struct plan_stage {
  std::string name;
  prepared what;
  int input = -1;                              ///< the stage that it takes; -1: the source
  int second = none;                           ///< the one that it takes beside that
  std::shared_ptr<const held_picture> held{};  ///< it is this picture and takes nothing
  static constexpr int none = -2;
};

/// What a plan depends on beside the pipeline and the input's format.
struct plan_options {
  border_rule edges;
  int workers = 1;       ///< threads that share this picture
  int level = -1;        ///< SIMD level, an index of cpu::levels(); -1 is the best
  extent tile{};         ///< forced tile size; 0 chooses
  bool fuse = true;      ///< runs of point stages become one pass over memory
  bool streamed = true;  ///< the source gives its rows once, top to bottom
  int orientation = 1;   ///< EXIF orientation of the source: the picture is turned upright first
  int shrunk =
      1;  ///< the source is the file's picture at one part of this many of its size, `full`; the first stage makes up for it
  extent full{};
  channel_order order = channel_order::rgb;
  std::optional<rect> region;  ///< only this part of the result
  /// The stages that bring the upright source to the colours that the pipeline works in. If that is light, what a sink gets is encoded again.
  std::function<std::vector<prepared>(const format&, std::vector<std::string>& notices)> colours{};
  /// The nearest format that the sink can hold; stages that convert to it are added at the end.
  std::function<format(const format&)> storable;
  colour background{1, 1, 1, 1};      ///< under transparent pixels where the sink holds no alpha
  std::shared_ptr<backend> device{};  ///< that runs the passes; null: the CPU
  bool device_demanded = false;       ///< a device that cannot start is an error, not a reason to use the CPU
  /// Gives the picture of a file, turned upright, for a second input.
  picture_reader pictures{};
  std::size_t hold_limit = std::size_t{64} << 20;  ///< a picture of at most these bytes is kept rather than read again
  /// What a run may hold; a source that would have to be held beyond it is spooled to disk. 0: no limit.
  std::size_t memory = 0;
};

/// Pure data: what will run, in which passes, over which tiles, in how many bytes. Made before any pixel is read.
struct plan {
  format input, upright, output;      ///< as the source gives it; after orientation; what comes out
  std::vector<std::string> notices;   ///< what the sink's format made necessary: "alpha flattened", "rounded to u8"
  std::vector<plan_stage> stages;     ///< composites expanded; statistical ones are `global` until they have run
  int made = -1;                      ///< the stage that makes the result; -1: the source is the result
  std::vector<std::size_t> barriers;  ///< stages that must see the whole picture before they run: one more pass each
  plan_options options;
  graph last;                 ///< the graph of the last pass, statistical stages replaced by an empty table
  bool holds_source = false;  ///< the source is read whole into memory first
  std::string why_hold;
  bool spools_source =
      false;  ///< held on disk instead, and read part by part: `tile` then says what each worker makes at a time of a band
  rect result;  ///< the part of the output that is made
  extent tile;
  std::int64_t source_rows = 0;  ///< rows of a streamed source kept at a time
  std::size_t bytes = 0;  ///< upper bound of what a run allocates beside the codecs, pictures of second inputs included
  double amplification = 1;      ///< most rows that a stage makes, over the rows that a run without tiles would make
  std::string why_device;        ///< why it runs where it runs
  int slots = 0;                 ///< tiles in flight on each device
  std::size_t device_bytes = 0;  ///< of each device's memory
};

/// Throws `error` where an operator does not suit its input, naming it.
plan make_plan(const pipeline& p, const format& in, const plan_options& options);

/// The same plan for the CPU alone.
plan on_cpu(plan p);

/// How as many workers copy the source to disk.
plan copy_of_source(const plan& p);

/// What a device is asked for: the pass that makes the result of a graph, or counts it.
struct pass_shape;
pass_shape shape_of(const plan& p, const graph& g, const rect& result, bool counts);

/// What a stage makes, or the source for -1.
const format& format_of(const plan& p, int stage);

/// The graph that makes what stage `result` makes (-1: the source as it is), of `stages`, which are those of the plan or what has become of
/// them; fused as the options say, compiled for their level. A statistical stage among them begins a node that a device gives its table, and no
/// CPU can run.
graph build_graph(const plan& p, const std::vector<plan_stage>& stages, int result);
/// The same as the CPU runs it: where the options fuse, a table of bytes behind a stage that is no point needs no pass and no rows of its own, but changes
/// that one's where they lie.
graph cpu_graph(const plan& p, graph g);

/// The regions that tile after tile will ask for at most, capacities included.
std::vector<span> largest_spans(const graph& g, const rect& result, extent tile, bool continues);

/// The largest part of the source that a tile reads.
extent largest_part(const graph& g, const rect& result, extent tile);

/// The tiles of a result, row by row of tiles.
std::vector<rect> tiles_of(const rect& result, extent tile);

/// The plan in words, as `--explain` prints it.
std::string describe(const plan& p);

}  // namespace tessera::inline v0
